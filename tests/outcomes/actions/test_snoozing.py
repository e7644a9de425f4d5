"""Later, stopped, paused: what waits then, what goes, and what never does."""

import datetime as dt
from copy import deepcopy

import pytest

from outcomes import actions, instrument_files, instrument_register, queries
from outcomes.enums import RequestStatus, StopReason, WaveKey
from outcomes.models import QuestionnaireRequest
from pim import clock
from pim.access.audit import HERSELF, SYSTEM, acting
from pim.enums import Channel, MessageState, ReplyKind
from pim.messages import channels, links, notices, outbox, replies
from pim.messages.notices import Cancel, Postpone, Send
from pim.models import Message
from referrals import actions as referral_actions
from referrals.enums import ClosedReason, Purpose
from tests import factories as make
from tests.outcomes.asking import (
    MONDAY,
    accepted,
    asked,
    decide,
    later,
    plan,
    refuse_to_change,
)
from volunteers.actions import pause_support, resume_support
from volunteers.enums import WhyPaused
from volunteers.models import Match

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def verdict(key, request, now):
    notice = notices.get(key)
    return notice.decide(notice.load(request.pk), now)


def waiting() -> dict[str, dt.datetime]:
    rows = Message.objects.waiting().order_by("due_at")
    return {row.dedupe_key.partition(":")[0]: row.due_at for row in rows}


def invited(site, **wave) -> QuestionnaireRequest:
    """Her invitation has gone."""
    request = asked(site, **wave)
    sent = Message.objects.filter(notice=actions.INVITATION)
    sent.update(state=MessageState.SENT, sent_at=MONDAY)
    return request


def permitted(until) -> None:
    """The words of gad-7 as somebody else's, ours to use until this day."""
    questionnaire, scoring = map(deepcopy, instrument_files.documents("gad-7"))
    questionnaire["version"] = scoring["version"] = "9.0.0"
    scoring["questionnaire"] = f"{questionnaire['url']}|9.0.0"
    licence = {"status": "permitted", "permission_ref": "R 1", "expires": until.isoformat()}
    scoring["licence"] |= licence
    instrument_register.add(questionnaire, scoring, by=SYSTEM, now=MONDAY)


def remind(request, times: int) -> None:
    for number in range(times):
        Message.objects.create(
            notice=actions.REMINDER,
            klass="reminder",
            object_id=request.pk,
            about_id=request.referral_id,
            dedupe_key=f"had:{number}",
            due_at=MONDAY,
            sent_at=MONDAY,
            state=MessageState.SENT,
        )


