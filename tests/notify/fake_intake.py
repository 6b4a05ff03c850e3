"""A fake intake, held to its contract: it knows what the test wrote into a file and answers as intake would."""

import json
import os

from services.common import settings
from services.common.database import engine_for
from services.common.rpc import answers
from services.common.service import Service, configure
from services.common.tables import service_base
from services.intake import contract

configure("intake")
service_base().metadata.create_all(engine_for(settings.database_url("intake")))


class IntakeService(Service):
    """Answers the facts of the requests in the file FAKE_INTAKE_FACTS; of others it knows nothing."""

    name = "intake"
    contract = contract

    @answers(contract.LIST_NOTICE_FACTS)
    def list_notice_facts(self, message, caller):
        """Return the facts by number, an entry `*` standing for any."""
        with open(os.environ["FAKE_INTAKE_FACTS"]) as file:
            known = json.load(file)
        numbers = [request["number"] for request in message["requests"]]
        found = [(n, known.get(n) or known.get("*")) for n in numbers]
        return {"facts": [facts | {"number": number} for number, facts in found if facts]}
