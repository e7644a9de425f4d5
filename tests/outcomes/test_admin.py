"""Staff pages about questionnaires: each calls one action, and outsiders find nothing there."""

import re

import pytest
from django.urls import reverse

from outcomes import actions, panels, queries, today
from outcomes.enums import Mode, RequestStatus, RiskOutcome, RiskStepKind
from outcomes.models import QuestionnaireRequest, Response, RiskEvent
from pim import clock
from pim.access.audit import HERSELF, acting
from pim.admin.today import Urgency
from pim.enums import Role
from pim.models import AuditEvent
from referrals.actions import report_loss
from referrals.enums import LossKind, LossWish, Status
from referrals.models import Referral
from tests.conftest import person
from tests.outcomes.asking import (
    MONDAY,
    NOT_AT_ALL,
    WORRYING,
    answer,
    answer_all,
    asked,
    later,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday_morning():
    with clock.standing_at(MONDAY):
        yield


@pytest.fixture
def lead(programme):
    return person("lead@staff.example", Role.SAFEGUARDING_LEAD, programme=programme)


def address(record, suffix="change", *more):
    options = record._meta
    name = f"admin:{options.app_label}_{options.model_name}_{suffix}"
    return reverse(name, args=[record.pk, *more])


def page(client, where) -> str:
    return " ".join(client.get(where).content.decode().split())


def sent_in(request):
    answer_all(request, code=WORRYING[1])
    actions.complete(request=request, by=HERSELF, now=MONDAY)
    return request


@pytest.fixture
def event(site_a, alice) -> RiskEvent:
    return answer(asked(site_a, alice), "phq-9", 9, option_code=WORRYING[2])


class TestRequests:
    def test_scores_with_date_instrument_and_source_and_never_a_diagnosis(
        self, site_a, alice, signed_in
    ):
        request = sent_in(asked(site_a, alice))
        body = page(signed_in(alice), address(request))
        assert "Scores (screening scores, not diagnoses)" in body
        assert "7 of 21" in body
        assert "9 of 27" in body
        assert "Mild" in body
        assert request.referral.parent.called in body

    def test_an_incomplete_form_shows_what_the_score_cannot_fall_below(
        self, site_a, alice, signed_in
    ):
        request = asked(site_a)
        answer(request, "gad-7", 1, missing="rather_not")
        sent_in(request)
        assert "No total: 1 left out, so at least 6" in page(signed_in(alice), address(request))

    def test_it_says_what_was_not_asked_and_why(self, site_a, alice, signed_in):
        body = page(signed_in(alice), address(asked(site_a)))
        assert "phq-9" in body
        assert "Nobody is on the rota" in body

    def test_her_referral_shows_them(self, site_a, alice, signed_in):
        request = sent_in(asked(site_a))
        body = page(signed_in(alice), address(request.referral))
        assert "When she asked for support" in body
        assert "7 of 21" in body

    def test_what_was_typed_before_it_was_stopped_is_shown_as_not_finished(
        self, site_a, alice, lead, signed_in
    ):
        request = asked(site_a, alice)
        answer(request, "phq-9", 1, option_code=WORRYING[3])
        typed = {"answers": {("gad-7", 1): WORRYING[1]}, "mode": Mode.PHONE}
        actions.keep_answers(form=request, by=acting(alice), now=MONDAY, **typed)
        client, kept = signed_in(alice), "Typed in and kept, not finished"
        assert kept not in page(client, address(request))
        lost = {"kind": LossKind.BABY_DIED, "by": acting(alice), "now": MONDAY}
        report_loss(referral=request.referral, **lost)
        body = page(client, address(request))
        assert kept in body
        assert "Several days" in body and "Feeling nervous" in body
        assert "Nearly every day" not in body, "what she answered on screen is hers"
        assert kept not in page(signed_in(lead), address(request))

    def test_whoever_opens_it_is_noted(self, site_a, alice, signed_in):
        request = asked(site_a)
        signed_in(alice).get(address(request))
        assert AuditEvent.objects.about(request).filter(actor=alice).count() == 1


class TestOutsiders:
    @pytest.mark.parametrize("outsider", ["charlie", "dana", "bob"])
    def test_they_find_nothing(self, request, outsider, event, signed_in):
        client = signed_in(request.getfixturevalue(outsider))
        asked_of_her = QuestionnaireRequest.objects.get()
        for where in (
            address(event),
            *(address(event, "do", key) for key in ("acknowledge", "note-step", "hand-over")),
            address(event, "do", "close"),
            address(asked_of_her),
            address(asked_of_her, "fill_in"),
            address(asked_of_her, "fill_in_keep"),
            address(asked_of_her, "put_right"),
            reverse("admin:outcomes_questionnairerequest_type_in", args=[asked_of_her.referral_id]),
        ):
            assert client.get(where).status_code == 404, where
            assert client.post(where).status_code in (403, 404, 405), where

    @pytest.mark.parametrize("model", [QuestionnaireRequest, Response, RiskEvent])
    def test_they_see_no_rows(self, model, event, charlie, dana, bob, alice):
        assert model.objects.visible_to(alice).count() == 1
        for outsider in (charlie, dana, bob):
            assert not model.objects.visible_to(outsider).exists()

    def test_her_volunteer_sees_neither_scores_nor_answers(self, event, bob, signed_in):
        match = bob.volunteer.match_set.get()
        match._meta.model.objects.update(referral=event.referral)
        client = signed_in(bob)
        for where in (reverse("staff-home"), reverse("own-mum", args=[match.pk])):
            body = page(client, where)
            assert "Parentname" in body
            assert not re.search(r"(?i)phq|score|worr(y|ies) us|an answer", body)

    def test_nor_anything_on_today(self, event, charlie):
        assert today.answers_that_need_you(charlie, MONDAY) == []
        assert today.closing_soon(charlie, later(days=12)) == []


class TestRisk:
    def test_the_page_says_what_she_was_told_and_how_to_reach_her(self, event, alice, signed_in):
        body = page(signed_in(alice), address(event))
        assert "will see it by 10:30 on Monday 1 June" in body
        assert "better off dead" in body
        assert "More than half the days" in body
        assert "@post.example" in body
        assert AuditEvent.objects.about(event).filter(action="riskevent.viewed").exists()

    @pytest.mark.parametrize(
        ("code", "chose"),
        [(WORRYING[1], "Several days"), (WORRYING[3], "An answer scored 2 or 3 then")],
    )
    def test_it_says_no_more_of_her_answer_than_is_kept(self, site_a, alice, code, chose):
        request = asked(site_a, alice, instruments=["phq-9"])
        event = answer(request, "phq-9", 9, option_code=code)
        answer(request, "phq-9", 9, later(minutes=5), option_code=WORRYING[2])
        assert dict(panels.what_she_answered(event).rows)["She chose"] == chose

    def test_what_she_has_not_changed_is_said_in_its_own_words(self, site_a, alice):
        request = asked(site_a, alice, instruments=["phq-9"])
        event = answer(request, "phq-9", 9, option_code=WORRYING[3])
        assert dict(panels.what_she_answered(event).rows)["She chose"] == "Nearly every day"

    def test_a_loss_is_said_before_what_to_do(self, event, alice, signed_in):
        client = signed_in(alice)
        assert "Something sad has happened" not in page(client, address(event))
        report_loss(
            referral=event.referral,
            kind=LossKind.BABY_DIED,
            wish=LossWish.WRITE,
            by=HERSELF,
            now=later(minutes=5),
        )
        body = page(client, address(event))
        first, before = body.index("Her baby died"), body.index("Before you write")
        assert first < body.index("Please write instead") < body.index("What to do next") < before
        assert "Her baby died" in body[before:]

    def test_nobody_is_asked_to_ring_her_once_she_has_died(self, event, alice, signed_in):
        died = {"kind": LossKind.SHE_DIED, "by": acting(alice), "now": MONDAY}
        report_loss(referral=event.referral, **died)
        body = page(signed_in(alice), address(event))
        assert "She has died: do not ring her number" in body
        assert "ring her in the way" not in body and "What she would like" not in body

    def test_looking_at_it_then_closing_it(self, event, alice, signed_in):
        client = signed_in(alice)
        assert "Close with outcome" not in page(client, address(event))
        client.post(address(event, "do", "acknowledge"))
        event.refresh_from_db()
        assert (event.acknowledged_by, event.acknowledged_at) == (alice, MONDAY)
        close = address(event, "do", "close")
        asked_again = client.post(close, {}).content.decode()
        assert asked_again.count("How did it end?") == 1
        assert "Choose how it ended" in asked_again
        assert "spoke with her" in client.post(close, {"outcome": "spoke_safe"}).content.decode()
        client.post(address(event, "do", "note-step"), {"kind": "spoke", "words": "On the phone"})
        assert "On the phone" in page(client, address(event))
        client.post(close, {"outcome": "spoke_safe", "note": "Her sister is with her"})
        event.refresh_from_db()
        assert (event.outcome, event.note) == (RiskOutcome.SPOKE_SAFE, "Her sister is with her")

    def test_closed_a_moment_too_early_it_says_what_comes_first(self, event, alice, signed_in):
        told = signed_in(alice).get(address(event, "do", "close"), follow=True).content.decode()
        assert "Say first that you are looking at it." in told and ".." not in told

    def test_the_lead_may_too(self, event, lead, signed_in):
        signed_in(lead).post(address(event, "do", "acknowledge"))
        event.refresh_from_db()
        assert event.acknowledged_by == lead


def test_lists_name_each_by_her_reference_too(event, alice, signed_in):
    for record in (event, event.response.request):
        there = address(record).replace(f"{record.pk}/", "")
        assert event.referral.reference in page(signed_in(alice), there)


class TestOnEveryPageAboutHer:
    """Whoever opens one of them sees it before anything else, if she may."""

    @pytest.fixture
    def pages(self, event, site_a):
        referral = event.referral
        Referral.objects.filter(pk=referral.pk).update(status=Status.WAITING)
        return [
            address(referral),
            address(event.response.request),
            reverse("admin:volunteers_match_for", args=[referral.pk]),
            reverse("cover-of", args=[site_a.pk]),
        ]

    def test_an_open_one_stands_first_with_the_way_to_it(self, event, pages, alice, signed_in):
        client = signed_in(alice)
        *records, cover = [page(client, one) for one in pages]
        for body in records:
            assert body.index("An answer of hers needs you") == body.index("An answer")
            first_title = body[body.index("<h2") :]
            assert first_title.index("An answer of hers needs you") < first_title.index("</h2>")
            assert address(event) in body
        assert "An answer of hers: needs you" in cover
        doing = {"event": event, "by": acting(alice), "now": MONDAY}
        actions.add_risk_step(kind=RiskStepKind.SPOKE, **doing)
        actions.close_risk(outcome=RiskOutcome.SPOKE_SAFE, **doing)
        assert not [one for one in pages if "An answer" in page(client, one)]

    def test_only_for_those_who_may_see_it(self, event, alice, dana):
        known = {who: list(panels.due_next(who, [event.referral])) for who in (alice, dana)}
        assert (len(known[alice]), known[dana]) == (1, [])


class TestToday:
    def test_nobody_looking_comes_first_and_a_broken_promise_is_marked(self, event, alice):
        (row,) = today.answers_that_need_you(alice, MONDAY)
        assert (row.urgency, row.url) == (Urgency.AT_ONCE, address(event))
        (row,) = today.answers_that_need_you(alice, event.look_by)
        assert row.urgency == Urgency.OVERDUE

    def test_what_a_lead_decides_comes_before_what_somebody_has(self, event, lead):
        missed = {"kind": RiskStepKind.NO_ANSWER, "by": acting(lead), "now": MONDAY}
        others = {"raised_at": event.raised_at, "response": event.response, "grade": 1}
        has_it = {"acknowledged_at": MONDAY, "acknowledged_by": lead, "owner": lead}
        looked_at = RiskEvent.objects.create(item=2, look_by=MONDAY, **others, **has_it)
        unseen = RiskEvent.objects.create(item=3, look_by=later(days=3), owner=lead, **others)
        for words in ("", "Again"):
            actions.add_risk_step(event=event, words=words, **missed)
        assert queries.open_risk_events(lead) == [unseen, event, looked_at]

    def test_closed_ones_are_gone(self, event, alice):
        from pim.access.audit import acting

        doing = {"event": event, "by": acting(alice), "now": MONDAY}
        actions.add_risk_step(kind=RiskStepKind.TOLD, told="gp", basis="she_agreed", **doing)
        actions.close_risk(outcome=RiskOutcome.GP_TOLD, **doing)
        assert today.answers_that_need_you(alice, MONDAY) == []

    def test_questionnaires_closing_soon(self, site_a, alice):
        request = asked(site_a)
        assert today.closing_soon(alice, later(days=9)) == []
        (row,) = today.closing_soon(alice, later(days=11))
        assert row.detail.startswith("Last day: Monday 15 June. ")
        sent_in(request)
        assert today.closing_soon(alice, later(days=11)) == []

    def test_it_is_on_the_page(self, event, alice, signed_in):
        body = page(signed_in(alice), reverse("admin:index"))
        assert "Questionnaires closing soon without an answer" in body
        assert address(event) in body

    @pytest.mark.parametrize("count", [1, 3])
    def test_however_many_the_queries_are_as_few(
        self, site_a, alice, count, django_assert_num_queries
    ):
        from tests.outcomes.asking import accepted, on_the_rota, plan

        on_the_rota(site_a, alice)
        plan(site_a.programme, instruments=["phq-9"])
        for _ in range(count):
            accepted(site_a)
        actions.open_due_requests(now=MONDAY)
        for request in QuestionnaireRequest.objects.all():
            answer(request, "phq-9", 9, option_code=WORRYING[1])
        _ = alice.live_memberships
        with django_assert_num_queries(10):
            assert len(today.answers_that_need_you(alice, MONDAY)) == count
            assert len(today.closing_soon(alice, later(days=12))) == count


def test_a_request_stays_open_until_all_is_answered(site_a):
    request = asked(site_a)
    answer(request, "gad-7", 1, option_code=NOT_AT_ALL)
    request.refresh_from_db()
    assert request.status == RequestStatus.OPEN
