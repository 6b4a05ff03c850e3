"""Who may ask geo: everybody for what is public, nobody for what no table names."""

import pytest

from services.common.caller import ANONYMOUS, Caller
from services.common.errors import Forbidden
from services.geo import contract
from services.geo.policy import allow


@pytest.mark.parametrize("call", contract.CALLS, ids=lambda call: call.name)
def test_whose_place_it_is_may_be_asked_by_anybody(call):
    assert allow(ANONYMOUS, call.name) is None


def test_a_call_that_the_table_does_not_name_is_refused_to_everyone():
    with pytest.raises(Forbidden):
        allow(Caller("staff", "a-1", ("administrator",)), "move_border")
