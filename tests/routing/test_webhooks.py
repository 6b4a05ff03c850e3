"""Webhooks: a department's feed, pushed in order, signed; what is not taken waits, what is refused is set aside."""

import base64
import hmac
import threading
from datetime import timedelta

import pytest
from sqlalchemy import update

from services.common import clock
from services.common.outward import Networks
from services.routing.contract.webhooks import LetterNotDead, TooManyWebhooks
from services.routing.models import Webhook
from services.routing.webhooks import deliveries, endpoints, letters, watching
from services.routing.webhooks.sending import Came, Sender
from services.routing.webhooks.turns import Turns
from tests.routing.desk import opened
from tests.routing.receiver import Receiver
from tests.routing.test_feed import prepare

SECRET = bytes(range(32))
NAMED = {"code": "dot", "name": "orders"}


def bounded(act):
    """Act for less than half a second, as the service does with its green threads."""
    came = []
    thread = threading.Thread(target=lambda: came.append(act()), daemon=True)
    thread.start()
    thread.join(0.4)
    return came[0] if came else Came("slow")


class Post:
    """Routing's webhooks on a desk's store."""

    def __init__(self, desk):
        self.desk, self.db = desk, desk.store
        self.turns = Turns(desk.store, Sender(Networks(("127.0.0.0/8",))), SECRET, 5, bounded)
        self.opened = 0

    def set(self, url, **more):
        wish = NAMED | {"url": url, "types": [], "active": True} | more
        with self.db.transaction() as session:
            return endpoints.set_webhook(session, SECRET, wish)

    def happen(self, count=1, service="pothole"):
        first = self.opened + 1
        self.opened += count
        self.desk.open(*[opened(f"{1111111110 + n}", service=service) for n in range(first, first + count)])
        prepare(self.desk)

    def take_turns(self, count=1):
        """Let so many turns pass, however long the webhooks would wait between them."""
        for _ in range(count):
            with self.db.transaction() as session:
                session.execute(update(Webhook).values(not_before=clock.now() - timedelta(seconds=1)))
                due = deliveries.due(session)
            for hook in due:
                self.turns.take(*hook)

    def see(self):
        with self.db.reading() as session:
            return endpoints.list_webhooks(session, ["dot"])[0]

    def dead(self, state="dead"):
        wanted = {"webhook": None, "state": state, "cursor": None, "limit": 50}
        with self.db.reading() as session:
            return letters.page(session, wanted, ["dot"])["items"]

    def said(self):
        return [kind for kind in self.desk.said_types() if "webhook" in kind or "dead" in kind]


@pytest.fixture
def receiver():
    made = Receiver()
    yield made
    made.stop()


@pytest.fixture
def post(desk):
    return Post(desk)


def test_events_arrive_in_order_as_they_stand_in_the_feed(post, receiver):
    post.set(receiver.url)
    post.happen(60)

    post.take_turns()

    assert receiver.positions == list(range(1, 61))
    assert receiver.posts[0]["headers"]["webhook-id"] == receiver.posts[0]["event"]["id"]
    assert (post.see()["position"], post.see()["lag"]) == (60, 0)


def test_a_new_webhook_begins_with_the_events_to_come(post, receiver):
    post.happen(2)
    post.set(receiver.url)
    post.happen()

    post.take_turns()

    assert receiver.positions == [3]


def test_each_valid_secret_signs_and_an_older_one_ends(post, receiver):
    first = post.set(receiver.url)["secret"]
    with post.db.transaction() as session:
        second = endpoints.renew_secret(session, SECRET, "dot", "orders")["secret"]
    post.happen()

    post.take_turns()

    [sent] = receiver.posts
    head = sent["headers"]
    said = f"{head['webhook-id']}.{head['webhook-timestamp']}.".encode() + sent["body"]
    keys = [base64.b64decode(secret.removeprefix("whsec_")) for secret in (second, first)]
    made = ["v1," + base64.b64encode(hmac.digest(key, said, "sha256")).decode() for key in keys]
    assert head["webhook-signature"].split() == made


def test_only_the_types_that_were_asked_for_arrive(post, receiver):
    post.set(receiver.url, types=["assignment_withdrawn"])
    post.happen(2)
    post.desk.end("withdrawn", "1111111111")
    prepare(post.desk)

    post.take_turns()

    assert [p["event"]["type"] for p in receiver.posts] == ["hub311.routing.assignment_withdrawn.v1"]
    assert post.see()["lag"] == 0


@pytest.mark.parametrize("habit", ["503", "429", "redirect", "silent", "drip", "garbage"])
def test_what_is_not_taken_waits_and_arrives_once_the_receiver_is_well(post, receiver, habit):
    receiver.answers = [habit] * 3
    post.set(receiver.url)
    post.happen(2)

    post.take_turns(3)
    assert (post.see()["failures"], post.see()["position"], post.said()) == (3, 0, ["webhook_failing"])
    post.take_turns()

    assert receiver.positions == [1, 1, 1, 1, 2]
    assert post.said() == ["webhook_failing", "webhook_recovered"]
    assert len({p["headers"]["webhook-id"] for p in receiver.posts}) == 2


