"""An answer that somebody must look at."""

import pytest
from django.db import IntegrityError, transaction

from outcomes import actions, queries, risk_words
from outcomes.enums import MissingReason, Mode
from outcomes.models import (
    Answer,
    RiskEvent,
)
from pim.access.audit import acting
from pim.enums import MessageClass, MessageState, Role
from pim.models import Message
from tests import factories as make
from tests.conftest import person
from tests.outcomes.asking import (
    MONDAY,
    NOT_AT_ALL,
    WORRYING,
    answer,
    asked,
    later,
)

pytestmark = pytest.mark.django_db


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
        bea = person("bea@staff.example", Role.COORDINATOR, site=site_a)
        make.RotaFactory(site=site_a, user=alice, weekday=0)
        make.RotaFactory(site=site_a, user=bea, weekday=1)
        request = asked(site_a, instruments=["phq-9"])
        event = answer(request, "phq-9", 9, now=later(hours=12), option_code=WORRYING[3])
        assert (event.owner, event.look_by) == (bea, later(hours=23, minutes=30))

    def test_a_rota_that_has_gone_since_leaves_it_with_a_coordinator(self, site_a, alice):
        request = self.request(site_a, alice)
        site_a.rota_set.all().delete()
        assert answer(request, "phq-9", 9, option_code=WORRYING[3]).owner == alice

    def test_the_database_refuses_an_end_without_outcome(self, site_a, alice):
        event = answer(self.request(site_a, alice), "phq-9", 9, option_code=WORRYING[1])
        with pytest.raises(IntegrityError, match="risk_event_closed_with_outcome"):
            RiskEvent.objects.filter(pk=event.pk).update(closed_at=MONDAY)


class TestTypedInByStaff:
    def test_whoever_typed_it_has_it_and_is_told_what_to_do(self, site_a, alice):
        user = person("bea@staff.example", Role.COORDINATOR, site=site_a)
        request = asked(site_a, alice, instruments=["phq-9"])
        (event,) = actions.enter_answers(
            form=request,
            answers={("phq-9", 9): WORRYING[3]},
            mode=Mode.PHONE,
            by=acting(user),
            now=MONDAY,
        )
        assert (event.owner, event.acknowledged_at) == (user, None)
        assert "You typed this at 10:00" in risk_words.what_next(event, user, MONDAY)
        assert "Ask first how she was" in risk_words.what_next(event, alice, MONDAY)
        assert self.alerted(event) == MONDAY

    def test_she_is_on_the_line_only_while_the_form_is_open_and_half_an_hour(self, site_a, alice):
        request, by = asked(site_a, alice, instruments=["phq-9"]), acting(alice)
        typed = {"answers": {("phq-9", 9): WORRYING[3]}, "mode": Mode.PHONE}
        (event,) = actions.keep_answers(form=request, by=by, now=MONDAY, **typed)
        speaking, typed_at = "You are speaking with her", "You typed this at 10:00. If you have"
        assert speaking in risk_words.what_next(event, alice, later(minutes=29))
        assert typed_at in risk_words.what_next(event, alice, later(minutes=30))
        actions.refuse(request=request, by=by, now=later(minutes=5))
        stopped = queries.risk_events().get()
        assert typed_at in risk_words.what_next(stopped, alice, later(minutes=14))
        tomorrow = risk_words.what_next(stopped, alice, later(days=1))
        assert "You typed this at 10:00 on Monday 1 June." in tomorrow

    def alerted(self, event):
        return Message.objects.get(object_id=event.pk, notice=actions.RISK_ALERT).due_at

    def test_on_paper_and_without_a_rota_somebody_still_looks(self, site_a, alice):
        lead = person("lead@staff.example", Role.SAFEGUARDING_LEAD)
        request = asked(site_a)
        (event,) = actions.enter_answers(
            form=request,
            answers={("phq-9", 9): WORRYING[1]},
            mode=Mode.PAPER,
            by=acting(lead),
            now=MONDAY,
        )
        assert event.owner == lead
        assert "She wrote this on paper" in risk_words.what_next(event, lead, MONDAY)
