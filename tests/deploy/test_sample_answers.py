"""What the sample county tells residents: articles, facilities and opening hours agree with the rest of it."""

import re
from datetime import date

import pytest
from shapely.geometry import Point

from tests.deploy.sample_county import (
    addresses,
    area_codes,
    blocks_of,
    codes,
    codes_at,
    hours,
    load,
    metres,
    phones,
)


@pytest.mark.parametrize(("name", "own"), hours(), ids=lambda value: value if isinstance(value, str) else "")
def test_hours_open_before_they_close_in_order_of_the_week(name, own):
    assert own["text"]
    assert own["open"] == sorted(own["open"])
    assert all(0 <= day <= 6 and "00:00" <= opens < closes <= "24:00" for day, opens, closes in own["open"])


@pytest.mark.parametrize("article", load("articles"), ids=lambda article: article["id"])
def test_an_article_belongs_to_a_department_and_to_services_that_exist(article):
    assert article["department"] in codes("departments")
    assert set(article["service_types"]) <= codes("service_types")
    assert 0 <= article["level"] <= 4


@pytest.mark.parametrize("article", load("articles"), ids=lambda article: article["id"])
def test_an_article_says_enough_and_gives_only_numbers_that_somebody_answers(article):
    for text in article["translations"].values():
        given = set(re.findall(r"\d{3}-\d{3}-\d{4}", text["body"]))

        assert 60 <= len(text["body"].split()) <= 200
        assert all(text[member] for member in ("title", "summary", "keywords", "aliases"))
        assert given <= phones()


def test_at_least_twenty_articles_are_also_in_spanish():
    assert sum("es" in article["translations"] for article in load("articles")) >= 20


@pytest.mark.parametrize("facility", load("facilities"), ids=lambda facility: facility["id"])
def test_a_facility_stands_at_its_address(facility):
    here = Point(facility["long"], facility["lat"])
    if facility["kind"] == "park":
        assert codes_at("park", here) == [facility["id"]]
        return
    number, street, city, zip_code = re.fullmatch(r"(\d+) (.+), (.+), MD (\d{5})", facility["address"]).groups()

    doors = [point for p, point in addresses() if (str(p["number"]), p["street"], p["city"]) == (number, street, city)]

    assert any(here.equals(door) for door in doors)
    assert codes_at("zip_code", here) == [zip_code]
    assert min(metres(here, line) for _, line in blocks_of(street)) < 40


def test_every_service_area_has_its_service_center():
    centers = [row for row in load("facilities") if row["kind"] == "service-center"]

    served = {code for row in centers for code in codes_at("service_area", Point(row["long"], row["lat"]))}

    assert served == area_codes("service_area")


def test_the_calendar_s_own_holidays_are_no_weekend_days():
    days = [date.fromisoformat(holiday["date"]) for holiday in load("calendar")["extra_holidays"]]

    assert days
    assert all(day.weekday() in load("calendar")["workdays"] for day in days)
