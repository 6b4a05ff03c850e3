"""Each rule finds what breaks it: a module planted on purpose in a small innocent project."""

from pathlib import Path

import pytest

from tests.architecture import doors
from tests.architecture.modules import Tree

INNOCENT = {
    "services/__init__.py": "",
    "services/common/__init__.py": "",
    "services/common/contract.py": "from marshmallow import Schema\nfrom services.common.clock import now\n",
    "services/common/clock.py": "from time import time as now\n",
    "services/common/errors.py": "",
    "services/common/stores.py": "import sqlalchemy\nfrom nameko.extensions import DependencyProvider\n",
    "services/intake/__init__.py": "",
    "services/intake/contract.py": "from services.common.contract import Schema\nfrom services.common import errors\n",
    "services/intake/models.py": "import sqlalchemy\nfrom services.common import stores\n",
    "services/intake/service.py": "import eventlet\nfrom nameko.rpc import rpc\nfrom services.intake import models\n",
    "services/routing/__init__.py": "",
    "services/routing/contract/__init__.py": "from services.routing.contract import views\n",
    "services/routing/contract/views.py": "from services.intake.contract import Schema\n",
    "services/routing/service/__init__.py": "from kombu import Connection\n",
    "services/routing/rules.py": "from services.intake import contract as intake\nfrom . import contract\nchoose = 1\n",
    "gateway/__init__.py": "",
    "gateway/app.py": "import starlette\nfrom services.intake import contract\nfrom services.common import clock\n",
    "deploy/__init__.py": "",
    "deploy/runner.py": "from services.routing.rules import choose\n",
    "tests/test_rules.py": "from services.routing import rules\nimport pytest\n",
}


def a_tree(folder: Path, **planted: str) -> Tree:
    """The innocent project with one module planted; dots in the name stand for folders."""
    modules = {place: '"""Says what is found here."""\n' + text for place, text in INNOCENT.items()}
    for place, text in (modules | planted).items():
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return Tree(folder)


def breaches(folder: Path, rule, place: str, text: str, docstring: str = '"""Planted."""\n') -> list[str]:
    """What a rule finds in the innocent project with one module planted."""
    return list(rule(a_tree(folder, **{place: docstring + text})))


@pytest.mark.parametrize("rule", doors.RULES, ids=lambda rule: rule.__name__)
def test_an_innocent_project_breaks_no_rule(tmp_path, rule):
    assert list(rule(a_tree(tmp_path))) == []


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("from services.routing import rules", id="another service's rules"),
        pytest.param("import services.routing.rules", id="by its whole name"),
        pytest.param("from services.routing.rules import choose", id="a name out of them"),
        pytest.param("from services import routing", id="another service as a whole"),
        pytest.param("from services.routing import *", id="everything of it"),
        pytest.param("from ..routing import rules", id="by dots"),
        pytest.param("def choose():\n    from services.routing import rules", id="inside a function"),
        pytest.param("from services.routing.contracts import views", id="what is only called like a contract"),
        pytest.param("from gateway import app", id="the gateway"),
        pytest.param("from deploy import runner", id="what runs it"),
        pytest.param("import tests.test_rules", id="its tests"),
    ],
)
def test_a_service_that_imports_more_than_contracts_is_found(tmp_path, line):
    rule = doors.a_service_imports_common_itself_and_contracts

    assert len(breaches(tmp_path, rule, "services/intake/pins.py", line)) == 1


def test_a_package_that_nobody_named_is_found(tmp_path):
    found = breaches(tmp_path, doors.what_runs_imports_named_packages, "services/intake/pins.py", "import pytest")

    assert found == ["services/intake/pins.py imports pytest"]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("from services.intake import numbers", id="a module that was renamed"),
        pytest.param("from services.routing.rules import chose", id="a name that is written otherwise"),
        pytest.param("import services.intake.numbers", id="by its whole name"),
    ],
)
def test_an_import_of_what_does_not_exist_is_found(tmp_path, line):
    assert len(breaches(tmp_path, doors.what_is_imported_exists, "tests/test_pins.py", line)) == 1


