"""The end of a request is said once it is certain how its resident was told."""

import pytest

from services.notify import endings


def row(step, channel, state="sent", reason=None):
    """A message as it is settled."""
    return {"number": "482-913-0757", "step": step, "event_id": "e-1", "channel": channel, "state": state,
            "reason": reason, "department": "dot"}  # fmt: skip


@pytest.mark.parametrize(
    ("channel", "outcome"), [("email", "delivered"), ("letter", "printed")], ids=["an e-mail", "a letter"]
)
def test_what_was_sent_is_told_by_its_way(channel, outcome):
    [event] = endings.settled([row("closed", channel)])

    assert (event.data["outcome"], event.data["reason"], event.subject) == (outcome, None, "482-913-0757")


@pytest.mark.parametrize("step", ["opened", "assigned", "reopened", "asked"])
def test_steps_that_are_no_end_are_not_said(step):
    assert endings.settled([row(step, "email")]) == []


@pytest.mark.parametrize(("state", "reason"), [("waived", "anonymous"), ("unreachable", "phone_only")])
def test_who_is_told_nothing_from_the_start_is_said_with_the_reason(state, reason):
    [event] = endings.untold([row("referred", "none", state, reason)])

    assert (event.data["outcome"], event.data["reason"]) == (state, reason)


def test_what_is_still_to_be_sent_is_not_settled():
    assert endings.untold([row("closed", "email", "pending")]) == []
