"""Who may do what with intake's objects: every action, every level, and nothing beside the table."""

import pytest

from services.common.caller import Caller
from services.common.errors import Forbidden, Unauthenticated
from services.intake import policy
from services.intake.policy import Standing

# A: with every request or contact; D: with those of the own department; O: with the own one, by PIN; .: not at all.
TABLE = """
action                          an re ag su t2 em ma rm co al op ad au fe o3 te ds sv
request.open                    A  A  A  A  A  A  A  A  A  A  A  A  A  A  A  .  A  .
request.drill                   .  .  .  A  .  .  .  .  .  .  A  A  .  .  A  A  .  A
request.report                  .  .  .  .  .  .  .  .  .  .  .  .  .  A  A  .  .  .
request.update                  .  .  .  .  .  .  .  .  .  .  .  .  .  A  A  .  .  .
request.read                    .  O  A  A  A  D  D  .  .  .  .  A  A  .  .  .  D  .
request.list                    .  .  A  A  A  D  D  .  .  .  .  A  A  .  .  .  D  .
request.amend                   .  O  A  A  .  .  .  .  .  .  .  A  .  .  .  .  .  .
request.note                    .  O  A  A  A  D  D  .  .  .  .  A  .  .  .  .  D  .
request.attach                  .  O  A  A  A  D  D  .  .  .  .  A  .  .  .  .  D  .
attachment.publish              .  .  A  A  .  .  D  .  .  .  .  A  .  .  .  .  .  .
attachment.remove               .  O  A  A  .  .  D  .  .  .  .  A  .  .  .  .  .  .
resident.ask                    .  .  A  A  A  D  D  .  .  .  .  A  .  .  .  .  D  .
resident.answer                 .  O  A  A  A  .  .  .  .  .  .  A  .  .  .  .  .  .
feedback.give                   .  O  A  A  .  .  .  .  .  .  .  A  .  .  .  .  .  .
feedback.list                   .  .  .  A  .  .  D  A  .  A  .  A  .  .  .  .  .  .
request.merge                   .  .  A  A  A  D  D  .  .  .  .  A  .  .  .  .  .  .
request.split                   .  .  A  A  A  .  D  .  .  .  .  A  .  .  .  .  .  .
draft.keep                      O  O  O  O  O  O  O  O  O  O  O  O  O  O  O  .  O  .
draft.list                      .  .  O  O  O  O  O  O  O  O  O  O  O  O  .  .  O  .
bulk.act                        .  .  A  A  A  D  D  .  .  .  .  A  .  .  .  .  .  .
bulk.read                       .  .  .  A  .  .  .  .  .  .  .  A  A  .  .  .  .  .
request.withdraw                .  O  A  A  .  .  .  .  .  .  .  A  .  .  .  .  .  A
request.reopen                  .  O  A  A  .  .  D  .  .  .  .  A  .  .  .  .  .  .
contact.record                  .  .  A  A  .  D  D  .  .  .  .  A  .  .  .  .  .  .
contact.read                    .  .  A  A  .  D  D  .  .  .  .  A  A  .  .  .  .  .
contact.read_employee_complaint .  .  .  A  .  .  D  .  .  .  .  A  .  .  .  .  .  .
search.save                     .  .  A  A  A  D  D  .  .  .  .  A  .  .  .  .  .  .
resident.look_up                .  .  A  A  A  .  .  .  .  .  .  A  .  .  .  .  .  .
lookup.list                     .  .  .  A  .  .  .  .  .  .  .  A  A  .  .  .  .  .
contact.amend                   .  .  A  A  .  D  D  .  .  .  .  A  .  .  .  .  .  .
contact.amend_later             .  .  .  A  .  .  D  .  .  .  .  A  .  .  .  .  .  .
contact.settle                  .  .  A  A  .  D  D  .  .  .  .  A  .  .  .  .  .  .
desk.watch                      .  .  A  A  A  D  D  .  .  .  .  A  .  .  .  .  .  .
receipt.read                    .  O  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .
resident.see                    .  O  .  .  .  .  .  .  .  .  .  .  .  .  .  .  D  .
resident.unmask                 .  .  A  A  .  D  D  .  .  .  .  A  .  .  .  .  .  .
presence.set                    .  .  A  A  .  D  D  .  .  .  .  A  .  .  .  .  .  .
presence.read                   .  .  A  A  A  D  D  .  .  .  A  A  .  .  .  .  .  .
handover.request                .  .  A  A  A  D  D  .  .  .  .  A  .  .  .  .  .  .
handover.read                   .  .  A  A  .  D  D  .  .  .  .  A  A  .  .  .  .  .
handover.take                   .  .  .  .  .  D  D  .  .  .  .  .  .  .  .  .  .  .
handover.call_back              .  .  A  A  .  D  D  .  .  .  .  A  .  .  .  .  .  .
handover.oversee                .  .  A  A  .  .  .  .  .  .  .  A  A  .  .  .  .  .
ledger.report                   .  .  .  A  .  .  .  A  .  A  A  A  A  .  .  .  .  .
ledger.gap                      .  .  A  A  .  .  .  .  .  .  A  A  A  .  .  .  .  .
call.record                     .  .  .  A  .  .  .  .  .  .  A  A  .  .  .  .  .  .
call.read                       .  .  A  A  A  .  .  .  .  .  A  A  A  .  .  .  .  .
records.read                    .  .  .  .  .  .  .  .  .  A  .  A  A  .  .  .  .  .
counts.read                     .  .  A  A  A  D  D  A  A  A  A  A  A  .  .  .  .  .
office.send                     .  .  A  A  A  D  D  .  .  .  .  A  .  .  .  .  D  .
office.follow                   .  .  .  .  .  D  D  .  .  .  .  .  .  .  .  .  D  .
consent.give                    .  O  A  A  .  .  .  .  .  .  .  A  .  .  .  .  .  .
consent.read                    .  O  A  A  .  .  .  .  .  .  .  A  A  .  .  .  .  .
facts.read                      .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  A
key.check                       .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  A
key.manage                      .  .  .  .  .  .  .  .  .  .  .  A  .  .  .  .  .  .
client.list                     .  .  .  .  .  .  .  .  .  .  .  A  A  .  .  .  .  .
records.read                    .  .  .  .  .  .  .  .  .  A  .  A  A  .  .  .  .  .
counts.read                     .  .  A  A  A  D  D  A  A  A  A  A  A  .  .  .  .  .
audit.read                      .  .  .  .  .  .  .  .  .  .  .  .  A  .  .  .  .  .
person.erase                    .  .  .  .  .  .  .  .  .  .  .  A  .  .  .  .  .  .
erasure.read                    .  .  .  .  .  .  .  .  .  .  .  A  A  .  .  .  .  .
retention.run                   .  .  .  .  .  .  .  .  .  .  .  A  .  .  .  .  .  .
retention.read                  .  .  .  .  .  .  .  .  .  .  .  A  A  .  .  .  .  .
hold.place                      .  .  .  .  .  .  .  .  .  .  .  A  .  .  .  .  .  .
hold.read                       .  .  .  A  .  .  .  .  .  .  .  A  A  .  .  .  .  .
"""
SHORT = {
    "an": "anonymous", "re": "resident", "ag": "agent", "su": "supervisor", "t2": "tier2", "em": "employee",
    "ma": "manager", "rm": "relationship_manager", "co": "council_office", "al": "analyst", "op": "operations",
    "ad": "administrator", "au": "auditor", "fe": "frontend", "o3": "open311", "te": "test",
    "ds": "department_system", "sv": "service",
}  # fmt: skip
HEAD, *ROWS = [line.split() for line in TABLE.strip().splitlines()]
TELEPHONY = ("call.record", "presence.read")  # is all that a telephone system may
CASES = [(row[0], SHORT[short], scope) for row in ROWS for short, scope in zip(HEAD[1:], row[1:], strict=True)]
CASES += [(row[0], "telephony", "A" if row[0] in TELEPHONY else ".") for row in ROWS]
CASES += [(row[0], "contractor", "A" if row[0] == "request.open" else ".") for row in ROWS]
IN_DEPARTMENTS = ("employee", "manager", "department_system", "contractor")
MEANS = {
    "A": (policy.ALL, True, True),
    "D": (policy.DEPARTMENT, True, False),
    "O": (policy.OWN, False, False),
    ".": (None, False, False),
}