class TestSnooze:
    def snooze(self, request, days, now=MONDAY):
        day = (now + days * DAY).date()
        return actions.snooze(request=request, until_on=day, by=HERSELF, now=now)

    def test_one_message_comes_that_morning_and_the_planned_one_before_it_does_not(self, site_a):
        request = self.snooze(invited(site_a), 7)
        assert waiting() == {"snooze": later(days=7, hours=-1)}
        assert request.snoozed_until_on == later(days=7).date()
        assert verdict(actions.REMINDER, request, later(days=3)).reason == "she_said_later"
        assert isinstance(verdict(actions.REMINDER, request, later(days=7)), Send)

    def test_a_quiet_time_beyond_her_last_day_counts_more_than_later(self, site_a):
        request = self.snooze(invited(site_a), 2)
        quiet = {"quiet_until_on": later(days=30).date(), "by": HERSELF, "now": MONDAY}
        referral_actions.change_wishes(referral=request.referral, **quiet)
        assert verdict(actions.REMINDER, request, MONDAY) == Cancel("quiet_until")

    def test_an_invitation_that_waits_goes_then_and_nothing_besides(self, site_a):
        request = asked(site_a, now=later(hours=12))
        self.snooze(request, 2, now=later(hours=12))
        assert waiting() == {"remind": later(days=3, hours=-1), "invite": later(days=2, hours=-1)}

    def test_asked_twice_it_is_one_and_a_change_of_mind_counts(self, site_a):
        request = invited(site_a)
        for days in (1, 1, 3, 1):
            self.snooze(request, days)
        assert waiting() == {"snooze": later(days=1, hours=-1)}

    def test_with_a_later_reminder_it_counts_within_the_two(self, site_a):
        request = invited(site_a, reminder_days=[3, 8])
        self.snooze(request, 2)
        assert waiting() == {
            "snooze": later(days=2, hours=-1),
            "remind": later(days=3, hours=-1),
        }

    def test_after_two_reminders_no_third_one_comes(self, site_a):
        request = invited(site_a)
        remind(request, 2)
        self.snooze(request, 5)
        assert waiting() == {}
        assert verdict(actions.REMINDER, request, later(days=6)) == Cancel("two_reminders")

    @pytest.mark.parametrize("days", [0, -1, 15])
    def test_neither_today_nor_after_the_last_day(self, site_a, days):
        with pytest.raises(actions.snoozing.NoDayLeft):
            self.snooze(invited(site_a), days)

    def test_her_words_differ(self, site_a):
        request = self.snooze(invited(site_a), 1)
        message = Message.objects.get(dedupe_key__startswith="snooze:")
        notice = notices.get(actions.REMINDER)
        subject = notice.load(request.pk)
        rendered = notice.render(subject, message, Send("her@home.example"))
        assert "You asked us to come back to this." in rendered.body

    def test_later_by_reply_is_three_days_after_the_reminder_that_was_planned(self, site_a):
        request = invited(site_a)
        planned = Message.objects.waiting().get(notice=actions.REMINDER).due_at
        assert planned == later(days=3, hours=-1)
        for key in ("key-1", "key-2"):
            reply = make_reply(request, key)
            assert Message.objects.waiting().get().due_at == planned + 3 * DAY
        assert reply.kind == ReplyKind.LATER

    def test_later_by_reply_is_three_days_where_none_is_planned(self, site_a):
        request = invited(site_a, reminder_days=[])
        make_reply(request)
        assert Message.objects.waiting().get().due_at == later(days=3, hours=-1)

    def test_later_by_reply_is_the_last_day_at_most(self, site_a):
        request = invited(site_a, closes_days=4)
        make_reply(request)
        request.refresh_from_db()
        assert request.snoozed_until_on == queries.last_day(request)

    def test_the_days_offered_are_within_the_window(self, site_a):
        request = invited(site_a, closes_days=3)
        days = [(MONDAY + days * DAY).date() for days in (1, 3)]
        assert actions.later_days(request, MONDAY) == days


def make_reply(request, key="key-1"):
    contact = request.referral.parent.safecontact_set.get()
    came = replies.Came(Channel.EMAIL, ReplyKind.LATER, contact.address, "LATER", key)
    return replies.take(came, now=MONDAY)


class TestStopped:
    def test_when_she_wants_no_more_questions_all_stop_at_once(self, site_a):
        request = invited(site_a)
        decide(request.referral, Purpose.EVALUATION, False, later(hours=1))
        request.refresh_from_db()
        assert (request.status, request.stopped_why) == ("stopped", StopReason.NO_CONSENT)
        assert waiting() == {}

    def test_a_yes_or_another_purpose_stops_nothing(self, site_a):
        request = invited(site_a)
        decide(request.referral, Purpose.EVALUATION, True, later(hours=1))
        decide(request.referral, Purpose.MESSAGES, False, later(hours=1))
        request.refresh_from_db()
        assert request.status == RequestStatus.OPEN

    @pytest.mark.parametrize("key", [WaveKey.ASKED, WaveKey.END])
    def test_when_she_leaves(self, site_a, alice, key):
        request = invited(site_a, key=key)
        Message.objects.filter(notice=actions.INVITATION).delete()
        referral_actions.close(
            referral=request.referral,
            reason=ClosedReason.MOVED_AWAY,
            risks_reviewed=True,
            by=acting(alice),
            now=later(hours=1),
        )
        request.refresh_from_db()
        assert (request.status, request.stopped_why) == ("stopped", StopReason.SUPPORT_ENDED)
        assert queries.instruments_of(request)


