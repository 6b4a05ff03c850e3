"""Words that stand for personal data: every request of a run holds them, and no event and no log line may."""

from typing import Any

NAME = "Xanthe Orrin-Vale"
MAIL_DOMAIN = "planted-resident.example"
PHONE = "443-555-0139"
WORDS = "my gate code is plantedwords7"
MARKERS = (NAME, MAIL_DOMAIN, PHONE, "plantedwords7")


def plant(body: dict[str, Any], key: str) -> dict[str, Any]:
    """A request's body with a resident who is easy to find wherever something of him leaks."""
    resident = {"name": f"{NAME} {key}", "email": f"{key}@{MAIL_DOMAIN}", "phone": PHONE, "language": "en"}
    return body | {"resident": resident, "description": f"{body.get('description', '')} ({key}; {WORDS})"}
