"""What `make status` says: each sentence from the figures that make it true, and none without them."""

from dataclasses import replace

import pytest

from deploy.status.looking import read_samples
from deploy.status.picture import Picture, Process
from deploy.status.sentences import has_backlog, tell
from deploy.status.words import count, listed, span

NAMES = ("gateway", "geo", "intake", "kb", "notify", "routing")
QUIET = {
    "gateway": "gateway_broker_connected 1",
    "intake": "requests_undecided 0\nrequests_undecided_oldest_seconds 0\nrelay_active 1",
    "routing": "relay_active 1\nhearing_stopped 0",
}
DOWN = Process(answers=False)
BACKLOG = "requests_undecided 217\nrequests_undecided_oldest_seconds 840\nrelay_active 1"


def a_picture(down=(), queues=None, **said):
    """A system whose parts say these metrics beside the quiet ones."""
    texts = {name: said.get(name, QUIET.get(name, "")) for name in NAMES}
    services = {name: [Process(samples=read_samples(text + "\n"))] for name, text in texts.items()}
    return Picture(services | {name: [DOWN] for name in down}, queues or {})


def wrong(picture, before=None, seconds=0.0):
    """What it says is the matter."""
    return tell(picture, before, seconds).wrong


def pace(decided, opened):
    """Two pictures, six seconds apart, between which so many were decided and opened."""
    counted = 'requests_opened_total{{channel="web",drill="false"}} {}\n'
    at = [
        a_picture(intake=counted.format(1000 + come) + BACKLOG, routing=f"requests_routed_total {500 + done}")
        for come, done in ((0, 0), (opened, decided))
    ]
    return wrong(at[1], at[0], 6.0)[0]


def test_a_quiet_system_has_nothing_the_matter():
    told = tell(a_picture())

    assert told.wrong == []
    assert told.is_whole
    assert told.facts[0] == "Up: gateway, geo, intake, kb, notify and routing."


def test_who_has_a_number_and_no_department_comes_first_with_the_cause_and_the_pace():
    before = a_picture(down=["geo"], intake=BACKLOG)
    now = replace(before, queues={"routing.inbox": 217})

    said = wrong(now, before, 4.0)

    waiting = "217 requests have a number and no department, oldest 14 min, geo down, nothing moves."
    assert said[:2] == [waiting, "geo is down."]


@pytest.mark.parametrize(
    ("decided", "opened", "end"),
    [
        pytest.param(7, 0, "oldest 14 min, drains in 3 min.", id="fewer"),
        pytest.param(10, 3, "oldest 14 min, drains in 3 min.", id="fewer-although-more-come"),
        pytest.param(3, 10, "oldest 14 min, 70 more each minute.", id="more"),
        pytest.param(0, 10, "oldest 14 min, 100 more each minute.", id="more-and-none-decided"),
        pytest.param(0, 0, "oldest 14 min, nothing moves.", id="nothing-moves"),
    ],
)
def test_the_pace_is_what_was_decided_less_what_came(decided, opened, end):
    assert pace(decided, opened).endswith(end)


@pytest.mark.parametrize(
    ("changes", "cause"),
    [
        pytest.param({"down": ["routing"]}, "routing down", id="routing"),
        pytest.param({"down": ["geo"]}, "geo down", id="geo"),
        pytest.param({"gateway": "gateway_broker_connected 0"}, "the broker away", id="broker"),
        pytest.param(
            {"intake": BACKLOG.replace("relay_active 1", "relay_active 0")}, "intake's events not published", id="relay"
        ),
        pytest.param({"routing": "hearing_stopped 1"}, "routing waits for what it asks", id="a-dependency"),
    ],
)
def test_a_backlog_names_its_cause(changes, cause):
    picture = a_picture(**{"intake": BACKLOG, **changes})

    assert wrong(picture)[0].endswith(f"oldest 14 min, {cause}.")


def test_what_has_just_come_is_no_backlog():
    picture = a_picture(intake="requests_undecided 3\nrequests_undecided_oldest_seconds 2\nrelay_active 1")

    assert not has_backlog(picture)
    assert wrong(picture) == []


def test_events_that_wait_for_a_service_that_is_down_are_counted():
    said = tell(a_picture(down=["notify", "kb"], queues={"notify.inbox": 1312, "kb.inbox": 0}))

    assert said.wrong == ["kb and notify are down: 1,312 events wait for notify."]
    assert not said.is_whole


def test_one_of_two_processes_and_a_failing_check_are_named():
    picture = a_picture()
    two = {**picture.services, "intake": [*picture.services["intake"], DOWN], "geo": [Process(fails=("database",))]}

    assert wrong(replace(picture, services=two)) == [
        "geo is not ready: database.",
        "intake runs with 1 of 2 processes.",
    ]


