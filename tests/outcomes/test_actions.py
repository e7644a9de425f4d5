"""Every verb of a questionnaire: what it does, and when it kindly refuses."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction

from outcomes import actions, queries, scoring
from outcomes.enums import (
    MissingReason,
    Mode,
    RequestStatus,
    ResponseStatus,
    RiskOutcome,
    WaveKey,
)
from outcomes.models import (
    Answer,
    QuestionnaireRequest,
    Response,
    RiskEvent,
    Score,
)
from pim.access.audit import HERSELF, acting
from pim.enums import MessageClass, MessageState
from pim.errors import DomainError
from pim.messages import links
from pim.models import AuditEvent, Message
from referrals import consent
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
)

pytestmark = pytest.mark.django_db


def opened(now=MONDAY) -> int:
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
        assert event.codes == {"left_out": "phq-9"}

    def test_a_rota_on_days_when_the_site_is_closed_is_none(self, site_a, alice):
        make.RotaFactory(site=site_a, user=alice, weekday=6)
        assert keys_of(asked(site_a)) == ["gad-7"]

    def test_a_wave_of_nothing_but_risk_opens_as_soon_as_there_is_a_rota(self, site_a, alice):
        plan(site_a.programme, instruments=["phq-9"])
        accepted(site_a)
        assert opened() == 0
        on_the_rota(site_a, alice)
        assert opened() == 1

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


class TestSaveAnswer:
    def test_an_answer_is_kept_and_can_be_changed(self, site_a):
        request = asked(site_a)
        answer(request, "gad-7", 1, option_code=WORRYING[1])
        answer(request, "gad-7", 1, option_code=WORRYING[2])
        assert Answer.objects.get().option.code == WORRYING[2]
        request.refresh_from_db()
        assert (request.answered_from_at, request.status) == (MONDAY, RequestStatus.OPEN)

    def test_she_may_leave_one_out_with_a_reason(self, site_a):
        answer(asked(site_a), "gad-7", 1, missing=MissingReason.RATHER_NOT)
        assert Answer.objects.get().missing == MissingReason.RATHER_NOT

    def test_words_rest_encrypted(self, site_a):
        request = asked(site_a, instruments=["experience"])
        answer(request, "experience", 3, words="It was kind")
        assert Answer.objects.get().words == "It was kind"
        with connection.cursor() as cursor:
            cursor.execute("select words from outcomes_answer")
            assert "kind" not in str(cursor.fetchall())

    @pytest.mark.parametrize(
        "given",
        [
            {"option_code": "LA9999-9"},
            {"option_code": "4"},
            {"words": "often"},
            {"words": "  "},
            {"option_code": NOT_AT_ALL, "missing": MissingReason.RATHER_NOT},
            {},
        ],
    )
    def test_what_the_question_does_not_offer_is_refused(self, site_a, given):
        request = asked(site_a)
        with pytest.raises(DomainError):
            answer(request, "gad-7", 1, **given)
        assert not Answer.objects.exists()

    def test_there_is_no_question_eight(self, site_a):
        with pytest.raises(DomainError):
            answer(asked(site_a), "gad-7", 8, option_code=NOT_AT_ALL)

    def test_the_database_refuses_an_option_of_no_instrument(self, site_a):
        response = self.one_answer(site_a)
        with pytest.raises(IntegrityError, match="option"), transaction.atomic():
            Answer.objects.filter(response=response).update(option_id=999_999)
            connection.check_constraints()

    def test_the_database_refuses_a_blank_without_a_reason(self, site_a):
        response = self.one_answer(site_a)
        with pytest.raises(IntegrityError, match="answer_or_a_reason"):
            Answer.objects.filter(response=response).update(option=None)

    def one_answer(self, site_a) -> Response:
        answer(asked(site_a), "gad-7", 1, option_code=NOT_AT_ALL)
        return Response.objects.get()

    def test_after_the_window_nothing_is_kept(self, site_a):
        request = asked(site_a)
        with pytest.raises(DomainError):
            answer(request, "gad-7", 1, now=request.closes_at, option_code=NOT_AT_ALL)


class TestRisk:
    def request(self, site, user):
        return asked(site, user, instruments=["phq-9"])

    @pytest.mark.parametrize(
        ("score", "grade", "look_by"),
        [(1, 1, later(hours=7)), (2, 2, later(minutes=30)), (3, 2, later(minutes=30))],
    )
    def test_event_and_alert_are_made_with_the_answer(self, site_a, alice, score, grade, look_by):
        request = self.request(site_a, alice)
        event = answer(request, "phq-9", 9, option_code=WORRYING[score])
        assert (event.grade, event.look_by, event.owner) == (grade, look_by, alice)
        alert = Message.objects.get(notice=actions.RISK_ALERT)
        assert (alert.object_id, alert.klass, alert.due_at) == (
            event.pk,
            MessageClass.RISK,
            MONDAY,
        )

    def test_if_anything_fails_afterwards_neither_stays(self, site_a, alice):
        request = self.request(site_a, alice)
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            answer(request, "phq-9", 9, option_code=WORRYING[3])
            assert (RiskEvent.objects.count(), self.alerts()) == (1, 1)
            _ = 1 / 0
        assert (RiskEvent.objects.count(), self.alerts(), Answer.objects.count()) == (0, 0, 0)

    def alerts(self) -> int:
        return Message.objects.filter(notice=actions.RISK_ALERT).count()

    def test_abandoned_right_after_it_the_alert_is_there(self, site_a, alice):
        request = self.request(site_a, alice)
        answer(request, "phq-9", 9, option_code=WORRYING[1])
        actions.close_expired_requests(now=request.closes_at)
        assert RiskEvent.objects.open().count() == 1
        assert Message.objects.get(notice=actions.RISK_ALERT).state == MessageState.QUEUED

    def test_no_other_answer_raises_anything(self, site_a, alice):
        request = self.request(site_a, alice)
        for item in range(1, 9):
            assert answer(request, "phq-9", item, option_code=WORRYING[3]) is None
        assert answer(request, "phq-9", 9, option_code=NOT_AT_ALL) is None
        assert answer(request, "phq-9", 9, missing=MissingReason.RATHER_NOT) is None
        assert self.alerts() == 0

    def test_changed_for_the_worse_it_raises_for_the_better_it_takes_nothing_back(
        self, site_a, alice
    ):
        request = self.request(site_a, alice)
        grades = []
        for score in (None, 1, 2, 3, 1, None):
            code = WORRYING.get(score, NOT_AT_ALL)
            answer(request, "phq-9", 9, option_code=code)
            grades.append(sorted(RiskEvent.objects.values_list("grade", flat=True)))
        assert grades == [[], [1], [1, 2], [1, 2], [1, 2], [1, 2]]
        assert self.alerts() == 2

    def test_at_night_the_owner_is_whoever_is_there_in_the_morning(self, site_a, alice):
        bea = make.UserFactory()
        make.RotaFactory(site=site_a, user=alice, weekday=0)
        make.RotaFactory(site=site_a, user=bea, weekday=1)
        request = asked(site_a, instruments=["phq-9"])
        event = answer(request, "phq-9", 9, now=later(hours=12), option_code=WORRYING[3])
        assert (event.owner, event.look_by) == (bea, later(hours=23, minutes=30))

    def test_a_rota_that_has_gone_since_leaves_it_with_a_coordinator(self, site_a, alice):
        request = self.request(site_a, alice)
        site_a.rota_set.all().delete()
        assert answer(request, "phq-9", 9, option_code=WORRYING[3]).owner == alice

    def test_looking_and_closing(self, site_a, alice):
        event = answer(self.request(site_a, alice), "phq-9", 9, option_code=WORRYING[1])
        doing = {"event": event, "by": acting(alice), "now": later(hours=1)}
        with pytest.raises(DomainError, match="looking"):
            actions.close_risk(outcome=RiskOutcome.SPOKE_SAFE, **doing)
        actions.acknowledge_risk(**doing)
        assert Message.objects.get(notice=actions.RISK_ALERT).state == MessageState.CANCELLED
        with pytest.raises(DomainError):
            actions.acknowledge_risk(**doing)
        closed = actions.close_risk(outcome=RiskOutcome.SPOKE_SAFE, note="She has a plan", **doing)
        assert (closed.outcome, closed.owner) == (RiskOutcome.SPOKE_SAFE, alice)
        with pytest.raises(DomainError, match="closed already"):
            actions.close_risk(outcome=RiskOutcome.GP_TOLD, **doing)

    def test_the_database_refuses_an_end_without_outcome(self, site_a, alice):
        event = answer(self.request(site_a, alice), "phq-9", 9, option_code=WORRYING[1])
        with pytest.raises(IntegrityError, match="risk_event_closed_with_outcome"):
            RiskEvent.objects.filter(pk=event.pk).update(closed_at=MONDAY)


class TestComplete:
    def send(self, request, now=MONDAY):
        actions.complete(request=request, by=HERSELF, now=now)

    def test_scores_are_those_of_the_scoring_rules(self, site_a, alice):
        request = asked(site_a, alice)
        answer(request, "gad-7", 1, option_code=WORRYING[3])
        answer(request, "gad-7", 2, missing=MissingReason.RATHER_NOT)
        answer_all(request, code=WORRYING[2])
        self.send(request)
        for response in Response.objects.all():
            codes = {
                row.item: row.option.code if row.option else None
                for row in response.answer_set.select_related("option")
            }
            result = scoring.score(queries.definition(response.instrument), codes)
            score = Score.objects.get(response=response, scale="total")
            assert score.total == result.totals["total"]
            assert score.prorated == result.prorated["total"]
            assert score.at_least == result.at_least["total"]
            assert (score.band or None) == result.bands["total"]
            assert score.caseness == result.caseness["total"]
        gad_7 = Score.objects.get(response__instrument__key="gad-7")
        assert (gad_7.total, gad_7.at_least, gad_7.missing_items) == (None, 13, 1)
        assert Score.objects.get(response__instrument__key="phq-9").total == 18

    def test_a_scale_with_an_answer_that_has_no_score_has_no_total(self, site_a):
        request = asked(site_a, instruments=["experience"])
        answer(request, "experience", 1, option_code="does-not-apply")
        answer(request, "experience", 2, option_code="agree")
        answer_all(request)
        self.send(request)
        found = {row.scale: (row.total, row.missing_items) for row in Score.objects.all()}
        assert found == {"less_isolated": (None, 1), "would_recommend": (4, 0)}

    def test_reminders_stop_and_links_die(self, site_a):
        request = asked(site_a)
        token = links.make(purpose="questionnaire", object_id=request.pk, expires_at=later(days=9))
        answer_all(request)
        self.send(request)
        states = Message.objects.filter(object_id=request.pk).values_list("state", "reason")
        assert set(states) == {(MessageState.CANCELLED, "answered")}
        assert links.follow(token, "questionnaire") is None
        request.refresh_from_db()
        assert request.status == RequestStatus.COMPLETED

    def test_with_a_question_open_it_is_not_sent(self, site_a):
        request = asked(site_a)
        answer(request, "gad-7", 1, option_code=NOT_AT_ALL)
        with pytest.raises(DomainError, match="still open"):
            self.send(request)

    def test_afterwards_nothing_can_be_changed(self, site_a):
        request = asked(site_a)
        answer_all(request)
        self.send(request)
        with pytest.raises(DomainError, match="finished"):
            answer(request, "gad-7", 1, option_code=WORRYING[3])
        with pytest.raises(DomainError, match="finished"):
            self.send(request)


class TestEnterAnswers:
    def enter(self, request, user, answers, mode=Mode.PHONE):
        return actions.enter_answers(
            request=request, answers=answers, mode=mode, by=acting(user), now=later(days=1)
        )

    def test_a_form_taken_by_phone_is_scored_and_marked(self, site_a, alice):
        request = asked(site_a, alice)
        answers = {("gad-7", item): WORRYING[1] for item in range(1, 8)}
        events = self.enter(request, alice, answers | {("phq-9", 9): WORRYING[2]})
        assert [event.grade for event in events] == [2]
        gad_7 = Response.objects.get(instrument__key="gad-7")
        assert (gad_7.mode, gad_7.entered_by, gad_7.status) == (
            Mode.PHONE,
            alice,
            ResponseStatus.COMPLETED,
        )
        assert Score.objects.get(response=gad_7).total == 7
        phq_9 = Answer.objects.filter(response__instrument__key="phq-9", option=None)
        assert set(phq_9.values_list("missing", flat=True)) == {MissingReason.NOT_ANSWERED}
        request.refresh_from_db()
        assert request.status == RequestStatus.COMPLETED

    def test_what_she_answered_on_screen_before_stays(self, site_a, alice):
        request = asked(site_a)
        answer(request, "gad-7", 1, option_code=WORRYING[3])
        self.enter(request, alice, {("gad-7", item): NOT_AT_ALL for item in range(2, 8)})
        assert Score.objects.get().total == 3

    def test_the_mode_is_never_on_screen(self, site_a, alice):
        with pytest.raises(DomainError, match="phone or on paper"):
            self.enter(asked(site_a), alice, {}, Mode.ONLINE)


class TestRefuse:
    def refuse(self, request, **how):
        actions.refuse(request=request, by=HERSELF, now=later(hours=1), **how)

    def test_this_time(self, site_a):
        request = asked(site_a)
        self.refuse(request)
        request.refresh_from_db()
        assert request.status == RequestStatus.REFUSED
        assert not Message.objects.waiting().exists()
        assert consent.has_given(request.referral, Purpose.EVALUATION)

    def test_no_more(self, site_a):
        request = asked(site_a)
        self.refuse(request, no_more=True)
        assert not consent.has_given(request.referral, Purpose.EVALUATION)
        plan(site_a.programme, key=WaveKey.MID)
        assert opened(later(hours=2)) == 0


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
