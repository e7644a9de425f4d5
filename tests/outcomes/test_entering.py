"""Answers by phone and on paper, typed in by staff: kept one by one, nothing lost or invented."""

import datetime as dt

import pytest
from django.urls import reverse

from outcomes import actions, queries
from outcomes.enums import MissingReason, Mode, Present, RequestStatus, StopReason
from outcomes.models import Answer, QuestionnaireRequest, Response, RiskEvent, Score
from outcomes.queries.taken_out import forms_of
from pim import clock
from pim.access.audit import HERSELF, acting
from pim.errors import DomainError
from pim.models import AuditEvent, Message, Rota
from referrals.enums import Purpose
from referrals.models import Referral
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
JSON = {"HTTP_ACCEPT": "application/json"}


def on_day(day: int, month: int = 6) -> dict:
    return {"answered_on_day": day, "answered_on_month": month, "answered_on_year": 2026}


HOW = {"mode": "phone", "present": "family"} | on_day(1)
BOTH = ("phone", "paper")
ON_PAPER = HOW | {"mode": "paper"}


@pytest.fixture(autouse=True)
def monday_morning():
    with clock.standing_at(MONDAY):
        yield


def page_of(name, *args) -> str:
    return reverse(f"admin:outcomes_questionnairerequest_{name}", args=args)


def gad_7(code=WORRYING[1]) -> dict:
    return {f"gad-7_{item}": code for item in range(1, 8)}


