"""While support runs: looks, a longer time, pauses, endings, someone else, and how it was."""

import datetime as dt

import pytest
from django.urls import reverse

from outcomes.actions import follow_dates, open_due_requests
from outcomes.enums import Anchor, WaveKey
from outcomes.models import QuestionnaireRequest
from outcomes.queries import due_referrals
from outcomes.schedule import LONDON
from pim import clock
from pim.access.audit import HERSELF, SYSTEM, acting
from pim.admin import today
from pim.errors import DomainError
from pim.messages import outbox
from pim.models import Message
from referrals import actions as referral_actions
from referrals.enums import ContactChannel, ContactOutcome, LossKind, Means, Purpose, Status
from referrals.models import Referral
from tests import factories as make
from tests.outcomes.asking import decide, on_the_rota, plan
from volunteers import actions, queries
from volunteers.enums import (
    EndReason,
    Going,
    MatchStatus,
    ReviewKind,
    SaidBy,
    SessionKind,
    Side,
    WhyExtended,
    WhyPaused,
)
from volunteers.forms.support import ExtendForm
from volunteers.models import Feedback, Match, NotTogether, Pause, Session, SupportRules
from volunteers.wording import HAS_ENDED

TODAY = clock.today


def in_days(days: int) -> dt.date:
    return TODAY() + dt.timedelta(days=days)


def ago(days: int) -> dt.datetime:
    return clock.now() - dt.timedelta(days=days)


@pytest.fixture
def by(alice):
    return acting(alice)


@pytest.fixture
def match(site_a):
    """Six of twelve weeks have passed."""
    begun = make.MatchFactory(
        volunteer__site=site_a,
        referral__site=site_a,
        referral__parent__called="Rosa",
        active=True,
        started_at=ago(42),
    )
    Referral.objects.filter(pk=begun.referral_id).update(
        status=Status.IN_SUPPORT, planned_end_on=in_days(42), accepted_at=ago(60)
    )
    return Match.objects.select_related("referral").get(pk=begun.pk)


def refreshed(match: Match) -> Match:
    return Match.objects.select_related("referral").get(pk=match.pk)


def rows_of(key: str, user) -> list[today.Row]:
    found = next(queue for queue in today.queues_of(user) if queue.key == key)
    return list(found.rows(user, clock.now()))


def on_today(key: str, user) -> list[str]:
    return [row.text for row in rows_of(key, user)]


def logged(match: Match, days_ago: int) -> Session:
    return Session.objects.create(
        match=match,
        held_on=in_days(-days_ago),
        kind=SessionKind.PHONE,
        minutes=30,
        logged_at=clock.now(),
        logged_by=make.UserFactory(),
    )


# --- looks ----------------------------------------------------------------------------------
def test_half_way_somebody_looks_once(match, alice, charlie, by):
    assert len(on_today("halfway-looks", alice)) == 1
    assert on_today("halfway-looks", charlie) == []
    Match.objects.update(started_at=ago(41))
    assert on_today("halfway-looks", alice) == []  # a day too early
    Match.objects.update(started_at=ago(42))
    look = {"match": match, "kind": ReviewKind.MIDPOINT, "going": Going.WELL, "by": by}
    actions.review_match(**look, held_on=TODAY(), now=clock.now())
    assert on_today("halfway-looks", alice) == []
    with pytest.raises(DomainError, match="noted already"):
        actions.review_match(**look, held_on=TODAY(), now=clock.now())


def test_a_look_on_which_she_asks_for_another_shows_the_way(match, alice, signed_in):
    client = signed_in(alice)
    ask = reverse("admin:volunteers_match_do", args=[match.pk, "halfway-look"])
    day = TODAY()
    typed = {"held_on_day": day.day, "held_on_month": day.month, "held_on_year": day.year}
    page = client.post(ask, typed | {"going": Going.ANOTHER_VOLUNTEER}, follow=True)
    assert "nobody is to blame" in page.content.decode()
    assert "Someone else for her" in page.content.decode()


