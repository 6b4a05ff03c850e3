"""Other people's clients, unmodified: installed at test time under var/, run as programs of their own."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from deploy.places import PROJECT

FOLDER = PROJECT / "var" / "open311-clients"
PYTHON_CLIENTS = ("georeport==0.3.1", "civicbot==0.4.0", "chicagorequests==0.0.5")
NODE_CLIENT = "0.0.12"
INSTALL_SECONDS, RUN_SECONDS = 240, 120
# Signs that the registry, not the package, is what failed.
AWAY = ("ConnectionError", "NewConnectionError", "Temporary failure", "timed out", "ENOTFOUND", "ECONNREFUSED",
        "EAI_AGAIN", "ETIMEDOUT", "ProxyError", "No matching distribution")  # fmt: skip


def python_folder() -> Path:
    """Return where the Python clients are, installed with what they need, apart from our own packages."""
    folder = FOLDER / "python"
    if not (folder / "chicagorequests").exists():
        words = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--target"]
        _install([*words, str(folder), *PYTHON_CLIENTS], FOLDER)
    return folder


def node_folder() -> Path:
    """Return where the client for Node is.

    Two of its dependencies cannot be installed any more: one lies at an address that has gone, the other does not
    build on Node of today. Both only read XML, so stand-ins take their place; the client itself is as published.
    """
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("Node is not installed: the client open311 is not tried")
    folder = FOLDER / "node"
    if not (folder / "node_modules" / "open311").exists():
        _write_package(folder)
        _install(["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], folder)
    return folder


def _write_package(folder: Path) -> None:
    stand_ins = {name: f"file:./{name}" for name in ("sparkxml", "xml2json")}
    for name in stand_ins:
        (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / name / "package.json").write_text(json.dumps({"name": name, "version": "0.0.1", "main": "none.js"}))
        (folder / name / "none.js").write_text("module.exports = {};\n")
    package = {"private": True, "dependencies": {"open311": NODE_CLIENT}, "overrides": stand_ins}
    (folder / "package.json").write_text(json.dumps(package))


def _install(words: list[str], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=INSTALL_SECONDS)
    said = done.stdout + done.stderr
    if done.returncode and any(sign in said for sign in AWAY):
        pytest.skip(f"the registry of {words[0]} cannot be reached: other people's clients are not tried")
    assert done.returncode == 0, said[-2000:]


def run_python(program: str, **given: Any) -> Any:
    """Run a program with the Python clients at hand; it reads `given` and prints one value as JSON."""
    head = "import json, sys\ngiven = json.loads(sys.argv[1])\n"
    environment = dict(os.environ) | {"PYTHONPATH": str(python_folder())}
    words = [sys.executable, "-c", head + program, json.dumps(given)]
    return _printed(words, PROJECT, environment)


def run_node(program: str, **given: Any) -> Any:
    """Run a program with the client for Node at hand; it calls `show(value)` once."""
    head = "const given = JSON.parse(process.argv[1]); const show = (v) => console.log(JSON.stringify(v));\n"
    head += "const Open311 = require('open311');\n"
    folder = node_folder()
    return _printed(["node", "--no-deprecation", "-e", head + program, json.dumps(given)], folder, dict(os.environ))


def _printed(words: list[str], folder: Path, environment: dict[str, str]) -> Any:
    done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, timeout=RUN_SECONDS)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])