class TestWithAWave:
    def test_rung_and_filled_in_together(self, site_a, alice, signed_in):
        request = asked(site_a, alice)
        there = page_of("fill_in", request.pk)
        client = signed_in(alice)
        body = client.get(f"{there}?mode=phone").content.decode()
        assert body.index("Feeling nervous") < body.index("Not being able to stop")
        wrong = client.post(there, gad_7() | HOW | {"mode": "", "gad-7_1": "bent"})
        assert wrong.content.decode().count("Choose") >= 2
        assert 'value="LA6569-3" checked' in " ".join(wrong.content.decode().split())
        sent = client.post(there, gad_7() | HOW | {"phq-9_1": "rather-not"})
        assert sent["Location"] == page_of("change", request.pk)
        score = Score.objects.get(response__instrument__key="gad-7")
        form = score.response
        assert (score.total, form.mode, form.present) == (7, Mode.PHONE, Present.FAMILY)
        missing = Answer.objects.filter(response__instrument__key="phq-9", option=None)
        assert set(missing.values_list("missing", flat=True)) == {
            MissingReason.RATHER_NOT,
            MissingReason.NOT_ANSWERED,
        }

    def test_signed_out_in_mid_call_the_sign_in_page_says_that_nothing_was_kept(
        self, site_a, alice, client
    ):
        there = page_of("fill_in", asked(site_a, alice).pk)
        shown = client.post(there, gad_7() | HOW, follow=True).content.decode()
        assert "What you sent just now was not kept" in shown
        assert "was not kept" not in client.get(there, follow=True).content.decode()
        assert not Answer.objects.exists()

    def test_what_is_typed_is_kept_before_it_is_sent_in(self, site_a, alice, signed_in):
        request = asked(site_a, alice)
        keep, client = page_of("fill_in_keep", request.pk), signed_in(alice)
        told = client.post(keep, {"gad-7_1": WORRYING[1]}, **JSON)
        assert (told.status_code, "phone or on paper" in told.json()["problem"]) == (409, True)
        typed = {"mode": "phone", "gad-7_1": WORRYING[1], "gad-7_2": "bent"}
        assert client.post(keep, typed, **JSON).json()["now"] == []
        assert Answer.objects.get().mode == Mode.PHONE
        body = " ".join(client.get(page_of("fill_in", request.pk)).content.decode().split())
        assert 'value="LA6569-3" checked' in body
        assert QuestionnaireRequest.objects.get().status == RequestStatus.OPEN

    def test_an_answer_that_worries_us_is_raised_while_it_is_typed(self, site_a, alice, signed_in):
        request = asked(site_a, alice)
        typed = {"mode": "phone", "phq-9_9": WORRYING[3]}
        keep = page_of("fill_in_keep", request.pk)
        (now,) = signed_in(alice).post(keep, typed, **JSON).json()["now"]
        event = RiskEvent.objects.get()
        assert str(event.pk) in now["url"]
        assert "ask her now whether she is safe" in now["text"]
        assert signed_in(alice).post(keep, typed, **JSON).json()["now"] == []

    def test_whoever_rings_knows_beforehand_what_to_do(self, site_a, alice, signed_in):
        there, client = page_of("fill_in", asked(site_a, alice).pk), signed_in(alice)
        shown = {mode: client.get(f"{there}?mode={mode}").content.decode() for mode in BOTH}
        assert "anything but “Not at all”: stay on the line" in shown["phone"]
        assert shown["phone"].count("stay on the line") == 1  # beside the one question
        assert "stay on the line" not in shown["paper"]

    def test_what_she_answered_herself_is_neither_shown_nor_typed_over(
        self, site_a, alice, signed_in
    ):
        request = asked(site_a, alice)
        answer(request, "gad-7", 1, option_code=WORRYING[3])
        there, client = page_of("fill_in", request.pk), signed_in(alice)
        body = client.get(there).content.decode()
        assert ("She answered this herself" in body, "gad-7_1" in body) == (True, False)
        client.post(there, gad_7(NOT_AT_ALL) | HOW)
        hers = Answer.objects.get(response__instrument__key="gad-7", item=1)
        assert (hers.option.code, hers.mode) == (WORRYING[3], Mode.ONLINE)
        assert Score.objects.get(response__instrument__key="gad-7").total == 3

    def test_what_was_not_asked_for_want_of_a_rota_can_be_typed_in(self, site_a, alice, signed_in):
        request = asked(site_a)
        there, client = page_of("fill_in", request.pk), signed_in(alice)
        assert "not asked on screen" in client.get(there).content.decode()
        phq_9 = {f"phq-9_{item}": WORRYING[1] for item in range(1, 9)} | {"phq-9_9": NOT_AT_ALL}
        client.post(page_of("fill_in_keep", request.pk), HOW | phq_9)
        answer_all(request)  # she goes on online, and is not asked it there
        assert not Answer.objects.filter(response__instrument__key="phq-9", mode="online").exists()
        client.post(there, HOW | phq_9)
        assert Score.objects.get(response__instrument__key="phq-9").total == 8

    @pytest.mark.parametrize("over", ["she sends hers in", "its time runs out"])
    def test_what_is_half_typed_goes_on_when_her_own_form_ends(
        self, site_a, alice, signed_in, over
    ):
        request = asked(site_a)
        there, client = page_of("fill_in", request.pk), signed_in(alice)
        eight = {f"phq-9_{item}": NOT_AT_ALL for item in range(1, 9)}
        client.post(page_of("fill_in_keep", request.pk), ON_PAPER | eight)
        answer_all(request)
        now = MONDAY
        if over == "she sends hers in":
            actions.complete(request=request, by=HERSELF, now=now)
        else:
            now = later(days=15)
            actions.close_expired_requests(now=now)
        assert Score.objects.get().response.instrument.key == "gad-7"
        with clock.standing_at(now):
            nine = ON_PAPER | eight | {"phq-9_9": WORRYING[3]}
            kept = client.post(page_of("fill_in_keep", request.pk), nine, **JSON)
            assert len(kept.json()["now"]) == 1
            sent = client.post(there, nine)
        event = RiskEvent.objects.get()
        assert str(event.pk) in sent["Location"]
        form = Response.objects.get(instrument__key="phq-9")
        assert (form.request.wave, form.status) == (None, "completed")
        assert Score.objects.get(response=form).total == 3
        actions.enter_answers(
            form=request,
            answers={("phq-9", 9): WORRYING[2]},
            mode=Mode.PAPER,
            answered_on=MONDAY.date(),
            by=acting(alice),
            now=now,
        )
        assert RiskEvent.objects.count() == 1, "a milder one belongs to the graver"

    def test_an_answer_typed_over_a_finished_one_is_heard_and_changes_nothing(self, site_a, alice):
        request = asked(site_a, alice)
        answer_all(request)
        actions.complete(request=request, by=HERSELF, now=MONDAY)
        typed = {"mode": Mode.PHONE, "by": acting(alice), "now": MONDAY}
        (event,) = actions.keep_answers(form=request, answers={("phq-9", 9): WORRYING[3]}, **typed)
        assert (event.owner, event.grade) == (alice, 2)
        assert Score.objects.get(response__instrument__key="phq-9").total == 0

    def test_what_is_typed_to_its_end_belongs_to_the_wave(self, site_a, alice):
        request = asked(site_a)
        every = {("phq-9", item): WORRYING[1] for item in range(1, 9)} | {
            ("phq-9", 9): NOT_AT_ALL,
            ("phq-9", 10): MissingReason.RATHER_NOT,
        }
        typed = {"mode": Mode.PAPER, "by": acting(alice), "now": MONDAY}
        actions.keep_answers(form=request, answers=every, **typed)
        answer_all(request)
        actions.complete(request=request, by=HERSELF, now=MONDAY)
        score = Score.objects.get(response__instrument__key="phq-9")
        assert (score.total, score.response.request) == (8, request)

    def test_finished_ones_are_not_typed_over(self, site_a, alice, signed_in):
        request = asked(site_a)
        answer_all(request)
        actions.complete(request=request, by=HERSELF, now=MONDAY)
        gone = signed_in(alice).post(page_of("fill_in", request.pk), gad_7() | HOW, follow=True)
        assert "finished" in gone.content.decode()
        assert Score.objects.get().total == 0