# --- longer ---------------------------------------------------------------------------------
def test_going_on_for_longer_moves_the_end_and_takes_an_ending_back(match, by):
    longer = {"match": match, "why": WhyExtended.HARD_TIME, "by": by, "now": clock.now()}
    for too_early in (in_days(42), in_days(10)):
        with pytest.raises(DomainError, match="later"):
            actions.extend_support(**longer, to_on=too_early)
    actions.begin_ending(match=match, by=by, now=clock.now())
    extension = actions.extend_support(**longer, to_on=in_days(70), words="A hard month")
    assert (extension.from_on, extension.to_on) == (in_days(42), in_days(70))
    hers = refreshed(match).referral
    assert (hers.planned_end_on, hers.status) == (in_days(70), Status.IN_SUPPORT)


def test_the_questions_at_the_end_move_with_the_planned_end(match, alice, by, site_a):
    end = plan(site_a.programme, WaveKey.END, anchor=Anchor.PLANNED_END, opens_days=-7)
    referral_actions.record_consent(
        referral=match.referral,
        purpose=Purpose.EVALUATION,
        given=True,
        means=Means.BY_PHONE,
        by=by,
        now=clock.now(),
    )

    def is_asked(on: dt.date) -> bool:
        return due_referrals(end, on).filter(pk=match.referral_id).exists()

    opens = in_days(42 + end.opens_days)
    assert is_asked(opens)
    actions.extend_support(
        match=match, to_on=in_days(70), why=WhyExtended.MISSED, by=by, now=clock.now()
    )
    assert not is_asked(opens)
    assert is_asked(opens + dt.timedelta(days=28))


# --- pauses ---------------------------------------------------------------------------------
def test_while_it_rests_nobody_asks_and_the_end_moves_by_the_days(match, alice, by):
    logged(match, days_ago=20)
    assert len(on_today("sessions-overdue", alice)) == 1
    pause = actions.pause_support(
        match=match, why=WhyPaused.BIRTH, look_again_on=in_days(10), by=by, now=clock.now()
    )
    assert on_today("sessions-overdue", alice) == on_today("halfway-looks", alice) == []
    assert on_today("pauses", alice) == []
    with pytest.raises(DomainError, match="paused already"):
        actions.pause_support(
            match=match, why=WhyPaused.AWAY, look_again_on=in_days(3), by=by, now=clock.now()
        )
    Pause.objects.filter(pk=pause.pk).update(from_on=in_days(-9), look_again_on=in_days(-1))
    assert len(on_today("pauses", alice)) == 1
    assert actions.resume_support(match=match, by=by, now=clock.now()) == in_days(42 + 9)
    assert refreshed(match).referral.planned_end_on == in_days(42 + 9)
    assert on_today("pauses", alice) == []
    assert on_today("sessions-overdue", alice) == []  # the days count anew
    with pytest.raises(DomainError, match="not paused"):
        actions.resume_support(match=match, by=by, now=clock.now())


# --- silences -------------------------------------------------------------------------------
def test_a_volunteer_is_asked_once_a_silence_by_the_rules_of_the_programme(match, programme):
    logged(match, days_ago=8)
    assert actions.ask_after_silences(now=clock.now()) == 0
    SupportRules.objects.create(programme=programme, quiet_after_days=8)
    assert actions.ask_after_silences(now=clock.now()) == 1
    assert actions.ask_after_silences(now=clock.now()) == 0
    logged(match, days_ago=1)
    assert list(queries.silent_matches(clock.now())) == []
    later = clock.now() + dt.timedelta(days=10)
    assert actions.ask_after_silences(now=later) == 1


def test_the_word_after_a_silence_is_taken_back_when_a_log_comes(match, mailoutbox):
    logged(match, days_ago=20)
    actions.ask_after_silences(now=clock.now())
    logged(match, days_ago=0)
    outbox.drain()
    assert mailoutbox == []
    asked = Message.objects.get(notice=actions.HOW_ARE_YOU)
    assert asked.reason == "not_silent"


