"""A draft's whole way through the service: made, run dry, agreed upon, active by the clock, deciding."""

from deploy.processes import settles
from services.common.caller import Caller
from tests.routing.running import ADMINISTRATOR, AGENT, DOT, SUPERVISOR, requests

TO_DOT = {"code": "tickets", "service": "parking-ticket-dispute", "then": {"department": "dot"}, "priority": 900}


def test_a_draft_that_all_agree_to_decides_from_then_on(routing):
    routing.start()
    routing.open(*requests(3))
    settles(lambda: len(routing.call("list_assignments", SUPERVISOR, limit=50)["items"]) == 3, 30)
    wish = {"title": "Disputes", "entries": [{"kind": "rule", "code": "tickets", "entry": TO_DOT}]}

    draft = routing.call("make_draft", ADMINISTRATOR, **wish)
    found = routing.call("run_dry", ADMINISTRATOR, id=draft["id"], last=100)
    for department in draft["departments"]:
        manager = Caller("staff", f"manager-{department}")
        routing.call("approve_draft", manager, id=draft["id"], department=department)
    routing.call("approve_draft", SUPERVISOR, id=draft["id"])

    assert (found["looked_at"], found["different"]) == (3, 3)
    assert settles(lambda: routing.call("read_draft", SUPERVISOR, id=draft["id"])["state"] == "active", 20)
    # A process may keep the catalogue for a second after that.
    asked = {"service_code": "parking-ticket-dispute"}
    assert settles(lambda: routing.call("preview", AGENT, **asked)["responsible"]["code"] == "dot", 20)
    routing.open(*requests(1, first=2000000000))
    assert [work["number"] for work in routing.wait_for_work(1, DOT)] == ["2000000000"]
