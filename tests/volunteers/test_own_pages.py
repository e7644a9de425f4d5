"""A volunteer's pages: times to meet, home visits, a break, drafts of a log; and who never sees."""

import datetime as dt
from uuid import uuid4

import pytest
from django.urls import reverse

from pim import clock
from pim.access.audit import acting
from pim.staffed_hours import at
from tests import factories as make
from volunteers import actions, queries
from volunteers.actions import Offered
from volunteers.enums import (
    EndReason,
    MatchStatus,
    SaidBy,
    SessionKind,
    TimeAnswer,
    VolunteerStatus,
    WhyApart,
    WhyPaused,
)
from volunteers.models import HomeVisit, MeetingTime, NotTogether, Session, SessionDraft

NOON = at(dt.date(2026, 11, 23), dt.time(12))  # a Monday
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
CANARY = "Kanarienvogel"


@pytest.fixture(autouse=True)
def noon():
    with clock.standing_at(NOON):
        yield


@pytest.fixture
def match(bob):
    match = bob.volunteer.match_set.get()
    match.referral.parent.called = CANARY
    match.referral.parent.save()
    return match


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


def a_visit(match, bob, starts=NOON, ends=NOON + HOUR) -> HomeVisit:
    return actions.plan_visit(match=match, starts_at=starts, ends_at=ends, by=acting(bob), now=NOON)


def test_the_moment_a_match_ends_every_page_about_her_is_gone(phone, bob, match, alice):
    visit = a_visit(match, bob)
    time, *_ = actions.offer_times(
        match=match, times=[Offered(NOON + DAY, SessionKind.OUT)], by=acting(bob), now=NOON
    )
    shown = [
        ("own-mum", match.pk),
        ("own-log-session", match.pk),
        ("own-log-draft", match.pk),
        ("own-times", match.pk),
        ("own-visit-plan", match.pk),
        ("own-visit", visit.pk),
    ]
    assert all(phone.get(reverse(name, args=[pk])).status_code == 200 for name, pk in shown)
    actions.end_match(match=match, reason=EndReason.MOVED_AWAY, by=acting(alice), now=NOON)
    assert {phone.get(reverse(name, args=[pk])).status_code for name, pk in shown} == {404}
    for name, args in [("own-time-off", [time.pk]), ("own-visit-do", [visit.pk, "start"])]:
        assert phone.post(reverse(name, args=args)).status_code == 404
    assert CANARY not in page(phone, "staff-home")
    assert CANARY not in page(phone, "own-sessions")


def test_another_volunteers_visit_and_mum_are_nobodys_business(phone, bob, match, site_a):
    other = make.MatchFactory(active=True, referral__site=site_a, volunteer__site=site_a)
    visit = HomeVisit.objects.create(
        match=other, starts_at=NOON, ends_at=NOON + HOUR, planned_at=NOON
    )
    for name, pk in [("own-times", other.pk), ("own-visit", visit.pk), ("own-log-draft", other.pk)]:
        assert phone.get(reverse(name, args=[pk])).status_code == 404


# --- What needs her -------------------------------------------------------------------------
def test_the_first_page_says_what_needs_her_and_is_quiet_when_nothing_does(
    phone, bob, match, site_a
):
    first = page(phone, "staff-home")
    assert f"When could you meet {CANARY}?" in first
    make.MatchFactory(volunteer=bob.volunteer, referral__site=site_a)
    make.CheckFactory(volunteer=bob.volunteer, recheck_on=clock.today() + 10 * DAY)
    SessionDraft.objects.create(match=match, answers={"note": ["x"]}, saved_at=NOON)
    shown = page(phone, "staff-home")
    for words in ("Could you be there for a mum in WA7?", "You began it", "DBS check to do again"):
        assert words in shown
    match_set = bob.volunteer.match_set
    match_set.filter(status=MatchStatus.PROPOSED).delete()
    bob.volunteer.check_set.all().delete()
    actions.log_session(
        match=match,
        held_on=clock.today(),
        kind=SessionKind.PHONE,
        minutes=30,
        by=acting(bob),
        now=NOON,
    )
    assert "Nothing needs you now." in page(phone, "staff-home")


