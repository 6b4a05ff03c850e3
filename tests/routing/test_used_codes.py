"""The code of a department that is out of use is never another's."""

import pytest

from services.common.errors import InvalidInput
from services.routing.catalogue import drafts
from services.routing.catalogue.entries import store_entries

ENTRY = {"code": "libraries", "name": {"en": "Libraries"}}


def store(desk, **more):
    with desk.store.transaction() as session:
        store_entries(session, "department", {"libraries": ENTRY | more})


def test_a_code_that_was_a_departments_is_refused_by_the_loader_and_in_a_draft(desk):
    store(desk, active=False)

    with pytest.raises(InvalidInput):
        store(desk, name={"en": "Another office"})
    wish = [{"kind": "department", "code": "libraries", "entry": ENTRY | {"name": {"en": "Another office"}}}]
    with desk.store.reading() as session, pytest.raises(InvalidInput) as refused:
        drafts._based(session, wish)
    assert refused.value.errors[0]["pointer"] == "/entries/0/code"


def test_a_department_out_of_use_may_be_described_anew_while_it_stays_so(desk):
    store(desk, active=False)

    store(desk, active=False, name={"en": "The former libraries"})
