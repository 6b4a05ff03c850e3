"""Who may do what with intake's objects: one table, and the scopes that keys need."""

from services.common.policy import ALL, COUNTY_ROLES, DEPARTMENT, OWN
from services.intake.offices import levels as offices

SYSTEMS = ("frontend", "open311", "test", "telephony")

# action → level → scope. A level that does not stand here may not.
# Tier 2 has no row at contacts: its people see those of their own department, as employees there.
POLICY: dict[str, dict[str, str]] = {
    "request.open": dict.fromkeys(
        ("anonymous", "resident", *COUNTY_ROLES, "employee", "manager", "contractor", "frontend", "open311",
         "department_system"), ALL
    ),
    "request.drill": dict.fromkeys(("supervisor", "administrator", "operations", "open311", "test", "service"), ALL),
    "request.report": {"frontend": ALL, "open311": ALL},
    "request.update": {"frontend": ALL, "open311": ALL},
    "request.read": {
        "resident": OWN, "agent": ALL, "supervisor": ALL, "administrator": ALL, "auditor": ALL, "tier2": ALL,
        "employee": DEPARTMENT, "manager": DEPARTMENT, "department_system": DEPARTMENT,
    },
    "request.list": {
        "agent": ALL, "supervisor": ALL, "administrator": ALL, "auditor": ALL, "tier2": ALL,
        "employee": DEPARTMENT, "manager": DEPARTMENT, "department_system": DEPARTMENT,
    },
    "request.amend": {"resident": OWN, "agent": ALL, "supervisor": ALL, "administrator": ALL},
    "request.note": {
        "resident": OWN, "agent": ALL, "supervisor": ALL, "administrator": ALL, "tier2": ALL,
        "employee": DEPARTMENT, "manager": DEPARTMENT, "department_system": DEPARTMENT,
    },
    "request.attach": {
        "resident": OWN, "agent": ALL, "supervisor": ALL, "administrator": ALL, "tier2": ALL,
        "employee": DEPARTMENT, "manager": DEPARTMENT, "department_system": DEPARTMENT,
    },
    "attachment.publish": {"agent": ALL, "supervisor": ALL, "administrator": ALL, "manager": DEPARTMENT},
    "attachment.remove": {"resident": OWN, "agent": ALL, "supervisor": ALL, "administrator": ALL,
                          "manager": DEPARTMENT},
    "resident.ask": {
        "agent": ALL, "supervisor": ALL, "administrator": ALL, "tier2": ALL,
        "employee": DEPARTMENT, "manager": DEPARTMENT, "department_system": DEPARTMENT,
    },
    "resident.answer": {"resident": OWN, "agent": ALL, "supervisor": ALL, "administrator": ALL, "tier2": ALL},
    "feedback.give": {"resident": OWN, "agent": ALL, "supervisor": ALL, "administrator": ALL},
    "feedback.list": {"supervisor": ALL, "administrator": ALL, "analyst": ALL, "relationship_manager": ALL,
                      "manager": DEPARTMENT},
    "request.merge": {"agent": ALL, "supervisor": ALL, "administrator": ALL, "tier2": ALL, "manager": DEPARTMENT,
                      "employee": DEPARTMENT},
    "request.split": {"agent": ALL, "supervisor": ALL, "administrator": ALL, "tier2": ALL, "manager": DEPARTMENT},
    "draft.keep": dict.fromkeys(
        ("anonymous", "resident", *COUNTY_ROLES, "employee", "manager", "frontend", "open311", "department_system"), OWN
    ),
    "draft.list": dict.fromkeys((*COUNTY_ROLES, "employee", "manager", "frontend", "department_system"), OWN),
    "bulk.act": {"agent": ALL, "supervisor": ALL, "administrator": ALL, "tier2": ALL, "manager": DEPARTMENT,
                 "employee": DEPARTMENT},
    "bulk.read": {"supervisor": ALL, "administrator": ALL, "auditor": ALL},
    "request.withdraw": {"resident": OWN, "agent": ALL, "supervisor": ALL, "administrator": ALL, "service": ALL},
    "request.reopen": {"resident": OWN, "agent": ALL, "supervisor": ALL, "administrator": ALL, "manager": DEPARTMENT},
    "contact.record": {"agent": ALL, "supervisor": ALL, "administrator": ALL,
                       "employee": DEPARTMENT, "manager": DEPARTMENT},
    "contact.read": {"agent": ALL, "supervisor": ALL, "administrator": ALL, "auditor": ALL,
                     "employee": DEPARTMENT, "manager": DEPARTMENT},
    "contact.amend": {"agent": ALL, "supervisor": ALL, "administrator": ALL,
                      "employee": DEPARTMENT, "manager": DEPARTMENT},
    "contact.amend_later": {"supervisor": ALL, "administrator": ALL, "manager": DEPARTMENT},
    "contact.settle": {"agent": ALL, "supervisor": ALL, "administrator": ALL,
                       "employee": DEPARTMENT, "manager": DEPARTMENT},
    "desk.watch": {"agent": ALL, "supervisor": ALL, "administrator": ALL, "tier2": ALL,
                   "employee": DEPARTMENT, "manager": DEPARTMENT},
    "receipt.read": {"resident": OWN},
    "presence.set": {"agent": ALL, "supervisor": ALL, "administrator": ALL,
                     "employee": DEPARTMENT, "manager": DEPARTMENT},
    "presence.read": {"agent": ALL, "supervisor": ALL, "tier2": ALL, "administrator": ALL, "operations": ALL,
                      "employee": DEPARTMENT, "manager": DEPARTMENT, "telephony": ALL},
    "handover.request": {"agent": ALL, "supervisor": ALL, "tier2": ALL, "administrator": ALL,
                         "employee": DEPARTMENT, "manager": DEPARTMENT},
    "handover.read": {"agent": ALL, "supervisor": ALL, "administrator": ALL, "auditor": ALL,
                      "employee": DEPARTMENT, "manager": DEPARTMENT},
    "handover.take": {"employee": DEPARTMENT, "manager": DEPARTMENT},
    "handover.call_back": {"agent": ALL, "supervisor": ALL, "administrator": ALL,
                           "employee": DEPARTMENT, "manager": DEPARTMENT},
    "handover.oversee": {"agent": ALL, "supervisor": ALL, "administrator": ALL, "auditor": ALL},
    "ledger.report": {"supervisor": ALL, "administrator": ALL, "analyst": ALL, "relationship_manager": ALL,
                      "operations": ALL, "auditor": ALL},
    "ledger.gap": {"agent": ALL, "supervisor": ALL, "administrator": ALL, "operations": ALL,
                   "auditor": ALL},
    "call.record": {"supervisor": ALL, "operations": ALL, "administrator": ALL, "telephony": ALL},
    "call.read": {"agent": ALL, "supervisor": ALL, "tier2": ALL, "operations": ALL, "administrator": ALL,
                  "auditor": ALL},
    "contact.read_employee_complaint": {"supervisor": ALL, "administrator": ALL, "manager": DEPARTMENT},
    **offices.LEVELS,
    "search.save": {"agent": ALL, "supervisor": ALL, "administrator": ALL, "tier2": ALL,
                    "employee": DEPARTMENT, "manager": DEPARTMENT},
    # Contact data: who sees it plainly, and who does after saying why.
    "resident.see": {"resident": OWN, "department_system": DEPARTMENT},
    "resident.unmask": {"agent": ALL, "supervisor": ALL, "administrator": ALL,
                        "employee": DEPARTMENT, "manager": DEPARTMENT},
    "resident.look_up": {"agent": ALL, "supervisor": ALL, "administrator": ALL, "tier2": ALL},
    "lookup.list": {"supervisor": ALL, "administrator": ALL, "auditor": ALL},
    "records.read": {"analyst": ALL, "administrator": ALL, "auditor": ALL},
    "counts.read": {
        "agent": ALL, "supervisor": ALL, "tier2": ALL, "relationship_manager": ALL, "council_office": ALL,
        "analyst": ALL, "operations": ALL, "administrator": ALL, "auditor": ALL,
        "employee": DEPARTMENT, "manager": DEPARTMENT,
    },
    "facts.read": {"service": ALL}, "key.check": {"service": ALL}, "key.manage": {"administrator": ALL},
    "client.list": {"administrator": ALL, "auditor": ALL}, "audit.read": {"auditor": ALL},
    "person.erase": {"administrator": ALL}, "erasure.read": {"administrator": ALL, "auditor": ALL},
    "retention.run": {"administrator": ALL}, "retention.read": {"administrator": ALL, "auditor": ALL},
    "hold.place": {"administrator": ALL}, "hold.read": {"administrator": ALL, "auditor": ALL, "supervisor": ALL},
}  # fmt: skip

# What a system's key must be good for, beside its level; an action that is not here needs no scope.
SCOPES = {
    "draft.keep": "create", "draft.list": "read",
    "request.open": "create", "request.drill": "create", "request.report": "create", "request.update": "update",
    "request.read": "read", "request.list": "read",
    "request.amend": "update", "request.note": "update", "request.attach": "update",
    "attachment.publish": "update", "attachment.remove": "update",
    "request.withdraw": "update", "request.reopen": "update",
    "contact.record": "create", "contact.read": "read", "call.record": "create",
    "presence.read": "read", "office.send": "create", "office.follow": "read",
}  # fmt: skip