def test_common_that_knows_a_service_is_found(tmp_path):
    line = "from services.intake import contract"

    found = breaches(tmp_path, doors.common_imports_no_service, "services/common/ear.py", line)

    assert found == ["services/common/ear.py imports services.intake.contract"]


@pytest.mark.parametrize("package", ["nameko", "kombu", "sqlalchemy", "eventlet"])
def test_plumbing_in_a_contract_is_found(tmp_path, package):
    found = breaches(tmp_path, doors.a_contract_is_plain_data, "services/intake/contract.py", f"import {package}")

    assert f"services.intake.contract imports {package}" in found


def test_plumbing_behind_a_contract_is_found(tmp_path):
    rule, text = doors.a_contract_is_plain_data, "from services.common import stores\n"

    found = breaches(tmp_path, rule, "services/common/clock.py", text)

    way = "services.intake.contract → services.common.contract → services.common.clock → services.common.stores"
    assert f"{way} imports sqlalchemy" in found


def test_a_contract_that_imports_its_own_rules_is_found(tmp_path):
    line = "from services.routing.rules import choose"

    found = breaches(tmp_path, doors.a_contract_is_plain_data, "services/routing/contract/views.py", line)

    assert found == ["services/routing/contract/views.py imports services.routing.rules.choose"]


@pytest.mark.parametrize("line", ["from nameko.rpc import rpc", "import kombu.pools"])
def test_plumbing_outside_service_modules_is_found(tmp_path, line):
    assert len(breaches(tmp_path, doors.plumbing_stays_in_service_modules, "services/routing/rules.py", line)) == 1


def test_green_threads_in_rules_are_found(tmp_path):
    line = "from eventlet import tpool"

    assert len(breaches(tmp_path, doors.rules_run_without_green_threads, "services/routing/rules.py", line)) == 1


@pytest.mark.parametrize("line", ["from services.intake import models", "import deploy.runner"])
def test_a_gateway_that_looks_behind_a_contract_is_found(tmp_path, line):
    assert len(breaches(tmp_path, doors.the_gateway_imports_contracts_and_common, "gateway/app.py", line)) == 1


def test_a_runner_that_needs_tests_is_found(tmp_path):
    line = "from tests.test_rules import things"

    assert len(breaches(tmp_path, doors.what_runs_knows_no_tests, "deploy/runner.py", line)) == 1


@pytest.mark.parametrize("place", ["services/intake/pins.py", "gateway/app.py", "deploy/runner.py"])
def test_a_module_of_201_lines_is_found(tmp_path, place):
    assert breaches(tmp_path, doors.a_module_is_short, place, "a = 1\n" * 199) == []
    assert breaches(tmp_path, doors.a_module_is_short, place, "a = 1\n" * 200) == [f"{place} has 201 lines"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("from nameko.events import event_handler", id="imported"),
        pytest.param("import nameko\n@nameko.events.event_handler('a', 'b')\ndef hear(): ...", id="by its whole name"),
        pytest.param("@event_handler('a', 'b')\ndef hear(): ...", id="from anywhere"),
    ],
)
def test_a_bare_event_handler_is_found(tmp_path, text):
    assert len(breaches(tmp_path, doors.no_event_is_heard_beside_the_inbox, "services/intake/service.py", text)) == 1


def test_a_bare_timer_is_found(tmp_path):
    line = "from nameko.timer import timer"

    found = breaches(tmp_path, doors.no_timer_fails_in_silence, "services/intake/service.py", line)

    assert found == ["services/intake/service.py imports nameko.timer.timer"]


@pytest.mark.parametrize("place", ["services/intake/pins.py", "gateway/__init__.py", "tests/test_pins.py"])
def test_a_module_without_a_docstring_is_found(tmp_path, place):
    found = breaches(tmp_path, doors.a_module_opens_with_a_docstring, place, "a = 1\n", docstring="")

    assert found == [f"{place} has none"]


@pytest.mark.parametrize("place", ["services/intake/utils.py", "gateway/helpers/pins.py", "deploy/Manager.py",
                                   "tests/misc/__init__.py", "services/common/util.py"])  # fmt: skip
def test_a_name_that_says_nothing_is_found(tmp_path, place):
    assert len(breaches(tmp_path, doors.a_name_says_what_is_inside, place, "")) == 1