@pytest.mark.parametrize(
    ("metrics", "sentence"),
    [
        pytest.param(
            {"kb": "outbox_age_seconds 40"},
            "kb has said things for 40 s that nobody has published.",
            id="outbox",
        ),
        pytest.param(
            {"notify": "hearing_stopped 1"},
            "notify hears nothing because what it depends on is away: 12 events wait for notify.",
            id="hearing",
        ),
        pytest.param(
            {"routing": "inbox_parked 1"},
            "A person is needed for 1 failed event of routing: make parked SERVICE=routing.",
            id="parked",
        ),
        pytest.param(
            {"routing": 'events_lost_total{source="intake"} 2'},
            "routing misses 2 events for good: see EventsLost in the runbook.",
            id="gap",
        ),
        pytest.param(
            {"notify": 'mail_server_away 1\nmessages_pending{channel="email"} 40'},
            "The mail server is away, 40 mails wait to go to residents.",
            id="mail",
        ),
        pytest.param(
            {"intake": 'lookup_alarms_total{rule="misses"} 1\nlookup_alarms_total{rule="many"} 1'},
            "Look-ups by name have looked like trawling 2 times since intake started.",
            id="trawling",
        ),
        pytest.param(
            {"intake": "loop_gap_contacts 3"},
            "Of 3 closed contacts nobody can say that whoever asked was told.",
            id="loop-gap",
        ),
        pytest.param(
            {"routing": "feed_readers_silent 1"},
            "1 reader of departments' feeds took nothing for a quarter of an hour.",
            id="silence",
        ),
        pytest.param(
            {"routing": "webhooks_failing 2"}, "The receivers of 2 webhooks take no events.", id="deliveries"
        ),
        pytest.param(
            {"routing": 'department_oldest_seconds{department="dot",state="unaccepted"} 10900\n'
                        'department_work{department="dot",state="unaccepted"} 12'},
            "dot has not accepted 12 pieces of work, oldest 3 h.",
            id="unaccepted",
        ),
        pytest.param(
            {"routing": 'department_kept_percent{department="waste"} 71.4'},
            "waste has kept 71 % of its promises of the last 30 days.",
            id="promises",
        ),
    ],
)  # fmt: skip
def test_each_sentence_has_its_figures(metrics, sentence):
    assert wrong(a_picture(queues={"notify.inbox": 12}, **metrics)) == [sentence]


def test_messages_that_nobody_could_read_are_said():
    assert wrong(a_picture(queues={"hub311.dead": 2})) == ["Nobody could read 2 messages in hub311.dead."]


def test_only_the_three_latest_departments_are_named():
    metric = 'department_oldest_seconds{{department="{}",state="unaccepted"}} {}'
    ages = "\n".join(metric.format(name, 3600 * hours) for name, hours in zip("abcde", (2, 5, 3, 9, 1), strict=True))

    said = wrong(a_picture(routing=ages))

    assert [sentence[0] for sentence in said] == ["d", "b", "c", "S"]


def test_how_departments_do_is_told_when_nothing_is_the_matter():
    work = """department_work{department="dot",state="open"} 30
department_work{department="waste",state="open"} 1
department_work{department="dot",state="missed"} 2
department_kept_percent{department="waste"} 88
department_kept_percent{department="dot"} 97
triage_open 1
requests_routed_total{outcome="assigned"} 40
requests_routed_total{outcome="triaged"} 1"""

    assert tell(a_picture(routing=work)).facts[1:] == [
        "Since start: 0 requests, 41 decisions.",
        "Open: 31 pieces of work in 2 departments, 2 late.",
        "1 request waits for a person to find a department (triage).",
        "Promises kept: dot 97 % and waste 88 %.",
    ]


def test_a_gateway_without_intake_takes_no_requests():
    said = tell(replace(a_picture(down=["intake"]), takes_requests=False))

    assert said.wrong == ["No requests are taken.", "intake is down."]
    assert not said.is_whole


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (89, "89 s"), (90, "2 min"), (840, "14 min"), (5399, "90 min"), (10900, "3 h"), (200000, "2 days")],
)
def test_spans_have_the_unit_that_people_use(seconds, words):
    assert span(seconds) == words


def test_counts_and_names_read_as_sentences_have_them():
    assert [count(1, "event"), count(1204, "event")] == ["1 event", "1,204 events"]
    assert [listed(["a"]), listed(["a", "b", "c"])] == ["a", "a, b and c"]
