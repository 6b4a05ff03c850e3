"""Calls about questions to residents and their feedback, and the clock of unanswered questions."""

from typing import Any

from services.common import clock
from services.common.caller import Caller
from services.common.idempotency import once
from services.common.rpc import answers
from services.common.timers import timer
from services.intake import access, contract, openings, policy
from services.intake.asking import feedback, questions, showing

LOOK_SECONDS = 30


class Asking:
    """Ask, answer, withdraw; say how it went."""

    db: Any
    desk: Any

    @answers(contract.ASK_RESIDENT)
    def ask_resident(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Put questions to the resident; routing lets the promise rest."""
        with access.changing(self, message, caller, "resident.ask") as (session, request, _how):

            def ask() -> dict[str, Any]:
                return showing.view(questions.ask(session, request, message, openings.actor(caller)), internal=True)

            return once(session, contract.ASK_RESIDENT, (message, caller), ask)

    @answers(contract.ANSWER_QUESTIONS)
    def answer_questions(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Keep what the resident answers; the words are not kept with the key."""
        with access.changing(self, message, caller, "resident.answer") as (session, request, how):
            row = questions.find(session, request, message["id"])

            def answer() -> dict[str, Any]:
                questions.answer(session, request, row, message["answers"], openings.actor(caller))
                return {"id": row.id, "number": row.number}

            once(session, contract.ANSWER_QUESTIONS, (message, caller), answer)
            return showing.view(row, internal=how != "own")

    @answers(contract.WITHDRAW_QUESTIONS)
    def withdraw_questions(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """The questions need no answer any more."""
        with access.changing(self, message, caller, "resident.ask") as (session, request, _how):

            def withdraw() -> dict[str, Any]:
                row = questions.find(session, request, message["id"])
                questions.withdraw(session, request, row, openings.actor(caller))
                return showing.view(row, internal=True)

            return once(session, contract.WITHDRAW_QUESTIONS, (message, caller), withdraw)

    @answers(contract.GIVE_FEEDBACK)
    def give_feedback(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Keep what the resident says of the work; an agent may take it down on the telephone."""
        with access.changing(self, message, caller, "feedback.give") as (session, request, _how):

            def give() -> dict[str, Any]:
                return feedback.view(feedback.give(session, request, message)) | {"comment": ""}

            return once(session, contract.GIVE_FEEDBACK, (message, caller), give) | {"comment": message["comment"]}

    @answers(contract.LIST_FEEDBACK)
    def list_feedback(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Return what residents said."""
        with self.db.reading() as session:
            return feedback.find(session, message, policy.standing(session, caller))

    @timer(interval=LOOK_SECONDS)
    def expire_questions(self) -> None:
        """Let work go on for which no answer came in time."""
        with self.db.reading() as session:
            over = questions.expired(session, clock.now())
        for number, id in over:
            with self.db.transaction() as session:
                questions.expire(session, number, id)