def test_a_meeting_that_was_agreed_is_to_be_logged(phone, bob, match):
    time, *_ = actions.offer_times(
        match=match, times=[Offered(NOON + HOUR, SessionKind.OUT)], by=acting(bob), now=NOON
    )
    actions.answer_time(time=time, answer=TimeAnswer.SUITS, by=acting(bob), now=NOON)
    assert "Log a session with" not in page(phone, "staff-home").split("My mums")[0]
    with clock.standing_at(NOON + 2 * HOUR):
        assert f"Log a session with {CANARY}" in page(phone, "staff-home")


# --- A proposal -----------------------------------------------------------------------------
def test_whoever_may_know_her_says_no_and_is_never_asked_about_her_again(phone, bob, match, alice):
    asked = make.MatchFactory(volunteer=bob.volunteer, referral__site=match.referral.site)
    press(phone, "own-proposal-no", asked.pk, may_know_her="on", safety_reason="We share a street.")
    asked.refresh_from_db()
    assert (asked.status, asked.safety_note) == ("not_going_ahead", "We share a street.")
    apart = NotTogether.objects.get()
    assert (apart.why, apart.said_by) == (WhyApart.KNOWN, SaidBy.VOLUNTEER)
    assert apart.volunteer == bob.volunteer
    assert "share a street" not in page(phone, "staff-home")


# --- Times to meet --------------------------------------------------------------------------
OFFER = {
    "day_0": "2026-11-24",
    "time_0": "10:00",
    "kind_0": "out",
    "kind_1": "out",
    "kind_2": "out",
}


def test_she_offers_times_one_suits_and_a_coordinator_comes_along(phone, bob, match, alice):
    second = {"day_1": "2026-11-25", "time_1": "14.30", "kind_1": "phone"}
    assert "She has not answered yet" in press(phone, "own-times", match.pk, **OFFER | second)
    tenth, half_past = MeetingTime.objects.order_by("starts_at")
    assert tenth.starts_at == at(dt.date(2026, 11, 24), dt.time(10))
    assert (half_past.kind, half_past.is_first) == ("phone", True)
    assert [one.match for one in queries.times_to_tell(alice, NOON)] == [match]
    actions.answer_time(time=half_past, answer=TimeAnswer.SUITS, by=acting(alice), now=NOON)
    tenth.refresh_from_db()
    assert tenth.withdrawn_at == NOON
    assert queries.times_to_tell(alice, NOON).count() == 0
    assert queries.first_meetings_to_join(alice, NOON).get() == half_past
    actions.come_along(time=half_past, by=acting(alice), now=NOON)
    assert queries.first_meetings_to_join(alice, NOON).count() == 0
    shown = page(phone, "own-times", match.pk)
    assert "It suits her" in shown
    assert "Alice comes along" in shown


def test_if_none_suits_she_is_asked_for_others(phone, bob, match):
    press(phone, "own-times", match.pk, **OFFER)
    time = MeetingTime.objects.get()
    actions.answer_time(time=time, answer=TimeAnswer.DOES_NOT, by=acting(bob), now=NOON)
    assert "None of the times suits her" in page(phone, "staff-home")
    press(phone, "own-times", match.pk, **OFFER | {"time_0": "11:00"})
    assert [one.starts_at.hour for one in queries.times_of(match, NOON)] == [11]