class TestPaused:
    def paused(self, site, alice, until: int) -> QuestionnaireRequest:
        request = invited(site)
        match = make.MatchFactory(referral=request.referral, active=True)
        pause_support(
            match=match,
            why=WhyPaused.ILL,
            look_again_on=(MONDAY + until * DAY).date(),
            by=acting(alice),
            now=MONDAY,
        )
        return request

    def test_reminders_wait_for_its_end_and_are_not_stale_then(self, site_a, alice):
        request = self.paused(site_a, alice, 9)
        found = verdict(actions.REMINDER, request, later(days=3))
        until = later(days=9, hours=-1)
        assert found == Postpone(until, "paused", until + 2 * DAY)
        assert isinstance(verdict(actions.REMINDER, request, later(days=9)), Send)

    def test_one_that_ends_early_lets_them_go_on_at_once(self, site_a, alice):
        request = self.paused(site_a, alice, 9)
        held = Message.objects.get(notice=actions.REMINDER)
        held.due_at, held.reason = later(days=9), "paused"
        held.save()
        now = later(days=4)
        assert actions.go_on_after_pauses(now=now) == 0
        match = Match.objects.get(referral=request.referral)
        resume_support(match=match, by=acting(alice), now=now)
        assert [actions.go_on_after_pauses(now=now) for _ in range(2)] == [1, 0]
        held.refresh_from_db()
        assert held.due_at == now
        assert isinstance(verdict(actions.REMINDER, request, now), Send)

    def test_but_not_beyond_the_window(self, site_a, alice):
        request = self.paused(site_a, alice, 60)
        assert verdict(actions.REMINDER, request, later(days=3)).until == later(days=14, hours=-1)
        assert verdict(actions.REMINDER, request, later(days=14)) == Cancel("paused")

    def test_paused_all_the_time_it_is_stopped_and_not_run_out(self, site_a, alice):
        request = self.paused(site_a, alice, 60)
        actions.close_expired_requests(now=request.closes_at)
        request.refresh_from_db()
        assert (request.status, request.stopped_why) == ("stopped", StopReason.PAUSED)


class TestEarly:
    """An invitation with a question whose answer may worry us."""

    def invitation(self, site, user, now):
        request = asked(site, user, now=MONDAY)
        return verdict(actions.INVITATION, request, now)

    @pytest.mark.parametrize(
        ("now", "until"),
        [
            (later(hours=1, minutes=59), None),
            (later(hours=2), later(hours=23)),
            (later(days=4, hours=2), later(days=7, hours=-1)),
            (later(days=-7), later(days=-6, hours=-1)),
        ],
        ids=["before noon", "noon", "Friday at noon", "the bank holiday"],
    )
    def test_it_goes_before_noon_of_a_staffed_day(self, site_a, alice, now, until):
        found = self.invitation(site_a, alice, now)
        assert found.until == until if until else isinstance(found, Send)

    def test_never_on_a_day_the_site_is_closed(self, site_a, alice):
        site_a.closures = [MONDAY.date(), later(days=1).date()]
        site_a.save()
        assert self.invitation(site_a, alice, MONDAY).until == later(days=2, hours=-1)

    def test_without_such_a_question_it_may_go_on_friday_afternoon(self, site_a):
        request = asked(site_a)
        assert isinstance(verdict(actions.INVITATION, request, later(days=4, hours=5)), Send)


class TestOneADay:
    def test_a_second_message_waits_for_tomorrow(self, site_a):
        request = asked(site_a)
        sent = Message.objects.filter(notice=actions.INVITATION)
        sent.update(state=MessageState.SENT, sent_at=later(hours=-1))
        found = verdict(actions.REMINDER, request, MONDAY)
        assert (found.until, found.reason) == (later(hours=23), "one_a_day")