def test_nobody_is_asked_how_it_goes_by_a_message_once_something_sad_has_happened(
    match, mailoutbox
):
    logged(match, days_ago=20)
    actions.ask_after_silences(now=clock.now())
    referral_actions.report_loss(
        referral=match.referral, kind=LossKind.BABY_DIED, by=HERSELF, now=clock.now()
    )
    outbox.drain()
    assert mailoutbox == []
    assert Message.objects.get(notice=actions.HOW_ARE_YOU).reason == "loss"


# --- endings --------------------------------------------------------------------------------
def test_an_ending_is_planned_before_the_day_and_listed_until_it_is_done(match, alice, by):
    hers = Referral.objects.filter(pk=match.referral_id)
    hers.update(planned_end_on=in_days(22))
    assert on_today("endings", alice) == []
    hers.update(planned_end_on=in_days(21))
    assert len(on_today("endings", alice)) == 1
    for _ in range(2):  # pressed twice
        actions.begin_ending(match=match, by=by, now=clock.now())
    assert hers.get().status == Status.ENDING
    assert on_today("endings", alice) == []
    hers.update(planned_end_on=in_days(-1))
    assert len(on_today("endings", alice)) == 1
    actions.end_match(match=match, reason=EndReason.COMPLETED, by=by, now=clock.now())
    assert hers.get().status == Status.CLOSED


def test_who_has_not_met_has_nothing_to_bring_to_an_end(match, by):
    Referral.objects.update(status=Status.MATCHED)
    with pytest.raises(DomainError, match="not met"):
        actions.begin_ending(match=match, by=by, now=clock.now())


def test_the_page_of_the_match_lists_what_belongs_to_an_ending(match, alice, signed_in):
    client = signed_in(alice)
    do = reverse("admin:volunteers_match_do", args=[match.pk, "begin-ending"])
    page = client.post(do, follow=True).content.decode()
    for line in ("last meeting", "A last look", "from the volunteer", "Where next"):
        assert line in page
    assert client.post(do).status_code == 302  # the button is gone, and says so kindly


# --- someone else ---------------------------------------------------------------------------
@pytest.mark.parametrize("asked_by", SaidBy)
def test_someone_else_keeps_her_place_and_blames_nobody(match, alice, by, asked_by):
    newer = make.ReferralFactory(site=match.referral.site, accepted=True, status_since=ago(20))
    who = by if asked_by != SaidBy.VOLUNTEER else SYSTEM
    for _ in range(2):  # pressed twice
        ended = actions.ask_for_someone_else(
            match=match, asked_by=asked_by, never_again=True, by=who, now=clock.now()
        )
    hers = Referral.objects.get(pk=match.referral_id)
    assert (ended.status, ended.end_reason) == (MatchStatus.ENDED, EndReason.CHANGE)
    assert (hers.status, hers.planned_end_on) == (Status.WAITING, None)
    # She has had her place for longer, so she comes before whoever asked after her.
    assert [one.pk for one in queries.waiting_without_proposal(alice)] == [hers.pk, newer.pk]
    needs, _ = queries.needs_and_offers(site=hers.site, on=TODAY())
    assert [one.waiting_days for one in needs] == [60, 20]
    assert NotTogether.objects.get().said_by == asked_by
    assert str(match.volunteer_id) in queries.never_again(hers)