def test_a_receiver_that_writes_without_end_is_not_listened_to(post, receiver):
    receiver.habit = "endless"
    post.set(receiver.url)
    post.happen(2)

    post.take_turns()

    assert receiver.positions == [1, 2]


def test_an_event_that_is_refused_again_and_again_is_set_aside_and_the_others_go_on(post, receiver):
    post.set(receiver.url)
    post.happen(3)
    receiver.answers = ["200", *["422"] * deliveries.MOST_ATTEMPTS]

    post.take_turns(deliveries.MOST_ATTEMPTS + 1)

    [letter] = post.dead()
    assert (letter["position"], letter["attempts"], letter["reason"]) == (2, deliveries.MOST_ATTEMPTS, "refused")
    assert set(receiver.positions) == {1, 2, 3}
    assert "event_dead_lettered" in post.said()
    assert post.see()["dead_letters"] == 1


def test_a_dead_letter_is_sent_again_when_somebody_says_so(post, receiver):
    post.set(receiver.url)
    post.happen()
    receiver.answers = ["400"] * deliveries.MOST_ATTEMPTS
    post.take_turns(deliveries.MOST_ATTEMPTS)
    [letter] = post.dead()

    with post.db.transaction() as session:
        letters.send_again(session, letters.find(session, letter["id"]))
    post.take_turns()

    assert [one["id"] for one in post.dead("delivered")] == [letter["id"]]
    with post.db.transaction() as session, pytest.raises(LetterNotDead):
        letters.send_again(session, letters.find(session, letter["id"]))


def test_an_event_that_dies_again_after_a_replay_is_one_dead_letter(post, receiver):
    post.set(receiver.url)
    post.happen()
    receiver.habit = "400"
    post.take_turns(deliveries.MOST_ATTEMPTS)

    with post.db.transaction() as session:
        endpoints.replay(session, NAMED | {"after": 0, "since": None})
    post.take_turns(deliveries.MOST_ATTEMPTS)

    assert [letter["position"] for letter in post.dead()] == [1]


def test_a_receiver_that_is_gone_stops_the_webhook_until_its_owner_wants_it_again(post, receiver):
    receiver.answers = ["410"]
    post.set(receiver.url)
    post.happen(2)
    post.take_turns(3)
    assert (post.see()["state"], len(receiver.posts), post.said()) == ("stopped", 1, ["webhook_stopped"])

    post.set(receiver.url)
    post.take_turns()

    assert receiver.positions == [1, 1, 2]


def test_a_receiver_that_is_away_for_a_week_stops_the_webhook(post, receiver):
    receiver.habit = "503"
    post.set(receiver.url)
    post.happen()
    post.take_turns()
    with post.db.transaction() as session:
        session.execute(update(Webhook).values(failing_since=clock.now() - timedelta(days=8)))

    post.take_turns()

    assert (post.see()["state"], post.dead()) == ("stopped", [])


@pytest.mark.parametrize("where", ["position", "time"])
def test_a_webhook_is_sent_everything_again_from_a_position_or_a_time(post, receiver, where):
    post.set(receiver.url)
    post.happen(2)
    start = clock.now()
    post.happen(2)
    post.take_turns()

    wish = {"after": 2, "since": None} if where == "position" else {"after": None, "since": start}
    with post.db.transaction() as session:
        endpoints.replay(session, NAMED | wish)
    post.take_turns()

    assert receiver.positions == [1, 2, 3, 4, 3, 4]


def test_a_webhook_that_its_owner_changes_in_its_turn_keeps_the_change(post, receiver):
    post.set(receiver.url)
    post.happen(2)
    with post.db.transaction() as session:
        hook = deliveries.claim(session, "dot", "orders")
        events = deliveries.read_events(session, "dot", 0)
    post.set(receiver.url, active=False)

    after = post.turns._send(hook, [], events, clock.monotonic_seconds() + 5)

    assert (after, post.see()["state"], post.see()["position"]) == (None, "paused", 0)


def test_what_one_department_hears_another_does_not(post, receiver):
    post.set(receiver.url)
    post.happen(service="missed-trash")

    post.take_turns()

    assert receiver.posts == []


def test_while_somebody_has_a_webhook_nobody_else_takes_it(post, receiver):
    post.set(receiver.url)
    post.happen()

    with post.db.transaction() as session:
        first = deliveries.claim(session, "dot", "orders")
    with post.db.transaction() as session:
        second = deliveries.claim(session, "dot", "orders")

    assert (first.name, second) == ("orders", None)


def test_a_department_has_five_webhooks_at_most(post, receiver):
    for number in range(5):
        post.set(receiver.url, name=f"hook-{number}")

    with pytest.raises(TooManyWebhooks):
        post.set(receiver.url, name="hook-5")


def test_secrets_are_sealed(post, receiver):
    secret = post.set(receiver.url)["secret"]

    with post.db.reading() as session:
        row = session.get(Webhook, ("dot", "orders"))
    assert secret not in str(vars(row))
    assert "secret" not in post.see()


def test_what_operations_see(post, receiver):
    post.set(receiver.url)
    post.happen(3)
    receiver.habit = "503"
    post.take_turns(3)

    with post.db.reading() as session:
        seen = watching.watch(session)

    assert (seen.lag["dot"] >= 3, seen.failing, seen.dead) == (True, 1, 0)
