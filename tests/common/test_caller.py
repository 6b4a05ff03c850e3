"""Who is calling: a statement that only this system can sign, good for a minute."""

import base64
import json

import pytest

from services.common import caller, clock
from services.common.caller import Caller
from services.common.errors import Unauthenticated

SECRET = bytes(range(32))
AGENT = Caller(kind="staff", subject="agent-1", roles=("agent", "supervisor"), department="dot", pin="204817")


def signed_as(said):
    """A statement with any content, signed rightly."""
    body = base64.urlsafe_b64encode(json.dumps(said).encode())
    return f"{body.decode()}.{caller._mark(body, SECRET)}"


def test_a_signed_statement_is_read_again():
    assert caller.verify(caller.sign(AGENT, SECRET), SECRET) == AGENT


def test_a_caller_has_a_role_when_it_holds_one_of_those_asked_for():
    assert AGENT.has("administrator", "agent")
    assert not AGENT.has("administrator")


FORGED = {
    "another secret": caller.sign(AGENT, b"x" * 32),
    "another body": "e30=." + caller.sign(AGENT, SECRET).partition(".")[2],
    "no mark": caller.sign(AGENT, SECRET).partition(".")[0],
    "an empty mark": caller.sign(AGENT, SECRET).partition(".")[0] + ".",
    "nothing": "",
    "a mark that is not ASCII": "e30=.é",
}


@pytest.mark.parametrize("statement", FORGED.values(), ids=FORGED)
def test_a_statement_is_not_believed_with(statement):
    with pytest.raises(Unauthenticated):
        caller.verify(statement, SECRET)


def test_a_statement_older_than_a_minute_is_not_believed():
    old = signed_as({"kind": "staff", "roles": [], "until": clock.epoch_seconds() - 1})

    with pytest.raises(Unauthenticated, match="too old"):
        caller.verify(old, SECRET)


def test_a_statement_of_a_newer_gateway_with_more_members_is_read():
    newer = signed_as(
        {"kind": "staff", "subject": "a", "roles": [], "tenant": "b", "until": clock.epoch_seconds() + 60}
    )

    assert caller.verify(newer, SECRET) == Caller(kind="staff", subject="a")
