"""How long things are kept, as a person reads it."""

import pytest
from django.urls import reverse

from tests.pim.looking import look

pytestmark = pytest.mark.django_db(transaction=True)


def test_how_long_and_what_is_due(here, live_server, dana):
    page = here(dana)
    for name in ("retention", "due-to-be-erased", "complaints", "volunteers-to-erase"):
        page.goto(live_server.url + reverse(name))
        look(page, name)
