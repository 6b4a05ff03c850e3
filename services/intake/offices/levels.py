"""Who may do what about offices of representatives: a part of intake's table of levels."""

from services.common.policy import ALL, DEPARTMENT, OWN

LEVELS: dict[str, dict[str, str]] = {
    "office.send": {"agent": ALL, "supervisor": ALL, "tier2": ALL, "administrator": ALL,
                    "employee": DEPARTMENT, "manager": DEPARTMENT, "department_system": DEPARTMENT},
    # What became of it is for that office alone.
    "office.follow": {"employee": DEPARTMENT, "manager": DEPARTMENT, "department_system": DEPARTMENT},
    "consent.give": {"resident": OWN, "agent": ALL, "supervisor": ALL, "administrator": ALL},
    "consent.read": {"resident": OWN, "agent": ALL, "supervisor": ALL, "administrator": ALL, "auditor": ALL},
}  # fmt: skip
