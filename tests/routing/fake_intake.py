"""A fake intake, held to its contract: every request lies at 7300 Carroll Ave and its resident reads no e-mail."""

from services.common import settings
from services.common.database import engine_for
from services.common.rpc import answers
from services.common.service import Service, configure
from services.common.tables import service_base
from services.intake import contract

configure("intake")
service_base().metadata.create_all(engine_for(settings.database_url("intake")))


class IntakeService(Service):
    """Answers what routing asks."""

    name = "intake"
    contract = contract

    @answers(contract.LIST_ROUTING_FACTS)
    def list_routing_facts(self, message, caller):
        """Return the facts of every request, whatever its number."""
        location = {"lat": None, "long": None, "address": "7300 Carroll Ave", "address_id": None, "text": None}
        fact = {"service_code": "pothole", "location": location, "answers": {}, "reachable": False}
        return {"facts": [fact | {"number": number} for number in message["numbers"]]}

    @answers(contract.READ_TASK_FACTS)
    def read_task_facts(self, message, caller):
        """Every task is a hole at 7300 Carroll Ave; it says who reads it."""
        place = {"lat": None, "long": None, "address": "7300 Carroll Ave", "address_id": None, "text": None}
        said = {"service_name": "Pothole", "description": f"Read by {message['reader']}", "answers": [], "photos": []}
        return said | {"number": message["number"], "location": place}

    @answers(contract.LIST_DUPLICATES)
    def list_duplicates(self, message, caller):
        """Nothing looks like the same."""
        return {"items": []}