def test_the_list_says_of_nobody_that_she_waited_while_somebody_was_there_for_her(
    match, alice, by, signed_in, monkeypatch
):
    monkeypatch.setattr(clock, "now", lambda: dt.datetime(2026, 11, 20, 12, tzinfo=LONDON))
    Referral.objects.filter(pk=match.referral_id).update(
        accepted_at=dt.datetime(2026, 9, 10, 12, tzinfo=LONDON)
    )
    actions.ask_for_someone_else(match=match, asked_by=SaidBy.HER, by=by, now=clock.now())
    monkeypatch.setattr(clock, "now", lambda: dt.datetime(2026, 11, 23, 12, tzinfo=LONDON))
    site, desk = match.referral.site, signed_in(alice)
    pages = [
        reverse("admin:volunteers_matching_site", args=[site.pk]),
        reverse("admin:volunteers_match_for", args=[match.referral_id]),
    ]
    for page in pages:
        shown = desk.get(page).content.decode()
        assert "ack in the list for 3 days; keeps her place from 10 September" in shown, page
        assert "Long wait" not in shown and "74 days" not in shown.replace("from 74 days ago", "")
    assert "1 mum waits, for 3 days" in desk.get(pages[0]).content.decode()
    (row,) = rows_of("waiting-for-a-match", alice)
    assert (row.urgency, row.since.day) == (today.Urgency.NORMAL, 20)
    assert "She keeps her place from 10 September" in row.detail


def test_a_person_rings_her_about_it(match, alice, by):
    actions.ask_for_someone_else(match=match, asked_by=SaidBy.VOLUNTEER, by=by, now=clock.now())
    assert len(on_today("someone-else", alice)) == 1
    referral_actions.log_contact_attempt(
        referral=match.referral,
        channel=ContactChannel.PHONE,
        outcome=ContactOutcome.SPOKE,
        by=by,
        now=clock.now(),
    )
    assert on_today("someone-else", alice) == []


def test_in_its_ending_too_she_may_have_someone_else(match, by):
    actions.begin_ending(match=match, by=by, now=clock.now())
    actions.ask_for_someone_else(match=match, asked_by=SaidBy.HER, by=by, now=clock.now())
    assert Referral.objects.get(pk=match.referral_id).status == Status.WAITING


def test_the_volunteer_asks_on_her_page_and_reads_what_everybody_reads(bob, signed_in):
    match = bob.volunteer.match_set.get()
    Referral.objects.filter(pk=match.referral_id).update(
        status=Status.IN_SUPPORT, planned_end_on=in_days(9)
    )
    client = signed_in(bob)
    client.post(reverse("own-someone-else", args=[match.pk]))
    assert Match.objects.get(pk=match.pk).end_reason == EndReason.CHANGE
    assert client.get(reverse("own-mum", args=[match.pk])).status_code == 404
    home = client.get(reverse("staff-home")).content.decode()
    assert "You asked for a change. Thank you for telling us." in home
    assert "Plans change" not in home


@pytest.mark.parametrize("asked_by", SaidBy)
def test_of_anothers_wish_she_cannot_tell_whose_it_was(bob, by, asked_by):
    match = bob.volunteer.match_set.get()
    Referral.objects.filter(pk=match.referral_id).update(
        status=Status.IN_SUPPORT, planned_end_on=in_days(9)
    )
    actions.ask_for_someone_else(match=match, asked_by=asked_by, by=by, now=clock.now())
    ((_, words),) = queries.changed_lately(bob, now=clock.now())
    assert words == HAS_ENDED


# --- how it was -----------------------------------------------------------------------------
def test_both_say_how_it_was_once_and_neither_reads_the_other(match, alice, by, site_a):
    said = {"match": match, "by": by, "now": clock.now()}
    with pytest.raises(DomainError, match="nothing to look back on"):
        actions.give_feedback(**said, side=Side.HER, felt_right=5)
    actions.begin_ending(match=match, by=by, now=clock.now())
    actions.give_feedback(**said, side=Side.HER, felt_right=5, helped="Hertalk")
    actions.give_feedback(**said, side=Side.HER, felt_right=1)
    actions.give_feedback(**said, side=Side.VOLUNTEER, felt_right=4, better="Bobtalk")
    assert [one.felt_right for one in Feedback.objects.order_by("felt_right")] == [4, 5]
    volunteer = make.UserFactory()
    make.MembershipFactory(user=volunteer, role="volunteer", site=site_a)
    match.volunteer.user = volunteer
    match.volunteer.save()
    assert Feedback.objects.visible_to(alice).count() == 2
    assert Feedback.objects.visible_to(volunteer).count() == 0


