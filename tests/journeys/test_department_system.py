"""A department's system that is mistreated ends with what the source has; `make check-department` in miniature."""

import json
import subprocess

from deploy.places import PROJECT
from tests.department.run import PLANTED, Run


def test_a_mistreated_department_has_everything_once_and_differences_are_named(running):
    found = Run(running, ("waste", "missed-trash"), events=150).go()

    assert (found.lost, found.extra, found.out_of_order, found.state_differs) == (0, 0, 0, 0), found.report()
    assert found.rebuilt_identical
    assert (found.honest_differences, found.named_exactly, found.named) == (0, True, sum(PLANTED)), found.report()


def test_the_feed_is_read_with_curl(running):
    key = running.run_json["departments"]["recreation"]["api_key"]
    command = ["sh", str(PROJECT / "deploy" / "examples" / "feed.sh"), running.url, key]

    printed = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout

    decoder, said = json.JSONDecoder(), []
    while printed := printed.strip():
        one, end = decoder.raw_decode(printed)
        said.append(one)
        printed = printed[end:]
    assert [sorted(one)[0] for one in said] == ["items", "department", "$id", "department"]
