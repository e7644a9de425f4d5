"""What a volunteer reads and plans on her phone: true, safe, and only what is hers to know."""

import datetime as dt

import pytest
from django.urls import reverse

from pim import clock
from pim.access.audit import acting
from pim.staffed_hours import at
from tests import factories as make
from volunteers import actions, wording
from volunteers.actions import Offered
from volunteers.enums import SessionKind
from volunteers.fitting_words import LIVED_THROUGH

NOON = at(dt.date(2026, 11, 23), dt.time(12))  # a Monday
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


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


def page(client, name, *args) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def press(client, name, *args, **typed) -> str:
    answer = client.post(reverse(name, args=args), typed, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def offer(match, bob, kind=SessionKind.OUT, starts=NOON + DAY):
    times = [Offered(starts, kind)]
    return actions.offer_times(match=match, times=times, by=acting(bob), now=clock.now())[0]


def test_times_offered_never_hide_when_it_is_good_for_her(phone, bob, match):
    make_hers(match, times=["evening"])
    time = offer(match, bob)
    shown = page(phone, "own-mum", match.pk)
    assert "Evenings" in shown
    assert "Any time" not in shown
    assert str(time.pk) not in shown


def test_what_she_lived_through_is_not_told_before_both_have_agreed(phone, bob, match):
    reasons = [*wording.SHARED.values(), "Lives in the same area"]
    asked = make.MatchFactory(
        volunteer=bob.volunteer, referral__site=match.referral.site, reasons=reasons
    )
    shown = page(phone, "own-proposal", asked.pk)
    assert shown.count(LIVED_THROUGH) == 1
    assert "Lives in the same area" in shown
    assert not [words for words in wording.SHARED.values() if words in shown]


def test_nobody_is_told_to_go_in_while_nobody_answers(phone, bob, match, alice):
    visit = actions.plan_visit(
        match=match, starts_at=NOON, ends_at=NOON + HOUR, by=acting(bob), now=NOON
    )
    first = page(phone, "staff-home")
    assert "Nobody answers for it yet: ring us, or meet out." in first
    assert "Press start" not in first
    actions.promise_to_answer(visit=visit, by=acting(alice), now=NOON)
    assert "Press start when you go in" in page(phone, "staff-home")


def make_hers(match, **said) -> None:
    for name, value in said.items():
        setattr(match.referral, name, value)
    match.referral.save()
