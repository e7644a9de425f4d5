"""Opening what is due and closing what is over: sweeps that may run twice."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from outcomes import actions, queries
from outcomes.enums import (
    RequestStatus,
    ResponseStatus,
    WaveKey,
)
from outcomes.models import (
    QuestionnaireRequest,
    Response,
    Score,
)
from pim.access.audit import HERSELF
from pim.messages import links
from pim.models import AuditEvent, Message
from referrals.enums import ClosedReason, Purpose, Status
from tests import factories as make
from tests.outcomes.asking import (
    MONDAY,
    NOT_AT_ALL,
    WORRYING,
    accepted,
    answer,
    answer_all,
    asked,
    decide,
    later,
    on_the_rota,
    plan,
    refuse_to_change,
)

pytestmark = pytest.mark.django_db


def opened(now=MONDAY) -> int:
    actions.follow_dates(now=now)
    return actions.open_due_requests(now=now)


def keys_of(request) -> list[str]:
    return [one.key for one in queries.instruments_of(request)]


class TestOpenDueRequests:
    def test_it_opens_once_with_its_messages_however_often_it_runs(self, site_a, alice):
        on_the_rota(site_a, alice)
        plan(site_a.programme)
        accepted(site_a)
        assert (opened(), opened(), opened(later(days=1))) == (1, 0, 0)
        request = QuestionnaireRequest.objects.get()
        assert keys_of(request) == ["gad-7", "phq-9"]
        queued = {message.dedupe_key: message.due_at for message in Message.objects.all()}
        assert queued == {
            f"invite:{request.pk}": MONDAY,
            f"remind:{request.pk}:1": later(days=3, hours=-1),
        }

    def test_the_invitation_of_the_night_waits_for_the_morning(self, site_a, alice):
        asked(site_a, alice, now=later(hours=12))
        invitation = Message.objects.get(notice=actions.INVITATION)
        assert invitation.due_at == later(hours=23)

    @pytest.mark.parametrize(
        ("accepted_at", "opens"),
        [(later(days=0), 1), (later(days=-14), 1), (later(days=-15), 0), (later(days=1), 0)],
        ids=["today", "last day", "too late", "too early"],
    )
    def test_it_opens_only_within_the_window(self, site_a, accepted_at, opens):
        plan(site_a.programme)
        accepted(site_a, accepted_at=accepted_at)
        assert opened() == opens

    def test_nobody_is_asked_without_her_latest_yes(self, site_a):
        plan(site_a.programme)
        accepted(site_a, consents=[Purpose.MESSAGES])
        withdrawn = accepted(site_a)
        decide(withdrawn, Purpose.EVALUATION, False, later(hours=1))
        assert opened(later(hours=2)) == 0

    def test_nobody_is_asked_before_she_is_accepted_or_in_another_programme(self, site_a):
        plan(site_a.programme)
        accepted(site_a, status=Status.IN_CONTACT)
        accepted(make.SiteFactory(postcode_districts=["OX1"]))
        assert opened() == 0

    @pytest.mark.parametrize(
        ("key", "reason", "opens"),
        [
            (WaveKey.END, ClosedReason.COMPLETED, 1),
            (WaveKey.FOLLOW_UP, ClosedReason.COMPLETED, 1),
            (WaveKey.END, ClosedReason.ENDED_EARLY, 1),
            (WaveKey.END, ClosedReason.DECLINED_BY_HER, 0),
            (WaveKey.MID, ClosedReason.COMPLETED, 0),
        ],
    )
    def test_closed_referrals_are_asked_at_the_end_if_support_was_completed(
        self, site_a, key, reason, opens
    ):
        plan(site_a.programme, key=key)
        accepted(site_a, status=Status.CLOSED, closed_at=MONDAY, closed_reason=reason)
        assert opened() == opens

    def test_the_end_is_counted_from_the_planned_end(self, site_a):
        plan(site_a.programme, key=WaveKey.END, anchor="planned_end", opens_days=-7)
        accepted(site_a, planned_end_on=later(days=7).date())
        assert opened(later(days=-1)) == 0
        assert opened() == 1

    @pytest.mark.parametrize(("state", "waiting"), [("queued", 1), ("sent", 0)])
    def test_an_end_that_moves_brings_no_second_reminder(self, site_a, state, waiting):
        plan(site_a.programme, key=WaveKey.END, anchor="planned_end", opens_days=-7)
        referral = accepted(site_a, planned_end_on=later(days=7).date())
        assert opened() == 1
        reminders = Message.objects.filter(notice=actions.REMINDER)
        reminders.update(state=state, sent_at=MONDAY if state == "sent" else None)
        type(referral).objects.update(planned_end_on=later(days=9).date())
        opened(later(days=1))
        assert reminders.filter(state="queued").count() == waiting

    def test_the_first_session_anchors_the_start(self, site_a):
        plan(site_a.programme, key=WaveKey.START, anchor="first_session")
        match = make.MatchFactory(referral=accepted(site_a), active=True)
        assert opened() == 0
        match.session_set.create(
            held_on=MONDAY.date(),
            kind="phone",
            minutes=30,
            logged_at=MONDAY,
            logged_by=make.UserFactory(),
        )
        assert opened() == 1

    def test_without_a_rota_no_instrument_with_a_risk_answer_is_asked(self, site_a):
        request = asked(site_a)
        assert keys_of(request) == ["gad-7"]
        event = AuditEvent.objects.get(action="questionnaire.opened")
        assert event.codes == {"left_out": "phq-9:no_rota"}

    def test_a_rota_on_days_when_the_site_is_closed_is_none(self, site_a, alice):
        make.RotaFactory(site=site_a, user=alice, weekday=6)
        assert keys_of(asked(site_a)) == ["gad-7"]

    def test_a_wave_of_nothing_but_risk_opens_as_soon_as_there_is_a_rota(self, site_a, alice):
        plan(site_a.programme, instruments=["phq-9"])
        accepted(site_a)
        assert opened() == 0
        on_the_rota(site_a, alice)
        assert opened() == 1

    def test_many_cost_as_many_queries_as_one(self, site_a, alice, django_assert_num_queries):
        on_the_rota(site_a, alice)
        plan(site_a.programme)
        accepted(site_a)
        with CaptureQueriesContext(connection) as one:
            assert opened() == 1
        for _ in range(7):
            accepted(site_a)
        with django_assert_num_queries(len(one)):
            assert opened() == 7

    def test_a_programme_nobody_has_come_to_is_not_looked_through(self, site_a):
        wave = plan(site_a.programme)
        assert wave not in queries.active_waves()
        accepted(site_a)
        assert wave in queries.active_waves()

    def test_whoever_cannot_be_asked_keeps_nobody_else_waiting(
        self, site_a, site_b, charlie, monkeypatch
    ):
        monkeypatch.setattr("outcomes.actions.opening.AT_ONCE", 2)
        on_the_rota(site_b, charlie)
        plan(site_a.programme, instruments=["phq-9"])
        for _ in range(5):
            accepted(site_a)
        accepted(site_b, accepted_at=later(hours=1))
        assert opened(later(hours=2)) == 1

    @pytest.mark.django_db(transaction=True)
    def test_two_sweeps_at_once_open_one_request_each(self, site_a, alice):
        on_the_rota(site_a, alice)
        plan(site_a.programme)
        for _ in range(5):
            accepted(site_a)

        def sweep(_):
            try:
                return opened()
            finally:
                connection.close()

        with ThreadPoolExecutor(4) as pool:
            assert sum(pool.map(sweep, range(4))) == 5
        assert QuestionnaireRequest.objects.count() == 5
        assert Message.objects.count() == 10


class TestCloseExpiredRequests:
    def close(self, request) -> int:
        return actions.close_expired_requests(now=request.closes_at)

    def test_not_a_moment_early_and_once(self, site_a):
        request = asked(site_a)
        assert actions.close_expired_requests(now=later(days=14)) == 0
        assert (self.close(request), self.close(request)) == (1, 0)
        request.refresh_from_db()
        assert request.status == RequestStatus.EXPIRED
        assert not Message.objects.waiting().exists()

    def test_an_instrument_answered_to_its_end_counts(self, site_a, alice):
        request = asked(site_a, alice)
        for item in range(1, 8):
            answer(request, "gad-7", item, option_code=WORRYING[1])
        answer(request, "phq-9", 1, option_code=NOT_AT_ALL)
        self.close(request)
        assert Score.objects.get().total == 7
        assert Response.objects.get(instrument__key="phq-9").status == ResponseStatus.IN_PROGRESS

    def test_all_answered_and_never_sent_in_is_answered(self, site_a):
        request = asked(site_a)
        answer_all(request)
        self.close(request)
        request.refresh_from_db()
        assert request.status == RequestStatus.COMPLETED


class TestSendNewLink:
    def test_to_the_holder_of_an_old_link_once_in_ten_minutes(self, site_a):
        request = asked(site_a)
        token = links.make(purpose="questionnaire", object_id=request.pk, expires_at=MONDAY)
        for minute in (0, 1, 11):
            actions.send_new_link(token=token, now=later(minutes=minute))
        assert Message.objects.filter(notice=actions.NEW_LINK).count() == 2

    def test_to_nobody_for_a_wrong_link_or_a_request_that_is_done(self, site_a):
        request = asked(site_a)
        token = links.make(purpose="questionnaire", object_id=request.pk, expires_at=MONDAY)
        actions.refuse(request=request, by=HERSELF, now=MONDAY)
        for tried in (token, "x" * 22, "../../etc"):
            actions.send_new_link(token=tried, now=MONDAY)
        assert not Message.objects.filter(notice=actions.NEW_LINK).exists()


def test_a_request_cannot_ask_the_same_wave_twice(site_a):
    request = asked(site_a)
    with pytest.raises(IntegrityError, match="request_wave_once"):
        QuestionnaireRequest.objects.create(
            referral=request.referral,
            wave=request.wave,
            opened_at=MONDAY,
            closes_at=later(days=1),
        )


def test_one_that_cannot_be_closed_keeps_no_other_open(site_a):
    plan(site_a.programme)
    for _ in range(2):
        accepted(site_a)
    actions.open_due_requests(now=MONDAY)
    first = queries.requests().order_by("pk").first()
    refuse_to_change("outcomes_questionnairerequest", first.pk, "status = 'open'")
    assert actions.close_expired_requests(now=later(days=15)) == 1