def test_on_the_phone_the_coordinator_notes_what_suits_her(signed_in, bob, match, alice):
    time, *_ = actions.offer_times(
        match=match, times=[Offered(NOON + DAY, SessionKind.OUT)], by=acting(bob), now=NOON
    )
    desk = signed_in(alice)
    assert "Times to tell her" in page(desk, "admin:index")
    address = reverse("admin:volunteers_meetingtime_change", args=[time.pk])
    assert address in page(desk, "admin:volunteers_match_change", match.pk)
    for button in ("suits", "come-along"):
        press(desk, "admin:volunteers_meetingtime_do", time.pk, button)
    time.refresh_from_db()
    assert (time.answer, time.joined_by) == (TimeAnswer.SUITS, alice)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"time_0": "noon"}, "Enter a time, like 14:30"),
        ({"day_0": ""}, "Choose the day of the first time"),
        ({"day_1": "2026-11-25"}, "Enter the hour of the second time, or choose no day"),
        ({"day_0": "2026-11-23", "time_0": "08:00"}, "This has passed already"),
        ({"day_0": "2027-11-23"}, "Choose one of the next 28 days"),
        ({"time_0": "21:00"}, "between 8 in the morning and 8 in the evening"),
        ({"kind_0": "home"}, "Choose one of the ways she agreed to"),
        ({"day_1": "2026-11-24", "time_1": "10:00"}, "are the same"),
    ],
)
def test_a_mistake_in_times_is_named_and_what_was_typed_stays(phone, match, wrong, said):
    match.referral.formats = ["phone", "out"]
    match.referral.save()
    shown = press(phone, "own-times", match.pk, **OFFER | wrong)
    assert said in shown
    assert not MeetingTime.objects.exists()
    assert f'value="{(OFFER | wrong)["time_0"]}"' in shown


# --- A home visit ---------------------------------------------------------------------------
def test_a_visit_from_plan_to_out_says_who_is_there_and_what_happens(phone, bob, match, alice):
    typed = {"day": "2026-11-23", "begins": "12:30", "ends": "13:30"}
    shown = press(phone, "own-visit-plan", match.pk, **typed)
    assert "This visit cannot start yet" in shown
    assert "01632 960001" in shown
    assert "Start: I go in now" not in shown
    visit = HomeVisit.objects.get()
    assert "Nobody is there" in press(phone, "own-visit-do", visit.pk, "start")
    actions.promise_to_answer(visit=visit, by=acting(alice), now=NOON)
    assert "Alice is there for you" in page(phone, "own-visit", visit.pk)
    assert "Alice is told at 13:45" in press(phone, "own-visit-do", visit.pk, "start")
    home = page(phone, "staff-home")
    assert "You are in a home visit" in home
    assert "13:30" in home
    assert "Alice is told at 14:15" in press(phone, "own-visit-do", visit.pk, "longer")
    assert "You are in a home visit" not in press(phone, "own-visit-do", visit.pk, "out")
    visit.refresh_from_db()
    assert visit.out_at == NOON


def test_whoever_answers_finds_it_on_top_of_today(signed_in, bob, match, alice):
    visit = a_visit(match, bob)
    actions.promise_to_answer(visit=visit, by=acting(alice), now=NOON)
    actions.start_visit(visit=visit, by=acting(bob), now=NOON)
    late = NOON + 2 * HOUR
    with clock.standing_at(late):
        actions.sound_alarms(now=late)
        desk = signed_in(alice)
        today = desk.get(reverse("admin:index")).content.decode()
        first_queue = today[today.index("desk-queue") :]
        assert first_queue.index("Not back from a home visit") < first_queue.index("</h2>")
        address = reverse("admin:volunteers_homevisit_change", args=[visit.pk])
        assert address in today
        assert "I am seeing to it" in desk.get(address).content.decode()
        for button in ("see-to-it", "she-is-well"):
            url = reverse("admin:volunteers_homevisit_do", args=[visit.pk, button])
            assert desk.post(url).status_code == 302
    visit.refresh_from_db()
    assert (visit.seen_by, visit.found_out, visit.settled_at) == (alice, "She is well.", late)


def test_visits_of_another_site_are_seen_by_nobody_there(signed_in, bob, match, charlie):
    visit = a_visit(match, bob)
    address = reverse("admin:volunteers_homevisit_change", args=[visit.pk])
    assert signed_in(charlie).get(address).status_code == 404


