"""Answers are kept one by one, sent in once, and never changed afterwards."""

from concurrent.futures import ThreadPoolExecutor
from time import sleep

import pytest
from django.db import IntegrityError, connection, transaction

from outcomes import actions, queries, scoring
from outcomes.enums import (
    MissingReason,
    Mode,
    RequestStatus,
    ResponseStatus,
    WaveKey,
)
from outcomes.models import (
    Answer,
    QuestionnaireRequest,
    Response,
    Score,
)
from pim.access.audit import HERSELF, acting
from pim.enums import MessageState
from pim.errors import DomainError
from pim.messages import links
from pim.models import Message
from referrals import consent
from referrals.enums import Purpose
from tests.outcomes.asking import (
    MONDAY,
    NOT_AT_ALL,
    WORRYING,
    answer,
    answer_all,
    asked,
    later,
    plan,
)

pytestmark = pytest.mark.django_db


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
            form=request, answers=answers, mode=mode, by=acting(user), now=later(days=1)
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
        assert actions.open_due_requests(now=later(hours=2)) == 0


@pytest.mark.django_db(transaction=True)
def test_never_again_waits_for_her_other_questions_before_it_holds_any(site_a):
    """Else it and whoever takes all of hers in their order wait for each other for ever."""
    asked(site_a)
    plan(site_a.programme, key=WaveKey.START, instruments=["experience"])
    actions.open_due_requests(now=MONDAY)
    first, last = queries.requests().order_by("pk")

    def refuse() -> None:
        try:
            actions.refuse(request=last, no_more=True, by=HERSELF, now=MONDAY)
        finally:
            connection.close()

    rows = QuestionnaireRequest.objects.select_for_update(nowait=True)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            rows.get(pk=first.pk)
            done = pool.submit(refuse)
            wait_until_somebody_waits()
            rows.get(pk=last.pk)
        done.result(timeout=10)
    assert not QuestionnaireRequest.objects.open().exists()


def wait_until_somebody_waits() -> None:
    waiting = "SELECT 1 FROM pg_locks WHERE NOT granted AND pid <> pg_backend_pid()"
    with connection.cursor() as cursor:
        for _ in range(100):
            cursor.execute(waiting)
            if cursor.fetchone():
                return
            sleep(0.05)
    pytest.fail("nobody waits")
