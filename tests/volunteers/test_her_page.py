"""What a mum reads and answers on her own page about the people she meets here."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from pim import clock
from pim.access.audit import HERSELF, SYSTEM, acting
from pim.messages import outbox
from pim.models import Message
from referrals.enums import Purpose, RequestKind, Status
from referrals.models import HerRequest, Referral
from tests import factories as make
from tests.outcomes.asking import decide
from tests.referrals.her_own import HOME, at_the_door, inside, link_to, page, with_a_page
from tests.volunteers.test_actions import checked
from tests.volunteers.test_support import on_today, rows_of
from volunteers import actions
from volunteers.enums import (
    EndReason,
    MatchStatus,
    SaidBy,
    SessionKind,
    Side,
    TimeAnswer,
    WhyPaused,
)
from volunteers.models import Check, Feedback, Match, MeetingTime, Volunteer
from volunteers.views.her_page import NOT_ANY_MORE, SAID, Person

PERSON, TIMES, AFTER = (f"{HOME}say/{name}/" for name in ("person", "times", "after"))
CANARY = "Kanarienvogel"


@pytest.fixture
def rosa(site_a):
    """She waits, and has a page of her own."""
    referral = with_a_page()
    Referral.objects.filter(pk=referral.pk).update(
        status=Status.WAITING,
        accepted_at=clock.now(),
        status_since=clock.now(),
        site=site_a,
        wishes=["loss"],
        formats=["phone"],
        times=["weekday_morning"],
        background_wanted=["muslim"],
    )
    return Referral.objects.get(pk=referral.pk)


@pytest.fixture
def amy(site_a):
    return checked(
        make.VolunteerFactory(
            site=site_a,
            first_name=CANARY,
            last_name=CANARY,
            experience=["loss"],
            background=["muslim"],
        )
    )


@pytest.fixture
def asked(rosa, amy):
    return actions.propose(referral=rosa, volunteer=amy, by=SYSTEM, now=clock.now())


@pytest.fixture
def in_mind(asked):
    return actions.volunteer_agrees(match=asked, by=SYSTEM, now=clock.now())


@pytest.fixture
def begun(in_mind, rosa):
    say(rosa, in_mind, "yes")
    return Match.objects.get(pk=in_mind.pk)


def say(referral, which, answer, at=PERSON):
    keys = [one.pk for one in which] if isinstance(which, list) else which.pk
    return inside(referral).post(at, {"which": keys, "answer": answer})


# --- somebody in mind -----------------------------------------------------------------------
def test_she_hears_of_nobody_before_the_volunteer_has_said_yes(rosa, asked):
    assert "Would you like to meet her" not in page(inside(rosa))
    say(rosa, asked, "yes")
    assert Match.objects.get().status == MatchStatus.PROPOSED


def test_a_few_true_words_and_nothing_that_is_the_volunteers_own(rosa, in_mind):
    shown = page(inside(rosa))
    assert "Would you like to meet her" in shown
    assert "she knows from her own life" in shown
    assert "on weekday mornings, as you are" in shown
    for private in (CANARY, "lost a baby", "uslim", str(in_mind.volunteer_id)):
        assert private not in shown


def test_yes_begins_it_and_a_second_click_changes_nothing(rosa, in_mind):
    for _ in range(2):
        assert say(rosa, in_mind, "yes").url == HOME
    match = Match.objects.get()
    assert (match.status, match.referral.status) == (MatchStatus.ACTIVE, Status.MATCHED)
    assert match.parent_agreed_at


def test_after_her_yes_she_knows_the_first_name_as_long_as_it_lives(rosa, in_mind, alice):
    Volunteer.objects.filter(pk=in_mind.volunteer_id).update(last_name="Winterbottom")
    say(rosa, in_mind, "yes")
    shown = page(inside(rosa))
    assert f"<strong>{CANARY}</strong> supports you" in shown
    assert "Winterbottom" not in shown
    assert CANARY not in page(at_the_door(rosa))
    match = Match.objects.get()
    actions.end_match(match=match, reason=EndReason.ENDED_EARLY, by=acting(alice), now=clock.now())
    assert CANARY not in page(inside(rosa))


def test_while_it_is_paused_she_reads_until_when(rosa, begun, alice):
    assert "Your first meeting comes next" in page(inside(rosa))
    day = clock.today() + dt.timedelta(days=20)
    asked = {"why": WhyPaused.BIRTH, "by": acting(alice), "now": clock.now()}
    actions.pause_support(match=begun, look_again_on=day, **asked)
    body = page(inside(rosa))
    assert f"Your meetings are paused until {day:%-d %B}" in body
    assert "You have a rest from meeting" in body and "comes next" not in body


def test_after_her_own_no_nothing_older_is_said_of_plans(rosa, begun, site_a, alice):
    by = acting(alice)
    actions.ask_for_someone_else(match=begun, asked_by=SaidBy.HER, by=by, now=clock.now())
    assert "Plans have changed" in page(inside(rosa))
    other = checked(make.VolunteerFactory(site=site_a))
    newer = actions.propose(referral=rosa, volunteer=other, by=SYSTEM, now=clock.now())
    actions.volunteer_agrees(match=newer, by=SYSTEM, now=clock.now())
    say(rosa, newer, "else")
    assert "Plans have changed" not in page(inside(rosa))


def test_a_yes_that_was_overtaken_by_its_twin_is_a_yes(rosa, in_mind):
    """Both taps found her waiting; the second waited for the first."""
    second = Person()
    second.referral = rosa
    say(rosa, in_mind, "yes")
    assert second.too_late(in_mind, "yes") == SAID["yes"]
    assert second.too_late(in_mind, "else") == NOT_ANY_MORE


def test_someone_else_keeps_her_place_without_a_reason(rosa, in_mind, alice):
    client = inside(rosa)
    answer = client.post(PERSON, {"which": in_mind.pk, "answer": "else"}, follow=True)
    assert "You keep your place" in answer.content.decode()
    assert Match.objects.get().status == MatchStatus.NOT_GOING_AHEAD
    assert Referral.objects.get(pk=rosa.pk).status == Status.WAITING
    assert len(on_today("waiting-for-a-match", alice)) == 1


def test_a_ring_first_becomes_a_row_on_today(rosa, in_mind, alice):
    for _ in range(2):
        say(rosa, in_mind, "ring")
    request = HerRequest.objects.get()
    assert request.kind == RequestKind.RING
    assert "in mind" in request.words
    (row,) = rows_of("her-requests", alice)
    assert "about the volunteer" in row.detail
    (row,) = rows_of("proposals", alice)
    assert "she asks us to ring her first" in row.detail
    shown = page(inside(rosa))
    assert "We ring you about it" in shown
    assert 'value="ring"' not in shown
    assert 'value="yes"' in shown
    assert Match.objects.get().status == MatchStatus.PROPOSED


def test_her_yes_is_not_lost_where_a_check_has_lapsed(rosa, in_mind, alice):
    say(rosa, in_mind, "ring")
    Check.objects.update(recheck_on=clock.today())
    say(rosa, in_mind, "yes")
    assert Match.objects.get().status == MatchStatus.PROPOSED
    assert "said yes" in HerRequest.objects.get().words


def test_a_page_left_open_never_answers_about_somebody_else(rosa, in_mind, site_a):
    actions.withdraw_proposal(match=in_mind, by=SYSTEM, now=clock.now())
    other = checked(make.VolunteerFactory(site=site_a))
    newer = actions.propose(referral=rosa, volunteer=other, by=SYSTEM, now=clock.now())
    actions.volunteer_agrees(match=newer, by=SYSTEM, now=clock.now())
    say(rosa, in_mind, "yes")
    assert Match.objects.get(pk=newer.pk).status == MatchStatus.PROPOSED


def test_nothing_is_answered_before_her_word_or_by_opening_an_address(rosa, in_mind):
    door = at_the_door(rosa)
    door.post(PERSON, {"which": in_mind.pk, "answer": "yes"})
    client = inside(rosa)
    for address in (PERSON, TIMES, AFTER):
        assert client.get(address, {"answer": "yes", "which": in_mind.pk}).url == HOME
    for odd in ("", "no such key", "\x00"):
        client.post(PERSON, {"which": odd, "answer": "yes"})
    assert Match.objects.get().status == MatchStatus.PROPOSED


# --- times to meet --------------------------------------------------------------------------
def noon_in(days: int) -> dt.datetime:
    """Never at night, whenever the test runs."""
    return timezone.localtime(clock.now()).replace(hour=12) + dt.timedelta(days=days)


@pytest.fixture
def times(begun, alice):
    offered = [actions.Offered(noon_in(day), SessionKind.OUT) for day in (2, 3)]
    by = acting(alice)
    return actions.offer_times(match=begun, times=offered, by=by, now=clock.now())


def test_one_of_the_times_suits_her(rosa, times):
    assert "Which of these would suit you" in page(inside(rosa))
    for _ in range(2):
        say(rosa, times[1], "suits", TIMES)
    assert MeetingTime.objects.get(pk=times[1].pk).answer == TimeAnswer.SUITS
    assert "This is arranged" in page(inside(rosa))


def test_what_was_arranged_and_is_off_is_said_for_two_weeks(rosa, times, alice):
    say(rosa, times[1], "suits", TIMES)
    actions.withdraw_time(time=times[1], by=acting(alice), now=clock.now())
    said = f"{timezone.localtime(times[1].starts_at):%A %-d %B, %H:%M} is off."
    assert said in page(inside(rosa))
    assert "None of the times suited you" not in page(inside(rosa))
    MeetingTime.objects.update(withdrawn_at=clock.now() - dt.timedelta(days=14))
    assert said not in page(inside(rosa))


def test_or_none_of_them(rosa, times):
    say(rosa, times, "none", TIMES)
    assert {one.answer for one in MeetingTime.objects.all()} == {TimeAnswer.DOES_NOT}
    assert "None of the times suited you" in page(inside(rosa))


def test_nobody_answers_for_the_times_of_another(rosa, times, site_a):
    other = make.MatchFactory(referral__site=site_a, active=True)
    MeetingTime.objects.update(match=other)
    say(rosa, times[0], "suits", TIMES)
    assert {one.answer for one in MeetingTime.objects.all()} == {""}


# --- someone else, the ending, and how it was -----------------------------------------------
def test_someone_else_while_they_meet_is_confirmed_by_a_person(rosa, begun, alice):
    client = inside(rosa)
    ask = reverse("my-support-ask", args=["other"])
    assert ask in page(client)
    assert "nobody’s fault" in client.get(ask).content.decode()
    client.post(ask, {"words": ""})
    assert HerRequest.objects.get().kind == RequestKind.OTHER
    assert Match.objects.get().status == MatchStatus.ACTIVE
    actions.ask_for_someone_else(
        match=begun, asked_by=SaidBy.VOLUNTEER, by=acting(alice), now=clock.now()
    )
    shown = page(inside(rosa))
    assert "it is nothing you did" in shown
    assert "How was it for you" not in shown
    assert ask not in shown


def test_at_the_end_she_says_how_it_was_once(rosa, begun, alice):
    client = inside(rosa)
    assert AFTER not in page(client)
    Referral.objects.filter(pk=rosa.pk).update(status=Status.IN_SUPPORT)
    actions.end_match(match=begun, reason=EndReason.ENDED_EARLY, by=acting(alice), now=clock.now())
    assert AFTER in page(client)
    assert "One tap is enough" in client.get(AFTER).content.decode()
    assert client.post(AFTER, {"helped": CANARY}).status_code == 200  # one answer is asked
    for helped in (CANARY, "Something else"):
        client.post(AFTER, {"felt_right": "5", "helped": helped, "better": ""})
    said = Feedback.objects.get()
    assert (said.side, said.felt_right, said.helped) == (Side.HER, 5, CANARY)
    shown = page(client)
    assert "Thank you for telling us" in shown
    assert CANARY not in shown


# --- that something new is there ------------------------------------------------------------
def test_a_neutral_word_tells_her_that_something_is_new(rosa, asked, mailoutbox, alice):
    decide(rosa, Purpose.MESSAGES, True, clock.now())
    actions.volunteer_agrees(match=asked, by=SYSTEM, now=clock.now())
    outbox.drain()
    hers = [mail for mail in mailoutbox if mail.to == ["rosa@post.example"]]
    news = [mail for mail in hers if "something new on your page" in mail.subject]
    assert len(news) == 1
    assert link_to(rosa).split("/")[1] in news[0].body
    assert CANARY not in news[0].body
    (row,) = rows_of("proposals", alice)
    assert "we wrote to her" in row.detail


def test_without_her_yes_to_messages_a_person_rings_about_the_times(rosa, begun, alice):
    decide(rosa, Purpose.MESSAGES, False, clock.now())
    offered = [actions.Offered(noon_in(2), SessionKind.OUT)]
    actions.offer_times(match=begun, times=offered, by=acting(alice), now=clock.now())
    outbox.drain()
    assert Message.objects.filter(notice=actions.HER_NEWS, reason="no_consent").exists()
    rows = on_today("messages-not-sent", alice)
    assert len(rows) == 1
    time = MeetingTime.objects.get()
    actions.answer_time(time=time, answer=TimeAnswer.SUITS, by=HERSELF, now=clock.now())
    assert on_today("messages-not-sent", alice) == []