# --- A break --------------------------------------------------------------------------------
def test_a_break_keeps_her_mums_and_one_tap_brings_her_back(phone, bob, match, alice):
    typed = {
        "her_mums": "goes_on",
        "back_on_day": "1",
        "back_on_month": "2",
        "back_on_year": "2027",
    }
    shown = press(phone, "own-pause", **typed)
    assert "You are on a break until 1 February" in shown
    assert CANARY in shown
    bob.volunteer.refresh_from_db()
    assert bob.volunteer.status == VolunteerStatus.ON_BREAK
    assert queries.standing_at(alice, VolunteerStatus.ON_BREAK).get() == bob.volunteer
    make.CheckFactory(volunteer=bob.volunteer, kind="dbs", level="barred")
    make.CheckFactory(volunteer=bob.volunteer, kind="training")
    for _ in range(2):  # a thumb taps twice, and no check is said to be due
        assert "Nice that you are back. We may ask you about a mum again." in press(
            phone, "own-back"
        )
    bob.volunteer.refresh_from_db()
    assert (bob.volunteer.status, bob.volunteer.back_on) == (VolunteerStatus.AVAILABLE, None)


def test_support_that_rests_says_so_and_asks_her_for_nothing(phone, match, alice):
    asks, says = f"When could you meet {CANARY}?", "It rests just now"
    home = page(phone, "staff-home")
    assert asks in home
    assert says not in home
    day = clock.today() + 11 * DAY
    stamp = {"by": acting(alice), "now": clock.now()}
    actions.pause_support(match=match, why=WhyPaused.ILL, look_again_on=day, **stamp)
    home = page(phone, "staff-home")
    assert asks not in home
    assert says in home
    hers = page(phone, "own-mum", match.pk)
    assert "We look at it again on 4 December" in hers
    assert "ill" not in hers.split("rests just now")[1].split("</div>")[0].split()
    actions.resume_support(match=match, **stamp)
    assert asks in page(phone, "staff-home")
    assert "rests just now" not in page(phone, "own-mum", match.pk)


# --- Logging --------------------------------------------------------------------------------
def log(match, **typed) -> dict:
    day = clock.today()
    held_on = {"held_on_day": day.day, "held_on_month": day.month, "held_on_year": day.year}
    usual = {"kind": "phone", "attendance": "happened", "minutes": "30", "session_id": uuid4()}
    return held_on | usual | typed


def keep(client, match, **typed):
    return client.post(reverse("own-log-draft", args=[match.pk]), typed)


def test_what_she_types_is_kept_and_gone_when_it_is_sent(phone, match):
    typed = log(match, note="We laughed", held_on_day="", hacked="x")
    assert keep(phone, match, **typed).json() == {"kept_at": "12:00"}
    assert "hacked" not in SessionDraft.objects.get().answers
    again = page(phone, "own-log-session", match.pk)
    assert "We laughed" in again
    assert str(typed["session_id"]) in again
    assert "There is a problem" not in again
    sent = typed | {"held_on_day": "23", "was_hard": "on"}
    for _ in range(2):
        assert "Saved. Thank you." in press(phone, "own-log-session", match.pk, **sent)
    assert Session.objects.get().was_hard
    late = keep(phone, match, **sent)
    assert (late.status_code, late.json()["problem"][:28]) == (409, "This session is saved alread")
    assert not SessionDraft.objects.exists()


def test_the_next_log_is_like_the_last(phone, match):
    press(phone, "own-log-session", match.pk, **log(match, kind="out", minutes="90"))
    again = page(phone, "own-log-session", match.pk)
    assert 'value="out" checked' in " ".join(again.split())
    assert 'value="90" checked' in " ".join(again.split())


def test_a_draft_does_not_outlive_the_match(phone, bob, match, alice):
    keep(phone, match, **log(match, note="We laughed"))
    assert actions.forget_session_drafts(now=NOON) == 0
    actions.end_match(match=match, reason=EndReason.MOVED_AWAY, by=acting(alice), now=NOON)
    assert actions.forget_session_drafts(now=NOON) == 1
