"""What people outside the team read, and how they come to it, in a real browser."""

import datetime as dt

import pytest
from django.urls import reverse

from outcomes import publishing
from outcomes.periods import LONDON
from pim.enums import Role
from tests.conftest import person
from tests.factories import ReferralFactory
from tests.pim.looking import look, send

pytestmark = pytest.mark.django_db(transaction=True)

WIDTHS = (1280, 390, 320)  # 320: a desk's screen at 400 %
ASKED = dt.datetime(2025, 2, 10, 12, tzinfo=LONDON)


@pytest.fixture
def printed(site_a):
    """Steps can be shown; who asked, in parts, is withheld."""
    for _ in range(12):
        ReferralFactory(site=site_a, asked_at=ASKED)
    publishing.publish_next(now=ASKED + dt.timedelta(days=90))


def test_figures_for_anybody(page, printed):
    page.goto(reverse("figures"))
    look(page, "figures", WIDTHS)


def test_figures_for_a_funder(here, programme, printed):
    page = here(person("finn@funder.example", Role.FUNDER, programme=programme))
    page.goto(reverse("reports"))
    look(page, "funder", WIDTHS)


def test_an_agreement_left_empty(here, dana, programme):
    page = here(dana)
    page.goto(reverse("admin:outcomes_figureagreement_add"))
    look(page, "agreement", WIDTHS)
    send(page)
    assert page.title().startswith("Error: ")
    look(page, "agreement-in-error", WIDTHS)
