"""Who may ask geo: everybody for what is public, administrators for what changes the map, nobody for anything else."""

import pytest

from services.common.caller import ANONYMOUS, Caller
from services.common.errors import Forbidden, Unauthenticated
from services.geo import contract
from services.geo.policy import allow

ADMINISTRATOR, AGENT = Caller("staff", "a-1", ("administrator",)), Caller("staff", "s-1", ("agent",))
CHANGES = (contract.ACTIVATE_LAYER, contract.ROLL_BACK_LAYER)


@pytest.mark.parametrize("call", [c for c in contract.CALLS if c not in CHANGES], ids=lambda call: call.name)
def test_whose_place_it_is_may_be_asked_by_anybody(call):
    assert allow(ANONYMOUS, call.name) is None


@pytest.mark.parametrize("call", CHANGES, ids=lambda call: call.name)
def test_the_map_is_changed_by_administrators_alone(call):
    assert allow(ADMINISTRATOR, call.name) is None
    with pytest.raises(Forbidden):
        allow(AGENT, call.name)
    with pytest.raises(Unauthenticated):
        allow(ANONYMOUS, call.name)


def test_a_call_that_the_table_does_not_name_is_refused_to_everyone():
    with pytest.raises(Forbidden):
        allow(ADMINISTRATOR, "move_border")
