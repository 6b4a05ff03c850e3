"""A drill goes the way of a real request through every department, and nobody who counts ever sees it."""

from datetime import timedelta

from deploy.drill import COLUMNS, describe, drill
from deploy.processes import wait_until
from services.common import clock
from tests.journeys.people import PATIENCE_SECONDS, Town

PLAN = {"soft_at": "2026-11-02T14:00:00Z", "contact": {"name": "Ida Brandt", "phone": "240-555-0111"}}
ROUNDS = 3  # what earlier journeys left may still move a figure in one of them; a drill that counts moves all


def figures(town, days):
    """What statisticians, the public and management count, byte by byte."""
    span = f"from={days[0]}&to={days[1]}"
    counted = [f"/v1/counts?kind=requests&by={by}&{span}" for by in ("type", "department", "channel")]
    paths = [*counted, f"/v1/records/totals?{span}", "/v1/open-data", "/open311/v2/requests.json"]
    answers = {path: town.ask("GET", path, "analyst") for path in paths}
    answers["work"] = town.ask("GET", "/v1/assignments/counts", "administrator")
    assert {path: answer.status_code for path, answer in answers.items() if answer.status_code != 200} == {}
    return {path: answer.content for path, answer in answers.items()}


def numbers_of_records(town):
    """The numbers of all requests that statisticians are given."""
    path, cursor, found = "/v1/records/requests?limit=250", None, []
    while True:
        page = town.get(path + (f"&cursor={cursor}" if cursor else ""), "analyst")
        found += [item["number"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            return found


def test_a_drill_over_all_departments_changes_no_byte_of_what_is_counted(running):
    town, today = Town(running), clock.now().date()
    town.finish(town.report("real@example.org").number, text="Filled.")
    days = (today - timedelta(days=2), today + timedelta(days=2))

    for _ in range(ROUNDS):
        before = figures(town, days)
        found = drill(running.run_json, [])
        after = figures(town, days)
        if after == before:
            break

    assert [one for one in found["results"] if one["state"] != "passed"] == []
    departments = town.get("/v1/departments", "agent")["items"]
    at_work = {one["code"] for one in departments if not one["represents"]}
    assert {one["department"] for one in found["results"]} == at_work
    assert all([step["step"] for step in one["steps"]] == list(COLUMNS) for one in found["results"])
    assert describe(found)[-1] == f"{len(found['results'])} passed, 0 failed"
    assert {path: after[path] for path in after if after[path] != before[path]} == {}
    assert not {one["number"] for one in found["results"]} & set(numbers_of_records(town))


def test_a_department_s_launch_is_planned_on_the_board_and_staff_know_whom_to_ask(running):
    town, rm = Town(running), "relationship_manager"
    drilled = drill(running.run_json, ["dot"])
    questions = [{"text": "Who plows my street after the snow?"}, {"text": "The street light is out"}]
    put = {
        "/v1/expected-questions/department/dot": {"questions": questions},
        "/v1/departments/dot/members/employee-dot/training": {"trained_on": "2026-11-18"},
        "/v1/departments/dot/launch": PLAN,
    }
    answers = {path: town.ask("PUT", path, rm, body).status_code for path, body in put.items()}

    def checks():
        board = town.get("/v1/readiness-board", rm)["items"]
        [dot] = [line for line in board if line["department"] == "dot"]
        return {check["check"] for check in dot["checks"] if check["met"]}

    number = drilled["results"][0]["number"]
    assert answers == dict.fromkeys(put, 200)
    wait_until(lambda: checks() == {"rule", "drill", "coverage", "feed"}, PATIENCE_SECONDS, "the board shows it")
    assert town.get(f"/v1/requests/{number}/whom-to-ask", "agent")["contact"]["name"] == "Ida Brandt"