class TestBesides:
    def test_a_printed_form_of_which_we_hold_only_numbers(self, site_a, alice, signed_in):
        plan(site_a.programme, instruments=["gad-7", "epds"])
        referral = accepted(site_a, asked_at=later(days=-9))
        client, choose = signed_in(alice), page_of("type_in", referral.pk)
        there = client.post(choose, {"instrument": "epds"})["Location"]
        body = client.get(there).content.decode()
        assert "We hold no wording" in body
        item = [f"epds_{number}" for number in range(1, 11)]
        codes = dict.fromkeys(item, "missing") | ON_PAPER
        assert "Choose one of the answers" in client.post(there, codes).content.decode()

        offered = queries.current_instruments(["epds"])["epds"]
        definition = queries.definition(offered)
        ones = {f"epds_{one.number}": one.with_score(1).code for one in definition.items}
        early = client.post(there, ones | ON_PAPER | on_day(1, 5))
        assert "before she first came to us" in early.content.decode()
        client.post(there, ones | ON_PAPER | on_day(31, 5))
        score = Score.objects.get()
        assert (score.total, score.response.mode) == (10, Mode.PAPER)
        assert clock.day_of(score.response.completed_at) == dt.date(2026, 5, 31)
        request = QuestionnaireRequest.objects.get()
        assert (request.wave, request.status) == (None, RequestStatus.COMPLETED)
        assert RiskEvent.objects.get().raised_at == MONDAY
        for where in (page_of("change", request.pk), page_of("changelist")):
            assert "a form typed in besides" in client.get(where).content.decode().lower()

    def test_half_typed_it_is_found_again(self, site_a, alice, signed_in):
        plan(site_a.programme)
        referral = accepted(site_a)
        client = signed_in(alice)
        keep = page_of("besides_keep", referral.pk, "gad-7")
        for _ in range(2):
            client.post(keep, {"mode": "paper", "gad-7_1": WORRYING[1]}, **JSON)
        assert QuestionnaireRequest.objects.count() == 1
        body = client.get(page_of("besides", referral.pk, "gad-7")).content.decode()
        assert "What was typed is here" in body

    def test_sent_in_twice_it_is_one_form(self, site_a, alice, signed_in):
        plan(site_a.programme)
        referral = accepted(site_a)
        there = page_of("besides", referral.pk, "gad-7")
        client = signed_in(alice)
        client.post(there, gad_7() | ON_PAPER)
        assert "on file already" in client.post(there, gad_7() | ON_PAPER).content.decode()
        assert (QuestionnaireRequest.objects.count(), Score.objects.count()) == (1, 1)

    def test_nobody_types_in_what_she_did_not_agree_to(self, site_a, alice, signed_in):
        plan(site_a.programme)
        referral = accepted(site_a, consents=())
        there = page_of("besides", referral.pk, "gad-7")
        body = signed_in(alice).post(there, gad_7() | ON_PAPER).content.decode()
        assert "has not said yes" in body
        assert not Response.objects.exists()


