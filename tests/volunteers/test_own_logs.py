"""A session is logged once, on a day that can be, and taken out again if it is wrong."""

import datetime as dt
from uuid import uuid4

import pytest
from django.urls import reverse

from pim import clock
from pim.access.audit import acting
from pim.errors import DomainError
from pim.staffed_hours import at
from volunteers import actions, queries
from volunteers.models import Session

NOON = at(dt.date(2026, 11, 23), dt.time(12))
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def noon():
    with clock.standing_at(NOON):
        yield


@pytest.fixture
def match(bob):
    return bob.volunteer.match_set.get()


@pytest.fixture
def phone(signed_in, bob):
    return signed_in(bob)


def save(client, match, **typed) -> str:
    day = clock.today()
    held_on = {"held_on_day": day.day, "held_on_month": day.month, "held_on_year": day.year}
    usual = {"kind": "phone", "attendance": "happened", "minutes": "30", "session_id": uuid4()}
    address = reverse("own-log-session", args=[match.pk])
    return client.post(address, held_on | usual | typed, follow=True).content.decode()


def page(client, name, *args) -> str:
    return " ".join(client.get(reverse(name, args=args)).content.decode().split())


def test_back_and_save_asks_once_and_loses_nothing(phone, match):
    assert "Saved" in save(phone, match, note="We laughed")
    shown = save(phone, match, note="We laughed")
    assert "You logged this already" in shown
    assert "We laughed" in shown
    assert 'name="another" value="yes"' in shown
    assert Session.objects.count() == 1
    assert "Saved" in save(phone, match, kind="out")
    assert "Saved" in save(phone, match, another="yes")
    assert Session.objects.count() == 3


def test_a_second_log_of_a_day_does_not_say_that_they_met(phone, match):
    assert 'value="happened" checked' in page(phone, "own-log-session", match.pk)
    save(phone, match)
    assert 'value="happened" checked' not in page(phone, "own-log-session", match.pk)


def test_a_day_before_they_were_put_together_is_said_beside_its_box(phone, match):
    shown = save(phone, match, held_on_year="2001")
    assert 'href="#id_held_on' in shown
    assert "before you and she were put together" in shown


def test_what_is_wrong_is_taken_out_and_counts_nowhere(phone, bob, match):
    save(phone, match)
    session = Session.objects.get()
    assert "This is wrong" in page(phone, "own-mum", match.pk)
    address = reverse("own-session-wrong", args=[session.pk])
    assert "Take this session out?" in phone.get(address).content.decode()
    assert "Taken out" in phone.post(address, follow=True).content.decode()
    assert Session.with_wrong_ones.get().withdrawn_at == NOON
    assert not Session.objects.exists()
    assert not match.session_set.exists()
    assert "30 minutes" not in page(phone, "own-sessions")
    assert phone.get(address).status_code == 404
    match.started_at = NOON - 13 * DAY
    match.save()
    assert match in [one for one, _ in queries.logs_due(bob, NOON + 2 * DAY)]
    assert "Please open this form again" in save(phone, match, session_id=session.pk)


def test_what_was_wrong_is_struck_out_for_staff_and_stands_beside_what_counts(
    phone, bob, match, alice, signed_in
):
    save(phone, match, minutes="30")
    actions.withdraw_session(session=Session.objects.get(), by=acting(bob), now=NOON)
    save(phone, match, minutes="60", kind="out")
    address = reverse("admin:volunteers_match_change", args=[match.pk])
    shown = signed_in(alice).get(address).content.decode()
    assert shown.count("Entered wrongly") == 1
    assert shown.count("<s>30</s>") == 1 and "<s>60</s>" not in shown


def test_after_two_weeks_and_by_nobody_else_it_stays(phone, alice, match):
    save(phone, match)
    session = Session.objects.get()
    with pytest.raises(DomainError, match="Somebody else"):
        actions.withdraw_session(session=session, by=acting(alice), now=NOON)
    with clock.standing_at(NOON + 15 * DAY):
        assert phone.get(reverse("own-session-wrong", args=[session.pk])).status_code == 404
    assert Session.objects.exists()
