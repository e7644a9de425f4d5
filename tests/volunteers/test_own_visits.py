"""What a volunteer reads and plans on her phone: true, safe, and only what is hers to know."""

import datetime as dt

import pytest
from django.urls import reverse

from pim import clock
from pim.access.audit import HERSELF, acting
from pim.errors import DomainError
from pim.models import Message
from pim.staffed_hours import at
from tests import factories as make
from volunteers import actions, wording
from volunteers.actions import Offered
from volunteers.enums import EndReason, SessionKind, TimeAnswer
from volunteers.fitting_words import LIVED_THROUGH
from volunteers.models import HomeVisit

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


# --- Times to meet --------------------------------------------------------------------------
def test_a_time_at_her_home_that_suits_is_a_visit_somebody_must_answer_for(phone, bob, match):
    make_hers(match, formats=["home"])
    time = offer(match, bob, SessionKind.HOME)
    actions.answer_time(time=time, answer=TimeAnswer.SUITS, by=HERSELF, now=NOON)
    visit = HomeVisit.objects.get()
    assert (visit.starts_at, visit.ends_at) == (NOON + DAY, NOON + DAY + HOUR)
    for shown in (page(phone, "staff-home"), page(phone, "own-mum", match.pk)):
        assert "Nobody answers for it yet" in shown
        assert reverse("own-visit", args=[visit.pk]) in shown
        assert "You meet:" not in shown
    press(phone, "own-visit-do", visit.pk, "call-off")
    time.refresh_from_db()
    assert time.withdrawn_at == NOON
    assert Message.objects.filter(dedupe_key__contains=":time_off:").count() == 1


def test_a_time_at_her_home_that_is_called_off_is_no_visit_any_more(bob, match):
    time = offer(match, bob, SessionKind.HOME)
    actions.answer_time(time=time, answer=TimeAnswer.SUITS, by=HERSELF, now=NOON)
    actions.withdraw_time(time=time, by=acting(bob), now=NOON)
    assert HomeVisit.objects.get().called_off_at == NOON


def test_nobody_meets_at_night(bob, match):
    with pytest.raises(DomainError, match="8 in the evening"):
        offer(match, bob, starts=NOON + 10 * HOUR)
    assert offer(match, bob, starts=NOON + 8 * HOUR)


def test_only_ways_she_agreed_to_are_offered(phone, match):
    make_hers(match, formats=["phone"])
    shown = page(phone, "own-times", match.pk)
    assert 'value="phone"' in shown
    assert 'value="home"' not in shown
    assert "Plan a home visit" not in page(phone, "own-mum", match.pk)
    typed = {"day": "2026-11-24", "begins": "10:00", "ends": "11:00"}
    assert "did not ask to meet at home" in press(phone, "own-visit-plan", match.pk, **typed)
    assert not HomeVisit.objects.exists()
    make_hers(match, formats=[])
    assert 'value="home"' in page(phone, "own-times", match.pk)
    assert "Plan a home visit" in page(phone, "own-mum", match.pk)
    make_hers(match, formats=["text"])
    assert "by text only" in page(phone, "own-times", match.pk)


@pytest.mark.parametrize(
    ("wrong", "box", "said"),
    [
        ({"ends": "09:00"}, "ends", "out before you go in"),
        ({"ends": "16:00"}, "ends", "four hours at most"),
        ({"day": "2026-11-23"}, "ends", "This has passed already"),
        ({"day": "2027-01-23"}, "day", "Choose one of the next 28 days"),
        ({"day": ""}, "day", "Choose the day"),
    ],
)
def test_what_is_wrong_with_a_visit_is_said_beside_its_box(phone, match, wrong, box, said):
    make_hers(match, formats=["home"])
    typed = {"day": "2026-11-24", "begins": "10:00", "ends": "11:00"} | wrong
    shown = press(phone, "own-visit-plan", match.pk, **typed)
    assert said in shown
    assert f'href="#id_{box}' in shown


def test_where_we_cannot_write_to_her_the_volunteer_rings(phone, match):
    typed = {"day_0": "2026-11-24", "time_0": "10:00"}
    typed |= {f"kind_{number}": "out" for number in range(3)}
    shown = press(phone, "own-times", match.pk, **typed)
    assert "We cannot write to her. Please ring her yourself" in shown
    assert "We ask her" not in shown
    match.referral.parent.needs_interpreter = True
    match.referral.parent.save()
    shown = press(phone, "own-times", match.pk, **typed | {"time_0": "11:00"})
    assert "ring her yourself" not in shown
    assert "Your coordinator rings her with one" in shown


def test_inside_a_visit_help_is_on_the_page_and_after_two_longer_what_to_do(
    phone, bob, match, alice
):
    visit = a_visit(match, bob)
    actions.promise_to_answer(visit=visit, by=acting(alice), now=NOON)
    shown = press(phone, "own-visit-do", visit.pk, "start")
    for words in (">In danger: ring 999</a>", "01632 960001", "Raise a worry</a></li>\n</ul>"):
        assert words in shown
    assert "stayed longer twice" not in press(phone, "own-visit-do", visit.pk, "longer")
    assert "Please come out by 14:00" in press(phone, "own-visit-do", visit.pk, "longer")


def test_after_a_visit_the_log_is_filled_in_as_it_was(phone, bob, match, alice):
    visit = a_visit(match, bob)
    actions.promise_to_answer(visit=visit, by=acting(alice), now=NOON)
    actions.start_visit(visit=visit, by=acting(bob), now=NOON)
    actions.check_out(visit=visit, by=acting(bob), now=NOON + dt.timedelta(minutes=52))
    with clock.standing_at(NOON + DAY):
        shown = " ".join(page(phone, "own-log-session", match.pk).split())
    assert 'value="home" checked' in shown
    assert 'value="50" checked' in shown
    assert 'name="held_on_day" value="23"' in shown


def test_when_a_match_has_ended_she_is_asked_how_it_was_until_she_says(phone, bob, match, alice):
    match.referral.parent.called = "Kasia"
    match.referral.parent.save()
    actions.end_match(match=match, reason=EndReason.MOVED_AWAY, by=acting(alice), now=NOON)
    assert "How was it with the mum you were there for" in page(phone, "staff-home")
    assert "Kasia" not in page(phone, "staff-home")
    with clock.standing_at(NOON + 60 * DAY):
        assert "How was it with" not in page(phone, "staff-home")
    press(phone, "own-feedback-give", match.pk, felt_right="4", helped="Walks")
    assert "How was it with" not in page(phone, "staff-home")


def a_visit(match, bob) -> HomeVisit:
    return actions.plan_visit(
        match=match, starts_at=NOON, ends_at=NOON + HOUR, by=acting(bob), now=NOON
    )


def make_hers(match, **said) -> None:
    for name, value in said.items():
        setattr(match.referral, name, value)
    match.referral.save()