class TestRefusedAndHeard:
    """A worrying answer on a form that cannot be kept: somebody looks, nothing else stays."""

    WORSE = ON_PAPER | {"phq-9_1": WORRYING[1], "phq-9_9": WORRYING[3]}

    def test_without_her_consent(self, site_a, alice, signed_in):
        on_the_rota(site_a, alice)
        plan(site_a.programme)
        referral = accepted(site_a, consents=())
        there, client = page_of("besides", referral.pk, "phq-9"), signed_in(alice)
        keep = page_of("besides_keep", referral.pk, "phq-9")
        told = client.post(keep, self.WORSE, **JSON)
        event = RiskEvent.objects.get()
        assert (told.status_code, "has not said yes" in told.json()["problem"]) == (409, True)
        (now,) = told.json()["now"]
        assert str(event.pk) in now["url"]
        assert "The alert goes to you" in now["text"] and "Write to her, by e-mail" in now["text"]
        body = client.post(there, self.WORSE).content.decode()
        assert "has not said yes" in body and "The alert goes to you" in body
        assert (event.grade, event.owner) == (2, alice)
        assert RiskEvent.objects.count() == 1, "heard twice it is one"
        assert Message.objects.filter(notice=actions.RISK_ALERT, object_id=event.pk).count() == 1
        assert not (Answer.objects.exists() or Score.objects.exists()), "no figure is kept"
        page = reverse("admin:outcomes_riskevent_change", args=[event.pk])
        assert "Not kept: the form was refused" in client.get(page).content.decode()

    def test_once_she_said_no_what_was_typed_before_stays_as_it_was(self, site_a, alice):
        request = asked(site_a, alice)
        typed = {"form": request, "mode": Mode.PHONE, "by": acting(alice), "now": MONDAY}
        actions.keep_answers(answers={("phq-9", 1): WORRYING[1]}, **typed)
        decide(request.referral, Purpose.EVALUATION, False, MONDAY)
        with pytest.raises(actions.NotKept) as refused:
            actions.enter_answers(
                answers={("phq-9", 2): WORRYING[1], ("phq-9", 9): WORRYING[1]}, **typed
            )
        (event,) = refused.value.events
        assert event.response == Response.objects.get()
        assert Answer.objects.count() == 1

    def test_of_a_day_that_is_on_file_already(self, site_a, alice, signed_in):
        plan(site_a.programme)
        referral = accepted(site_a)
        there, client = page_of("besides", referral.pk, "phq-9"), signed_in(alice)
        fine = {f"phq-9_{item}": NOT_AT_ALL for item in range(1, 10)}
        client.post(there, ON_PAPER | fine)
        assert "on file already" in client.post(there, ON_PAPER | fine).content.decode()
        assert not RiskEvent.objects.exists()
        body = client.post(there, ON_PAPER | fine | {"phq-9_9": WORRYING[2]}).content.decode()
        assert "on file already" in body and "The form is not kept, but" in body
        assert RiskEvent.objects.get().response == Response.objects.get()
        assert Score.objects.get().total == 0

    def test_with_a_mistake_on_the_page_what_is_right_is_kept_at_once(
        self, site_a, alice, signed_in
    ):
        request = asked(site_a, alice)
        there = page_of("fill_in", request.pk)
        body = signed_in(alice).post(there, self.WORSE | {"present": ""}).content.decode()
        assert "Say who was with her" in body and "Write to her, by e-mail" in body
        assert RiskEvent.objects.get().response.request == request
        assert QuestionnaireRequest.objects.get().status == RequestStatus.OPEN