def standing(level: str) -> Standing:
    """Somebody who has this level, in the department of transportation where it is one of departments."""
    if level in IN_DEPARTMENTS:
        return Standing(Caller("staff", "x"), frozenset(), {"dot": frozenset({level})})
    kind = level if level in ("anonymous", "resident", "service") else "staff"
    return Standing(Caller(kind, "x"), frozenset({level}))


@pytest.mark.parametrize(("action", "level", "scope"), CASES)
def test_an_action_reaches_as_far_as_the_table_says(action, level, scope):
    somebody = standing(level)

    reach = (somebody.scope(action), somebody.may(action, "dot"), somebody.may(action, "dhs"))

    assert reach == MEANS[scope]


def test_the_table_is_all_there_is():
    stated = {(action, level) for action, levels in policy.POLICY.items() for level in levels}

    assert stated == {(action, level) for action, level, scope in CASES if scope != "."}
    assert set(policy.POLICY) == {row[0] for row in ROWS}


def test_who_has_no_level_may_nothing():
    nobody = Standing(Caller("staff", "x"), frozenset())

    assert not any(nobody.may(action, "dot") or nobody.scope(action) for action in policy.POLICY)


def test_a_stranger_is_asked_who_it_is_and_a_known_person_is_refused():
    with pytest.raises(Unauthenticated):
        standing("anonymous").require("request.list")
    with pytest.raises(Forbidden):
        standing("analyst").require("request.list")


def test_roles_of_a_token_count_only_when_they_are_of_the_county(county):
    caller = Caller("staff", "nobody", ("agent", "manager", "service", "resident", "king"))

    with county.db.reading() as session:
        assert policy.standing(session, caller).county == {"agent"}


def test_tiers_come_from_routings_copy_and_a_manager_is_an_employee_too(county):
    with county.db.reading() as session:
        held = policy.standing(session, Caller("staff", "manager-dot", department="dhs"))

    assert held.departments == {"dot": {"manager", "employee"}}
    assert held.departments_for("request.reopen") == ["dot"]


def test_a_departments_key_stands_for_its_department_and_has_no_roles(county):
    with county.db.reading() as session:
        held = policy.standing(session, Caller("system", "key-1", ("administrator",), "dot"))

    assert (held.county, held.departments) == (frozenset(), {"dot": {"department_system"}})


@pytest.mark.parametrize("kind", ["frontend", "open311", "test", "telephony"])
def test_another_systems_key_has_the_level_of_its_kind(county, kind):
    with county.db.reading() as session:
        assert policy.standing(session, Caller("system", "key-1", (kind,))).county == {kind}


def test_a_departments_key_cannot_speak_for_311(county):
    with county.db.reading() as session:
        held = policy.standing(session, Caller("system", "key-1", ("administrator", "agent")))

    assert held.county == frozenset()