class TestAnchors:
    """Every date a wave may be counted from, where it moves too."""

    @pytest.mark.parametrize(
        ("anchor", "columns"),
        [
            ("asked", {"asked_at": MONDAY}),
            ("accepted", {"accepted_at": MONDAY}),
            ("due_date", {"due_on": MONDAY.date(), "born_on": None}),
            ("birth", {"born_on": MONDAY.date()}),
            ("planned_end", {"planned_end_on": MONDAY.date()}),
        ],
    )
    def test_it_opens_on_the_day_and_not_before(self, site_a, anchor, columns):
        plan(site_a.programme, anchor=anchor, instruments=["gad-7"])
        before = {"asked_at": MONDAY, "accepted_at": MONDAY - 2 * DAY} | columns
        accepted(site_a, **before)
        assert actions.open_due_requests(now=later(days=-1)) == 0
        assert actions.open_due_requests(now=MONDAY) == 1

    def test_a_birth_is_waited_for(self, site_a, alice):
        plan(site_a.programme, anchor="birth", instruments=["gad-7"])
        mum = accepted(site_a, due_on=MONDAY.date(), situation="pregnant", born_on=None)
        assert actions.open_due_requests(now=MONDAY) == 0
        referral_actions.baby_is_here(
            referral=mum, born_on=MONDAY.date(), by=acting(alice), now=later(days=2)
        )
        assert actions.open_due_requests(now=later(days=2)) == 1

    def test_a_due_date_that_moves_takes_the_window_along_once(self, site_a, alice):
        plan(site_a.programme, anchor="due_date", opens_days=-7, instruments=["gad-7"])
        mum = accepted(site_a, due_on=later(days=5).date(), situation="pregnant", born_on=None)
        actions.open_due_requests(now=MONDAY)
        request = QuestionnaireRequest.objects.get()
        token = links.make(
            purpose="questionnaire", object_id=request.pk, expires_at=request.closes_at
        )
        remind(request, 1)
        referral_actions.move_due_date(
            referral=mum, due_on=later(days=12).date(), by=acting(alice), now=later(days=1)
        )
        assert [actions.follow_dates(now=later(days=1)) for _ in range(2)] == [1, 0]
        closed_on = queries.last_day(request)
        request.refresh_from_db()
        assert queries.last_day(request) - closed_on == 7 * DAY
        with clock.standing_at(request.closes_at - DAY):
            assert links.follow(token, "questionnaire")
        assert "remind" not in waiting()

    @pytest.mark.parametrize(("ends", "moves", "gained"), [(16, 1, 2), (14, 0, 0), (99, 1, 7)])
    def test_it_never_moves_beyond_the_last_day_of_a_licence(
        self, site_a, alice, ends, moves, gained
    ):
        plan(site_a.programme, anchor="due_date", opens_days=-7, instruments=["gad-7"])
        permitted(until=later(days=ends).date())
        mum = accepted(site_a, due_on=MONDAY.date(), situation="pregnant", born_on=None)
        actions.open_due_requests(now=MONDAY)
        request = QuestionnaireRequest.objects.get()
        referral_actions.move_due_date(
            referral=mum, due_on=later(days=7).date(), by=acting(alice), now=later(days=1)
        )
        assert [actions.follow_dates(now=later(days=1)) for _ in range(2)] == [moves, 0]
        closed_on = queries.last_day(request)
        request.refresh_from_db()
        assert queries.last_day(request) - closed_on == gained * DAY

    def earlier(self, site, mum_due=5, moved_to=1, reminders=(3, 6)) -> QuestionnaireRequest:
        """Opened on Monday; then the day it is counted from moves to an earlier one."""
        days = {"opens_days": -7, "closes_days": 7, "reminder_days": list(reminders)}
        plan(site.programme, anchor="due_date", instruments=["gad-7"], **days)
        due_on = later(days=mum_due).date()
        mum = accepted(site, due_on=due_on, situation="pregnant", born_on=None)
        actions.open_due_requests(now=MONDAY)
        referral_actions.move_due_date(
            referral=mum, due_on=later(days=moved_to).date(), by=SYSTEM, now=MONDAY
        )
        return QuestionnaireRequest.objects.get()

    def test_a_day_that_moves_earlier_takes_the_window_along(self, site_a):
        request = self.earlier(site_a, moved_to=-2)
        assert [actions.follow_dates(now=MONDAY) for _ in range(2)] == [1, 0]
        request.refresh_from_db()
        assert queries.last_day(request) == later(days=5).date()
        left = Message.objects.waiting().filter(object_id=request.pk)
        assert sorted(one.notice for one in left) == [actions.INVITATION, actions.REMINDER]
        assert max(one.expires_at for one in left) == request.closes_at

    def test_what_she_was_told_is_never_cut_short_but_nothing_comes_too_late(self, site_a):
        request = self.earlier(site_a, moved_to=-2)
        sent = Message.objects.filter(notice=actions.INVITATION)
        sent.update(state=MessageState.SENT, sent_at=MONDAY)
        assert [actions.follow_dates(now=MONDAY) for _ in range(2)] == [1, 0]
        told = queries.last_day(request)
        request.refresh_from_db()
        assert queries.last_day(request) == told
        (reminder,) = Message.objects.waiting().filter(notice=actions.REMINDER)
        assert clock.day_of(reminder.due_at) == later(days=3).date()

    def test_an_earlier_last_day_takes_nothing_back_that_waits_for_her_yes(self, site_a):
        """It waited for the last day that was known then, and is asked again for the new one."""
        self.earlier(site_a, moved_to=-2)
        waits = Message.objects.waiting().filter(notice=actions.INVITATION)
        waits.update(reason="no_consent", due_at=later(days=12, hours=-1))
        actions.follow_dates(now=MONDAY)
        assert waits.get().due_at == MONDAY

    def test_one_that_is_over_by_then_is_closed_and_asks_nothing(self, site_a):
        request = self.earlier(site_a, moved_to=-9)
        actions.follow_dates(now=MONDAY)
        request.refresh_from_db()
        assert request.status == RequestStatus.EXPIRED
        assert not Message.objects.waiting().exists()

    def test_a_day_that_moves_there_and_back_keeps_its_reminders(self, site_a, alice):
        plan(site_a.programme, anchor="due_date", opens_days=-7, instruments=["gad-7"])
        mum = accepted(site_a, due_on=MONDAY.date(), situation="pregnant", born_on=None)
        actions.open_due_requests(now=MONDAY)
        for minute, days in enumerate((7, 0, 7)):
            due_on = later(days=days).date()
            referral_actions.move_due_date(referral=mum, due_on=due_on, by=SYSTEM, now=MONDAY)
            actions.follow_dates(now=later(minutes=minute))
        assert Message.objects.waiting().filter(notice=actions.REMINDER).count() == 1

    def test_a_wave_of_the_due_date_counts_from_the_birth_once_the_baby_is_here(self, site_a):
        plan(site_a.programme, anchor="due_date", opens_days=7, instruments=["gad-7"])
        mum = accepted(site_a, due_on=later(days=10).date(), situation="pregnant", born_on=None)
        assert actions.open_due_requests(now=MONDAY) == 0
        born_on = later(days=-7).date()
        referral_actions.baby_is_here(referral=mum, born_on=born_on, by=SYSTEM, now=MONDAY)
        assert [actions.open_due_requests(now=later(days=day)) for day in (0, 17)] == [1, 0]

    def test_one_broken_row_keeps_no_other_from_moving(self, site_a, caplog):
        plan(site_a.programme, anchor="due_date", opens_days=-7, instruments=["gad-7"])
        for _ in range(2):
            mum = accepted(site_a, due_on=MONDAY.date(), situation="pregnant", born_on=None)
            actions.open_due_requests(now=MONDAY)
            mum.due_on = later(days=3).date()
            mum.save()
        first = QuestionnaireRequest.objects.order_by("closes_at", "id").first()
        refuse_to_change(
            "outcomes_questionnairerequest", first.pk, f"closes_at = '{first.closes_at}'"
        )
        assert actions.follow_dates(now=MONDAY) == 1
        assert caplog.records[-1].request == str(first.pk)


def test_stale_reminders_of_a_worker_that_slept_are_never_sent(site_a):
    invited(site_a)
    Message.objects.filter(notice=actions.REMINDER).update(
        due_at=later(days=-4), expires_at=later(days=-2)
    )
    batch = outbox.claim()
    with channels.kept_here(lambda rendered, message_id: pytest.fail("sent")):
        for message_id in batch.message_ids:
            outbox.deliver(message_id, batch.id)
    stale = Message.objects.get(notice=actions.REMINDER)
    assert (stale.state, stale.reason) == (MessageState.EXPIRED, "too_late")
