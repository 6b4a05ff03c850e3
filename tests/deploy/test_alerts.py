"""Alerts: each speaks of metrics that exist, names its page of the runbook, and is understood by Prometheus."""

import re
import shutil
import subprocess

import pytest
import yaml

from deploy.places import PROJECT
from tests.contracts.written import SERVICES, Written

FOLDER = PROJECT / "deploy" / "alerts"
GROUPS = yaml.safe_load((FOLDER / "hub311.rules.yml").read_text("utf-8"))["groups"]
ALERTS = [rule for group in GROUPS for rule in group["rules"]]
RUNBOOK = (FOLDER / "RUNBOOK.md").read_text("utf-8")
WRITTEN = [*SERVICES, Written("common"), Written("../gateway")]
METRICS = {name for written in WRITTEN for name in written.listed("Metrics")} | {"up"}
# Everything in an expression that is a name and no metric: functions, operators, labels after by or before an equals.
WORDS = {"max", "min", "sum", "rate", "increase", "histogram_quantile", "and", "or", "unless", "offset", "by"}

every_alert = pytest.mark.parametrize("alert", ALERTS, ids=lambda alert: alert["alert"])
needs_promtool = pytest.mark.skipif(not shutil.which("promtool"), reason="promtool is in Debian's package prometheus")


def metrics_of(expression: str) -> set[str]:
    """The metrics of an expression, histograms by their own name."""
    bare = re.sub(r'"[^"]*"|\[[^]]*\]|\bby \([^)]*\)|\{[^}]*\}|\boffset \w+', " ", expression)
    found = set(re.findall(r"[a-z_]{2,}", bare)) - WORDS
    return {re.sub(r"_bucket$", "", name) for name in found}


@every_alert
def test_an_alert_speaks_of_metrics_that_a_canvas_lists(alert):
    assert metrics_of(alert["expr"]) - METRICS == set()
    assert metrics_of(alert["expr"])


@every_alert
def test_an_alert_says_what_is_the_matter_how_urgent_it_is_and_where_to_read_on(alert):
    anchor = f"deploy/alerts/RUNBOOK.md#{alert['alert'].lower()}"

    assert alert["annotations"]["summary"].endswith(".")
    assert alert["annotations"]["runbook"] == anchor
    assert alert["labels"]["severity"] in ("page", "ticket")


def test_the_runbook_has_a_section_for_each_alert_and_no_other():
    sections = re.findall(r"^### (\w+)\n(.+)", RUNBOOK, re.MULTILINE)

    assert [name for name, _ in sections] == [alert["alert"] for alert in ALERTS]


def test_every_address_and_command_of_the_runbook_exists():
    routes = re.sub(r"\{\w+\}", "{}", (PROJECT / "gateway" / "ACCESS.md").read_text("utf-8"))
    targets = (PROJECT / "Makefile").read_text("utf-8")
    named = re.findall(r"`((?:GET|POST|DELETE) /v1[^`?]*)", RUNBOOK)
    commands = re.findall(r"`make ([a-z-]+)", RUNBOOK)

    assert [name for name in named if f"`{re.sub(r'{[^}]*}', '{}', name)}`" not in routes] == []
    assert [name for name in commands if f"\n{name}: " not in targets] == []
    assert len(named) > 10


@needs_promtool
@pytest.mark.parametrize("words", [("check", "rules", "hub311.rules.yml"), ("test", "rules", "hub311.tests.yml")])
def test_prometheus_understands_the_alerts(words):
    said = subprocess.run(["promtool", *words], cwd=FOLDER, capture_output=True, text=True, timeout=120)

    assert said.returncode == 0, said.stdout + said.stderr