def test_a_volunteer_says_how_it_was_on_her_own_page(bob, signed_in, charlie):
    match = bob.volunteer.match_set.get()
    client, pages = signed_in(bob), [reverse("own-feedback")]
    give = reverse("own-feedback-give", args=[match.pk])
    assert client.get(give).status_code == 404  # it has not come to its end
    Referral.objects.filter(pk=match.referral_id).update(status=Status.IN_SUPPORT)
    actions.end_match(match=match, reason=EndReason.COMPLETED, by=SYSTEM, now=clock.now())
    listed = client.get(pages[0]).content.decode()
    assert "The mum you were there for" in listed
    assert match.referral.parent.called not in listed
    assert "One tap is enough" in client.get(give).content.decode()
    answer = client.post(give, {"felt_right": "4", "helped": "", "better": ""})
    assert answer.url == pages[0]
    assert Feedback.objects.get().side == Side.VOLUNTEER
    assert client.get(give).status_code == 404


def test_questions_that_are_open_already_get_more_time_too(match, alice, by, site_a):
    plan(site_a.programme, WaveKey.END, anchor=Anchor.PLANNED_END, opens_days=-7, closes_days=28)
    on_the_rota(site_a, alice)
    decide(match.referral, Purpose.EVALUATION, True, clock.now())
    Referral.objects.update(planned_end_on=in_days(5))
    assert open_due_requests(now=clock.now()) == 1
    actions.extend_support(
        match=match, to_on=in_days(33), why=WhyExtended.BIRTH, by=by, now=clock.now()
    )
    assert [follow_dates(now=clock.now()) for _ in range(2)] == [1, 0]
    request = QuestionnaireRequest.objects.get()
    assert (clock.day_of(request.closes_at) - TODAY()).days == 33 + 28 + 1
    waiting = Message.objects.waiting().filter(notice="questionnaire.reminder")
    assert [clock.day_of(one.due_at) for one in waiting] == [in_days(33 - 7 + 3)]


# --- days that cannot be meant ----------------------------------------------------------------
def test_no_more_than_half_a_year_longer_in_one_go(match, by):
    longer = {"match": match, "why": WhyExtended.BIRTH, "by": by, "now": clock.now()}
    for slip in (in_days(42 + 26 * 7 + 1), dt.date(2099, 1, 1)):
        with pytest.raises(DomainError, match="26 weeks more at most"):
            actions.extend_support(**longer, to_on=slip)
    assert actions.extend_support(**longer, to_on=in_days(42 + 26 * 7)).to_on == in_days(224)


def test_a_planned_end_is_put_right_and_may_come_earlier(match, alice, by, signed_in):
    address = reverse("admin:volunteers_match_do", args=[match.pk, "correct-end"])
    desk, day = signed_in(alice), in_days(20)
    typed = {"to_on_day": day.day, "to_on_month": day.month, "to_on_year": day.year}
    assert "Enter why" in desk.post(address, typed).content.decode()
    page = desk.post(address, typed | {"words": "A slip of mine"}, follow=True).content.decode()
    assert refreshed(match).referral.planned_end_on == day
    assert "The day was put right" in page and "A slip of mine" in page
    again = {"match": match, "words": "Again", "by": by, "now": clock.now()}
    with pytest.raises(DomainError, match="today or later"):
        actions.correct_planned_end(**again, to_on=in_days(-1))
    with pytest.raises(DomainError, match="26 weeks"):
        actions.correct_planned_end(**again, to_on=dt.date(2099, 1, 1))
    assert "corrected" not in [key for key, _ in ExtendForm().fields["why"].choices]


