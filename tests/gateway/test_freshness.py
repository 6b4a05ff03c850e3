"""Conditional reads: by marks before dates, weakly, and never by a date too young to be sure."""

from datetime import UTC, datetime, timedelta

import pytest

from gateway.open311.freshness import freshness
from services.common import clock

LONG_AGO = "2026-11-20T15:00:00.400Z"


class Asked:
    """A request as far as freshness looks at it."""

    def __init__(self, query=b"page=1", **headers):
        self.scope = {"path": "/open311/v2/requests.json", "query_string": query}
        self.headers = {name.replace("_", "-").encode(): value for name, value in headers.items()}

    def header(self, name):
        return self.headers.get(name, "")


def mark_of(query=b"page=1", said="mark"):
    return dict(freshness(Asked(query), said, LONG_AGO).headers)[b"etag"].decode()


@pytest.mark.parametrize("marks", ["{}", '"other", {}', "*"], ids=["its mark", "one of several", "any"])
def test_who_has_the_mark_has_the_answer(marks):
    asked = Asked(if_none_match=marks.format(mark_of()))

    assert freshness(asked, "mark", LONG_AGO).is_known(asked)


@pytest.mark.parametrize(("query", "said"), [(b"page=2", "mark"), (b"page=1", "changed")], ids=["another", "changed"])
def test_another_listing_or_a_changed_one_has_another_mark(query, said):
    assert mark_of(query, said) != mark_of()


def test_a_wrong_mark_counts_more_than_a_right_date():
    asked = Asked(if_none_match='"other"', if_modified_since="Sat, 21 Nov 2026 15:00:00 GMT")

    assert not freshness(asked, "mark", LONG_AGO).is_known(asked)


@pytest.mark.parametrize(
    ("since", "known"),
    [("Fri, 20 Nov 2026 15:00:00 GMT", True), ("Fri, 20 Nov 2026 14:59:59 GMT", False), ("yesterday", False)],
)
def test_without_marks_the_date_counts(since, known):
    asked = Asked(if_modified_since=since)

    assert freshness(asked, "mark", LONG_AGO).is_known(asked) == known


def test_what_has_just_been_changed_has_no_date():
    now = clock.instant_text(datetime.now(UTC))
    later = (datetime.now(UTC) + timedelta(days=1)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    asked = Asked(if_modified_since=later)

    fresh = freshness(asked, "mark", now)

    assert b"last-modified" not in dict(fresh.headers)
    assert not fresh.is_known(asked)


def test_an_empty_listing_has_a_mark_alone():
    assert [name for name, _ in freshness(Asked(), "mark", None).headers] == [b"cache-control", b"etag"]