class TestSetAsideOnScreen:
    def test_what_she_is_half_way_through_waits_for_her(self, site_a, alice, signed_in):
        request = asked(site_a, alice)
        answer(request, "phq-9", 1, option_code=WORRYING[1])
        Rota.objects.all().delete()
        sent = signed_in(alice).post(page_of("fill_in", request.pk), gad_7() | HOW, follow=True)
        assert "waits for her" in sent.content.decode()
        assert QuestionnaireRequest.objects.get().status == RequestStatus.OPEN
        assert Score.objects.get().response.instrument.key == "gad-7"
        on_the_rota(site_a, alice)
        answer_all(request)
        actions.complete(request=request, by=HERSELF, now=MONDAY)
        assert Score.objects.get(response__instrument__key="phq-9").total == 1

    def test_staff_who_go_on_with_it_send_it_in(self, site_a, alice):
        request = asked(site_a, alice)
        answer(request, "phq-9", 1, option_code=WORRYING[1])
        Rota.objects.all().delete()
        actions.enter_answers(
            form=request,
            answers={("phq-9", 2): WORRYING[1]},
            mode=Mode.PHONE,
            by=acting(alice),
            now=MONDAY,
        )
        assert QuestionnaireRequest.objects.get().status == RequestStatus.COMPLETED


class TestPuttingRight:
    def typed_in(self, site_a, alice) -> QuestionnaireRequest:
        request = asked(site_a, alice)
        actions.enter_answers(
            form=request,
            answers={("gad-7", item): WORRYING[1] for item in range(1, 8)},
            mode=Mode.PAPER,
            by=acting(alice),
            now=MONDAY,
        )
        return request

    def test_a_slip_within_a_week(self, site_a, alice, signed_in):
        request = self.typed_in(site_a, alice)
        there, client = page_of("put_right", request.pk), signed_in(alice)
        client.post(there, gad_7() | ON_PAPER | {"gad-7_1": WORRYING[3], "present": ""})
        assert Score.objects.get(response__instrument__key="gad-7").total == 9
        (event,) = AuditEvent.objects.filter(action="questionnaire.put_right")
        assert (event.codes["was"], event.codes["became"]) == (WORRYING[1], WORRYING[3])

        told = client.get(page_of("change", request.pk)).content.decode()
        assert "GAD-7, question 1, from “Several days” to “Nearly every day”" in told

    def test_the_day_the_way_and_who_was_with_her(self, site_a, alice, signed_in):
        request = self.typed_in(site_a, alice)
        Referral.objects.update(asked_at=later(days=-9))
        there, client = page_of("put_right", request.pk), signed_in(alice)
        client.post(there, gad_7() | HOW | on_day(30, 5))
        form = Response.objects.get(instrument__key="gad-7")
        assert (form.mode, form.present) == (Mode.PHONE, Present.FAMILY)
        assert clock.day_of(form.completed_at) == dt.date(2026, 5, 30)
        assert set(form.answer_set.values_list("mode", flat=True)) == {Mode.PHONE}
        told = client.get(page_of("change", request.pk)).content.decode()
        assert "from “On paper, 2026-06-01” to “By phone, with staff, 2026-05-30, A" in told

    def test_not_later(self, site_a, alice, signed_in):
        request = self.typed_in(site_a, alice)
        with clock.standing_at(later(days=7, hours=1)):
            signed_in(alice).post(page_of("put_right", request.pk), {"gad-7_1": WORRYING[3]})
        assert Score.objects.get(response__instrument__key="gad-7").total == 7


