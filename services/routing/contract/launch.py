"""Calls about launching departments: the plan of each, what it still lacks, and whom to ask about a request."""

from marshmallow import ValidationError, fields, validate, validates_schema

from services.common.contract import Answer, Call, Code, Instant, Message, Text
from services.common.errors import Conflict, NotFound
from services.routing.contract.catalogue import KEY
from services.routing.contract.people import MAIL

PHASES = ("before", "soft", "hard")
CHECKS = ("rule", "drill", "relationship_manager", "contacts", "trained", "coverage", "feed")


class NotReady(Conflict):
    """The department lacks something of the go/no-go list: say why it launches all the same (`despite`)."""


class RequestNotWithDepartment(NotFound):
    """No department has this request, or there is no such request, or it is another department's."""


class Person(Message):
    """Somebody of the staff, and how colleagues reach that person."""

    name = Text(most=120, least=1, required=True)
    phone = Text(most=40, load_default=None, allow_none=True)
    email = Text(most=254, load_default=None, allow_none=True, validate=[MAIL])


class PersonView(Answer):
    """Somebody of the staff."""

    name = fields.String(required=True)
    phone = fields.String(required=True, allow_none=True)
    email = fields.String(required=True, allow_none=True)


class LaunchWish(Message):
    """A department's plan as it shall be from now on; what is not given is none.

    The soft launch opens it to staff and chosen callers, the hard launch to everybody. An instant may lie ahead, and
    be moved. A hard launch of a department that is not ready takes a reason, which is kept.
    """

    department = Code(required=True)
    soft_at = Instant(load_default=None, allow_none=True)
    hard_at = Instant(load_default=None, allow_none=True)
    relationship_manager = fields.Nested(Person, load_default=None, allow_none=True)
    contact = fields.Nested(Person, load_default=None, allow_none=True)
    backup = fields.Nested(Person, load_default=None, allow_none=True)
    despite = Text(most=1000, least=1, load_default=None, allow_none=True)
    idempotency_key = Text(**KEY)

    @validates_schema
    def soft_comes_first(self, data: dict, **kwargs: object) -> None:
        """A hard launch follows a soft one."""
        soft, hard = data.get("soft_at"), data.get("hard_at")
        if hard and not (soft and soft <= hard):
            raise ValidationError("A soft launch comes before: set soft_at to an earlier instant.", "hard_at")


class LaunchOf(Message):
    """A department."""

    department = Code(required=True)


class TrainingWish(Message):
    """On which day a member was trained; null: not yet, after all."""

    department = Code(required=True)
    subject = Text(most=120, least=1, required=True)
    trained_on = fields.Date(required=True, allow_none=True)
    idempotency_key = Text(**KEY)


class TrainingView(Answer):
    """A member's training as it is noted now."""

    department = fields.String(required=True)
    subject = fields.String(required=True)
    trained_on = fields.String(required=True, allow_none=True)


class Check(Answer):
    """A line of the go/no-go list; met, and why or why not.

    Checks: rule, drill, relationship_manager, contacts, trained, coverage, feed.
    """

    check = fields.String(required=True, validate=validate.OneOf(CHECKS))
    met = fields.Boolean(required=True)
    detail = fields.String(required=True)


class Readiness(Answer):
    """A department before its launch: `go` when every check is met. Phases: before, soft, hard."""

    department = fields.String(required=True)
    name = fields.String(required=True)
    phase = fields.String(required=True, validate=validate.OneOf(PHASES))
    soft_at = Instant(required=True, allow_none=True)
    hard_at = Instant(required=True, allow_none=True)
    relationship_manager = fields.Nested(PersonView, required=True, allow_none=True)
    contact = fields.Nested(PersonView, required=True, allow_none=True)
    backup = fields.Nested(PersonView, required=True, allow_none=True)
    go = fields.Boolean(required=True)
    checks = fields.List(fields.Nested(Check), required=True)


class PlanStep(Answer):
    """A change of a plan: by whom, when, to what, and why it launches although something is missing."""

    at = Instant(required=True)
    by = fields.String(required=True)
    soft_at = Instant(required=True, allow_none=True)
    hard_at = Instant(required=True, allow_none=True)
    despite = fields.String(required=True, allow_none=True)


class LaunchView(Readiness):
    """A department's plan with its history, newest first, 100 steps at most."""

    history = fields.List(fields.Nested(PlanStep), required=True)


class BoardWanted(Message):
    """Departments by code."""

    limit = fields.Integer(load_default=250, validate=validate.Range(min=1, max=250))
    cursor = Text(most=64, load_default=None, allow_none=True)


class Board(Answer):
    """A page of departments, and the cursor of the next."""

    items = fields.List(fields.Nested(Readiness), required=True)
    next = fields.String(allow_none=True)


class ContactsOfRequest(Message):
    """A request by its number."""

    number = Text(most=16, least=1, required=True)


class WhomToAsk(Answer):
    """Whom staff ask about a request: the department that has it, its contact person, the backup, and 311's own."""

    number = fields.String(required=True)
    department = fields.String(required=True)
    relationship_manager = fields.Nested(PersonView, required=True, allow_none=True)
    contact = fields.Nested(PersonView, required=True, allow_none=True)
    backup = fields.Nested(PersonView, required=True, allow_none=True)


SET_LAUNCH = Call("set_launch", LaunchWish, LaunchView, writes=True)
READ_LAUNCH = Call("read_launch", LaunchOf, LaunchView)
SET_TRAINING = Call("set_training", TrainingWish, TrainingView, writes=True)
LIST_READINESS = Call("list_readiness", BoardWanted, Board, deadline_seconds=5.0)
READ_WHOM_TO_ASK = Call("read_whom_to_ask", ContactsOfRequest, WhomToAsk)

CALLS = (SET_LAUNCH, READ_LAUNCH, SET_TRAINING, LIST_READINESS, READ_WHOM_TO_ASK)
REFUSALS = (NotReady, RequestNotWithDepartment)
