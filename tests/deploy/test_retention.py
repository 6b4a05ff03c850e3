"""What `make retention` prints."""

from deploy.retention import report

RULE = {"object": "request", "forget": "contact_data", "service_code": None, "days": 365, "due": 4120, "held": 3}


def test_a_run_is_a_table_with_a_line_for_each_rule():
    run = {"rules": [RULE | {"done": 0}, RULE | {"service_code": "pothole", "days": 3650, "due": 0, "done": 12}]}

    lines = report(run).splitlines()

    assert [line.split() for line in lines[1:]] == [
        ["request", "contact_data", "all", "365", "4,120", "3", "0"],
        ["request", "contact_data", "pothole", "3650", "0", "3", "12"],
    ]
