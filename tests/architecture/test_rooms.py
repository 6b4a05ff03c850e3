"""The project keeps the rules of its rooms."""

import pytest

from services.common.settings import service_names
from tests.architecture.doors import MAY_USE_EVENTLET, PROJECT, RULES, is_contract, is_room
from tests.architecture.modules import Tree

TREE = Tree(PROJECT)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_project_keeps_the_rule(rule):
    assert list(rule(TREE)) == []


def test_every_room_was_looked_into():
    rooms = {(m.parts[1], room) for m in TREE.modules for room in ("contract", "service") if is_room(m, room)}

    assert rooms == {(name, room) for name in service_names() for room in ("contract", "service")}
    assert {"gateway.app", "deploy.asyncapi", "services.common.contract", "tests.conftest"} <= set(TREE.by_name)


def test_contracts_of_others_are_really_used():
    imported = {name for module in TREE.modules for name in module.imports}

    assert any(is_contract(name) for name in imported)


def test_every_exception_is_still_needed():
    assert [name for name in MAY_USE_EVENTLET if "eventlet" not in " ".join(TREE.by_name[name].imports)] == []
