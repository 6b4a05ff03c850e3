"""requirements.lock holds what pyproject.toml asks for: `make lock` writes it."""

import tomllib

from deploy.places import PROJECT


def test_every_pin_of_the_project_is_locked_at_the_same_version():
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    pins = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    locked = {line.lower().replace("_", "-") for line in (PROJECT / "requirements.lock").read_text().splitlines()}

    assert [pin for pin in pins if pin.lower().replace("_", "-") not in locked] == []