def test_a_pause_is_looked_at_within_thirteen_weeks(match, by):
    pause = {"match": match, "by": by, "now": clock.now()}
    with pytest.raises(DomainError, match="13 weeks"):
        actions.pause_support(**pause, why=WhyPaused.AWAY, look_again_on=in_days(92))
    actions.pause_support(**pause, why=WhyPaused.AWAY, look_again_on=in_days(91))
    with pytest.raises(DomainError, match="13 weeks"):
        actions.look_again_later(**pause, look_again_on=in_days(92))


@pytest.mark.parametrize("planned", [42, 5, -20])
def test_the_questions_at_the_end_are_counted_from_the_day_it_ended(match, by, site_a, planned):
    end = plan(site_a.programme, WaveKey.END, anchor=Anchor.PLANNED_END, opens_days=-7)
    decide(match.referral, Purpose.EVALUATION, True, clock.now())
    Referral.objects.update(planned_end_on=in_days(planned))
    actions.end_match(match=match, reason=EndReason.ENDED_EARLY, by=by, now=clock.now())
    assert Referral.objects.get(pk=match.referral_id).planned_end_on == TODAY()
    assert [one.anchor_on for one in due_referrals(end, TODAY())] == [TODAY()]


def test_the_planned_end_is_not_reached_long_before_it(match, by):
    ending = {"match": match, "reason": EndReason.COMPLETED, "by": by, "now": clock.now()}
    Referral.objects.update(planned_end_on=in_days(29))
    with pytest.raises(DomainError, match="choose “She wanted to stop earlier”"):
        actions.end_match(**ending)
    Referral.objects.update(planned_end_on=in_days(28))
    assert actions.end_match(**ending).status == MatchStatus.ENDED


# --- what she asked for, and since when something is due ---------------------------------------
@pytest.mark.parametrize("going", [Going.STOP, Going.ANOTHER_VOLUNTEER])
def test_a_change_she_asked_for_stays_on_today_until_it_is_met(match, alice, charlie, by, going):
    look = {"match": match, "by": by, "held_on": TODAY()}
    actions.review_match(**look, kind=ReviewKind.MIDPOINT, going=going, now=clock.now())
    (row,) = rows_of("asked-for-a-change", alice)
    assert row.detail.startswith(Going(going).label)
    assert rows_of("asked-for-a-change", charlie) == []
    later = clock.now() + dt.timedelta(seconds=1)
    actions.review_match(**look, kind=ReviewKind.ENDING, going=Going.WELL, now=later)
    assert rows_of("asked-for-a-change", alice) == []


def test_a_change_leaves_today_with_the_match(match, alice, by):
    look = {"match": match, "by": by, "held_on": TODAY(), "now": clock.now()}
    actions.review_match(**look, kind=ReviewKind.MIDPOINT, going=Going.STOP)
    actions.begin_ending(match=match, by=by, now=clock.now())
    (row,) = rows_of("asked-for-a-change", alice)
    assert "The ending has begun" in row.detail
    actions.end_match(match=match, reason=EndReason.ENDED_EARLY, by=by, now=clock.now())
    assert rows_of("asked-for-a-change", alice) == []


def test_days_on_today_count_from_when_it_became_due(match, alice):
    (row,) = rows_of("halfway-looks", alice)
    assert (row.since, row.urgency) == (TODAY(), today.Urgency.NORMAL)
    hers = Referral.objects.filter(pk=match.referral_id)
    Match.objects.update(started_at=ago(71))
    hers.update(planned_end_on=in_days(41))
    (row,) = rows_of("halfway-looks", alice)
    assert (row.since, row.urgency) == (in_days(-15), today.Urgency.OVERDUE)
    hers.update(planned_end_on=in_days(20))
    assert rows_of("halfway-looks", alice) == []  # the ending is to be planned
    (row,) = rows_of("endings", alice)
    assert row.since == in_days(-1)
