"""Who may read exact figures is decided by somebody who has just shown who she is."""

import datetime as dt
import time

import pytest
from django.urls import reverse

from outcomes import publishing
from outcomes.models import FigureAgreement
from pim import clock
from pim.access.audit import acting
from pim.enums import Role
from tests.conftest import person

pytestmark = pytest.mark.django_db

ADD = "admin:outcomes_figureagreement_add"
END = "admin:outcomes_figureagreement_do"


@pytest.fixture
def finn(programme):
    return person("finn@funder.example", Role.FUNDER, programme=programme)


@pytest.fixture
def typed(finn, programme):
    days = {"starts_on": clock.today(), "ends_on": clock.today() + dt.timedelta(days=90)}
    parts = {
        f"{name}_{part}": getattr(day, part)
        for name, day in days.items()
        for part in ("day", "month", "year")
    }
    said = {"organisation": "The Fund", "reference": "File 7"}
    return {"reader": finn.pk, "place": programme.pk, **said, **parts}


@pytest.fixture
def hours_later(signed_in, dana):
    """The manager's session, both factors shown long ago."""
    client = signed_in(dana)
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] = time.time() - dt.timedelta(minutes=31).total_seconds()
    session.save()
    return client


def asks_again(response) -> bool:
    return response.status_code == 302 and response.url.startswith(
        reverse("account_reauthenticate")
    )


def test_an_agreement_is_recorded_only_by_who_has_just_shown_who_she_is(hours_later, typed):
    assert asks_again(hours_later.get(reverse(ADD)))
    assert asks_again(hours_later.post(reverse(ADD), typed))
    assert not FigureAgreement.objects.exists()


def test_nor_is_one_ended_otherwise(hours_later, finn, dana, programme):
    agreement = publishing.record_agreement(
        reader=finn,
        programme=programme,
        organisation="The Fund",
        reference="File 7",
        starts_on=clock.today(),
        ends_on=clock.today(),
        by=acting(dana),
        now=clock.now(),
    )
    assert asks_again(hours_later.post(reverse(END, args=[agreement.pk, "end"])))
    agreement.refresh_from_db()
    assert agreement.ended_at is None


@pytest.mark.parametrize("left_out", ["reader", "place", "organisation", "ends_on_day"])
def test_what_is_left_out_is_asked_for(signed_in, dana, typed, left_out):
    page = signed_in(dana).post(reverse(ADD), typed | {left_out: ""})
    assert "Error: " in page.text
    assert not FigureAgreement.objects.exists()


def test_an_agreement_that_ends_before_it_starts_is_said_to(signed_in, dana, typed):
    before = typed | {"ends_on_year": clock.today().year - 1}
    page = signed_in(dana).post(reverse(ADD), before)
    assert "The agreement ends before it starts." in page.text
    assert page.context["form"]["organisation"].value() == "The Fund"
