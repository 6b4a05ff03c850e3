"""What begins like a formula is text in every CSV file."""

import pytest

from services.common.cells import quoted


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@sum", "\t=1", "\r=1"])
def test_what_a_spreadsheet_would_run_gets_a_quote(cell):
    assert quoted(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "7300 Carroll Ave", "a=b", "'quoted"])
def test_anything_else_stays_as_it_is(cell):
    assert quoted(cell) == cell
