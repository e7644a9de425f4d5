"""What is done about an answer: taken on, noted, handed over, closed."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from outcomes import actions, queries, risk_words
from outcomes.enums import RiskOutcome, RiskStepKind
from outcomes.models import RiskEvent, RiskStep
from pim.access.audit import acting
from pim.enums import MessageState, Role
from pim.errors import DomainError, NotAllowed
from pim.messages import notices
from pim.messages.notices import Cancel, Send
from pim.models import AuditEvent, Message
from tests.conftest import person
from tests.outcomes.asking import MONDAY, NOT_AT_ALL, WORRYING, answer, asked, later

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(site_a, alice) -> RiskEvent:
    return answer(asked(site_a, alice, instruments=["phq-9"]), "phq-9", 9, option_code=WORRYING[1])


@pytest.fixture
def bea(site_a):
    return person("bea@staff.example", Role.COORDINATOR, site=site_a)


@pytest.fixture
def lena(db):
    return person("lena@staff.example", Role.SAFEGUARDING_LEAD)


def doing(event, user, **span) -> dict:
    return {"event": event, "by": acting(user), "now": later(**span)}


class TestTakingOn:
    def test_one_has_it_and_the_other_is_told_who(self, event, alice, bea):
        actions.acknowledge_risk(**doing(event, alice))
        assert Message.objects.get(notice=actions.RISK_ALERT).state == MessageState.CANCELLED
        with pytest.raises(DomainError, match="Alice"):
            actions.acknowledge_risk(**doing(event, bea))
        again = actions.acknowledge_risk(**doing(event, alice, minutes=1))
        assert (again.acknowledged_at, again.owner) == (MONDAY, alice)
        assert AuditEvent.objects.filter(action="risk.acknowledged").count() == 1

    @pytest.mark.parametrize("outsider", ["charlie", "dana", "bob"])
    def test_nobody_else_may_do_anything(self, event, outsider, request):
        user = request.getfixturevalue(outsider)
        for act, asked_of in (
            (actions.acknowledge_risk, {}),
            (actions.add_risk_step, {"kind": RiskStepKind.NOTE}),
            (actions.hand_over_risk, {"to": user}),
            (actions.close_risk, {"outcome": RiskOutcome.SPOKE_SAFE}),
        ):
            with pytest.raises(NotAllowed):
                act(**doing(event, user), **asked_of)


class TestSteps:
    def test_the_first_to_note_something_has_it_and_a_double_click_is_one(self, event, bea):
        step = actions.add_risk_step(kind=RiskStepKind.NO_ANSWER, **doing(event, bea))
        twice = actions.add_risk_step(kind=RiskStepKind.NO_ANSWER, **doing(event, bea, seconds=1))
        event.refresh_from_db()
        assert (twice, event.owner, event.acknowledged_by) == (step, bea, bea)
        assert not queries.done_about(event).lead_decides

    def test_after_two_calls_a_lead_decides_and_is_told_once(self, event, alice, lena):
        for minutes in (1, 40, 80):
            actions.add_risk_step(
                kind=RiskStepKind.NO_ANSWER, **doing(event, alice, minutes=minutes)
            )
        alert = Message.objects.get(notice=actions.RISK_LEAD_DECIDES)
        event = queries.risk_events().get(pk=event.pk)
        notice = notices.get(alert.notice)
        assert notice.decide(event, MONDAY) == Send(lena.email)
        assert "the police for a welfare check" in risk_words.standing(event, MONDAY)
        assert "The lead has been told" in risk_words.what_next(event, alice, MONDAY)

    def test_telling_somebody_outside_needs_whom_and_why(self, event, alice):
        for incomplete in ({}, {"told": "gp"}, {"basis": "danger"}):
            with pytest.raises(DomainError, match="basis"):
                actions.add_risk_step(kind=RiskStepKind.TOLD, **incomplete, **doing(event, alice))
        actions.add_risk_step(
            kind=RiskStepKind.TOLD, told="gp", basis="danger", **doing(event, alice)
        )
        codes = AuditEvent.objects.about(event).get(action="risk.told").codes
        assert codes == {"told": "gp", "basis": "danger"}

    def test_no_step_is_changed_or_taken_away(self, event, alice):
        actions.add_risk_step(kind=RiskStepKind.NOTE, words="Hm", **doing(event, alice))
        for change in (lambda: RiskStep.objects.update(words="-"), RiskStep.objects.all().delete):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()


class TestHandingOver:
    def test_only_to_who_may_see_it_and_she_is_told(self, event, alice, bea, bob, charlie):
        for outsider in (bob, charlie):
            with pytest.raises(DomainError, match="may not see"):
                actions.hand_over_risk(to=outsider, **doing(event, alice))
        for _ in range(2):
            actions.hand_over_risk(to=bea, words="She knows you", **doing(event, alice))
        event = queries.risk_events().get(pk=event.pk)
        assert event.owner == bea
        (alert,) = Message.objects.filter(notice=actions.RISK_HANDED_OVER)
        notice = notices.get(alert.notice)
        assert notice.decide(event, MONDAY) == Send(bea.email)
        actions.add_risk_step(kind=RiskStepKind.SPOKE, **doing(event, bea))
        actions.close_risk(outcome=RiskOutcome.SPOKE_SAFE, **doing(event, bea))
        closed = queries.risk_events().get(pk=event.pk)
        assert notice.decide(closed, MONDAY) == Cancel("closed")

    def test_whom_it_was_handed_to_says_that_she_is_looking(self, event, alice, bea, signed_in):
        actions.hand_over_risk(to=bea, **doing(event, alice))
        event = queries.risk_events().get(pk=event.pk)
        assert "Handed to bea" in risk_words.standing(event, MONDAY).replace("Bea", "bea")
        assert "It was handed to you" in risk_words.what_next(event, bea, MONDAY)
        here = reverse("admin:outcomes_riskevent_change", args=[event.pk])
        client, looks = signed_in(bea), "I am looking at it"
        assert looks in client.get(here).content.decode()
        for _ in range(2):
            client.post(reverse("admin:outcomes_riskevent_do", args=[event.pk, "acknowledge"]))
        event = queries.risk_events().get(pk=event.pk)
        assert (event.owner, event.acknowledged_by) == (bea, alice)
        assert RiskStep.objects.get(kind=RiskStepKind.LOOKING).actor == bea
        assert AuditEvent.objects.filter(action="risk.looking").count() == 1
        alert = Message.objects.get(notice=actions.RISK_HANDED_OVER)
        assert alert.state == MessageState.CANCELLED
        assert looks not in client.get(here).content.decode()
        assert actions.pass_up_unseen(now=later(hours=3)) == 0
        with pytest.raises(DomainError, match="looking at this already"):
            actions.acknowledge_risk(**doing(event, alice))

    def test_whoever_is_quicker_has_it(self, event, alice, bea, lena):
        actions.hand_over_risk(to=bea, **doing(event, alice))
        assert actions.acknowledge_risk(**doing(event, lena)).owner == lena


class TestClosing:
    def test_never_before_somebody_looked_and_spoke_and_once(self, event, alice, bea):
        close = {"outcome": RiskOutcome.SPOKE_SAFE, "note": "She has a plan"}
        with pytest.raises(DomainError, match="looking"):
            actions.close_risk(**close, **doing(event, alice))
        actions.acknowledge_risk(**doing(event, alice))
        with pytest.raises(DomainError, match="spoke with her"):
            actions.close_risk(**close, **doing(event, alice))
        actions.add_risk_step(kind=RiskStepKind.SPOKE, **doing(event, alice))
        for _ in range(2):
            closed = actions.close_risk(**close, **doing(event, alice))
        assert (closed.outcome, closed.note) == (RiskOutcome.SPOKE_SAFE, "She has a plan")
        with pytest.raises(DomainError, match="closed already"):
            actions.close_risk(outcome=RiskOutcome.GP_TOLD, **doing(event, bea))
        with pytest.raises(DomainError, match="closed"):
            actions.add_risk_step(kind=RiskStepKind.NOTE, **doing(event, alice))

    def test_given_again_after_it_was_closed_the_answer_raises_another(self, event, alice):
        actions.add_risk_step(kind=RiskStepKind.SPOKE, **doing(event, alice))
        actions.close_risk(outcome=RiskOutcome.ANSWERED_BY_MISTAKE, **doing(event, alice))
        request = event.response.request
        answer(request, "phq-9", 9, option_code=NOT_AT_ALL)
        another = answer(request, "phq-9", 9, now=later(hours=1), option_code=WORRYING[1])
        assert another.pk != event.pk
        assert another.closed_at is None