class TestNotHers:
    """Typed for the wrong woman: it counts nowhere, and whatever worried us is looked at."""

    def test_a_form_besides_leaves_her_scores_and_the_right_one_may_come_in(
        self, site_a, alice, signed_in
    ):
        plan(site_a.programme)
        referral = accepted(site_a)
        there, client = page_of("besides", referral.pk, "phq-9"), signed_in(alice)
        worse = {f"phq-9_{item}": WORRYING[3] for item in range(1, 10)}
        client.post(there, worse | ON_PAPER)
        request, event = QuestionnaireRequest.objects.get(), RiskEvent.objects.get()
        client.post(page_of("do", request.pk, "take-out"))
        request.refresh_from_db()
        assert (request.status, request.stopped_why) == ("stopped", StopReason.NOT_HERS)
        assert not Score.objects.exists()
        assert list(queries.scores_of(alice, referral)) == []
        assert forms_of(alice, request) == []
        assert AuditEvent.objects.filter(action="questionnaire.not_hers").count() == 1
        page = reverse("admin:outcomes_riskevent_change", args=[event.pk])
        assert "This form was not hers" in client.get(page).content.decode()
        assert RiskEvent.objects.open().get() == event
        fine = {f"phq-9_{item}": NOT_AT_ALL for item in range(1, 10)}
        client.post(there, fine | ON_PAPER)
        assert Score.objects.get().total == 0

    def test_what_a_wave_asked_is_open_for_her_again(self, site_a, alice):
        request = TestPuttingRight().typed_in(site_a, alice)
        actions.take_out(request=request, by=acting(alice), now=later(days=1))
        request.refresh_from_db()
        assert (request.status, request.ended_at) == (RequestStatus.OPEN, None)
        assert not (Score.objects.exists() or Response.objects.filter(request=request).exists())
        answer_all(request)
        actions.complete(request=request, by=HERSELF, now=later(days=1))
        assert Score.objects.filter(response__request=request).exists()

    def test_what_she_answered_herself_is_hers(self, site_a, alice):
        request = asked(site_a, alice)
        answer_all(request)
        actions.complete(request=request, by=HERSELF, now=MONDAY)
        request.refresh_from_db()
        with pytest.raises(DomainError, match="typed in"):
            actions.take_out(request=request, by=acting(alice), now=MONDAY)


class TestSentInEmpty:
    def test_it_is_refused_and_the_real_one_comes_in(self, site_a, alice, signed_in):
        plan(site_a.programme)
        referral = accepted(site_a)
        there, client = page_of("besides", referral.pk, "gad-7"), signed_in(alice)
        assert "No question is answered yet" in client.post(there, ON_PAPER).content.decode()
        assert not QuestionnaireRequest.objects.exists()
        client.post(there, gad_7() | ON_PAPER)
        request = QuestionnaireRequest.objects.get()
        clash = client.post(there, gad_7(WORRYING[3]) | ON_PAPER).content.decode()
        assert page_of("change", request.pk) in clash and "put a slip right there" in clash

    def test_a_form_without_a_single_field_is_told_what_is_missing(self, site_a, alice, signed_in):
        plan(site_a.programme)
        there = page_of("besides", accepted(site_a).pk, "gad-7")
        answer = signed_in(alice).post(there, {})
        assert answer.status_code == 200 and "Say how she answered" in answer.content.decode()
