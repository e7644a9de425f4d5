"""An answer nobody has looked at: who is told, when, and never nobody."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from outcomes import actions, queries, today
from outcomes.definitions import GoesTo
from outcomes.enums import RiskStepKind
from outcomes.models import QuestionnaireRequest
from outcomes.queries.risk_handed_on import NOT_TAKEN_UP
from outcomes.schedule import LONDON
from pim.access.audit import acting
from pim.enums import MessageState, ReceiptKind, Role
from pim.escalation import Rung
from pim.messages import notices, receipts
from pim.messages.notices import Send
from pim.models import AuditEvent, Message
from tests import factories as make
from tests.conftest import person
from tests.outcomes.asking import (
    MONDAY,
    WORRYING,
    accepted,
    answer,
    asked,
    later,
    on_the_rota,
    plan,
    refuse_to_change,
)

pytestmark = pytest.mark.django_db

FIRST, NEXT, LAST = (actions.RISK_ALERTS[rung] for rung in Rung)


@pytest.fixture
def lena(db):
    return person("lena@staff.example", Role.SAFEGUARDING_LEAD)


@pytest.fixture
def bea(site_a):
    return person("bea@staff.example", Role.COORDINATOR, site=site_a)


def worry(site, user, score=2, now=MONDAY):
    return answer(
        asked(site, user, instruments=["phq-9"]), "phq-9", 9, now, option_code=WORRYING[score]
    )


def told(event, key, now) -> str:
    """Whom this alert would go to now."""
    verdict = notices.get(key).decide(queries.risk_events().get(pk=event.pk), now)
    return verdict.to.partition("@")[0] if isinstance(verdict, Send) else verdict.reason


def alerts(event) -> list[str]:
    rows = Message.objects.filter(object_id=event.pk).values_list("notice", flat=True)
    return sorted(rows, key=[FIRST, NEXT, LAST].index)


class TestLadder:
    @pytest.mark.parametrize(
        ("score", "times"),
        [
            (1, {"minutes": 419}),
            (2, {"minutes": 29}),
        ],
    )
    def test_nobody_is_told_before_the_promise_is_broken(self, site_a, alice, score, times):
        event = worry(site_a, alice, score)
        assert actions.pass_up_unseen(now=later(**times)) == 0
        assert actions.pass_up_unseen(now=event.look_by) == 1
        assert alerts(event) == [FIRST, NEXT]

    @pytest.mark.parametrize(
        ("score", "manager_at"),
        [(3, later(hours=2)), (1, later(days=1, hours=1))],
    )
    def test_each_rung_once_and_the_manager_at_last(self, site_a, alice, score, manager_at):
        event = worry(site_a, alice, score)
        actions.pass_up_unseen(now=event.look_by)
        assert actions.pass_up_unseen(now=manager_at - dt.timedelta(minutes=1)) == 0
        for _ in range(3):
            actions.pass_up_unseen(now=manager_at)
        assert alerts(event) == [FIRST, NEXT, LAST]
        event.refresh_from_db()
        assert event.escalated == Rung.MANAGER
        passed = AuditEvent.objects.about(event).filter(action="risk.passed_up")
        assert [row.codes["rung"] for row in passed.order_by("pk")] == [1, 2]

    def test_after_a_day_without_a_worker_all_are_told_together(self, site_a, alice):
        event = worry(site_a, alice)
        assert actions.pass_up_unseen(now=later(days=2)) == 2
        assert alerts(event) == [FIRST, NEXT, LAST]

    def test_once_somebody_looks_nobody_else_is_told(self, site_a, alice):
        event = worry(site_a, alice)
        actions.acknowledge_risk(event=event, by=acting(alice), now=MONDAY)
        assert actions.pass_up_unseen(now=later(days=2)) == 0

    # Raised, and when deputy and manager are told: the site is staffed 09:00-17:00 on weekdays.
    EDGES = (
        ("2026-06-05 16:50", "2026-06-08 09:20", "2026-06-08 10:50"),  # Friday, into Monday
        ("2026-06-06 23:00", "2026-06-08 09:30", "2026-06-08 11:00"),  # in the weekend
        ("2026-05-22 18:00", "2026-05-26 09:30", "2026-05-26 11:00"),  # a bank holiday Monday
        ("2026-06-09 08:00", "2026-06-09 09:30", "2026-06-09 11:00"),  # before opening
        ("2026-06-10 12:00", "2026-06-11 09:30", "2026-06-11 11:00"),  # on a day of closure
        ("2026-03-28 20:00", "2026-03-30 09:30", "2026-03-30 11:00"),  # the clocks go forward
        ("2026-10-24 20:00", "2026-10-26 09:30", "2026-10-26 11:00"),  # the clocks go back
        ("2026-12-24 16:45", "2026-12-29 09:15", "2026-12-29 10:45"),  # Christmas, Boxing Day
    )

    def test_time_runs_only_while_the_site_is_staffed(self, site_a, alice):
        site_a.closures = [dt.date(2026, 6, 10)]
        site_a.save()
        on_the_rota(site_a, alice)
        desk = queries.desk_of(site_a)
        for raised, deputy, manager in self.EDGES:
            at, *due = (
                dt.datetime.fromisoformat(one).replace(tzinfo=LONDON)
                for one in (raised, deputy, manager)
            )
            promised = queries.look_by(desk, "at_once", at)
            event = queries.risk_events().model(grade=2, raised_at=at, look_by=promised)
            assert [queries.ladder_of(event, desk)[rung] for rung in (1, 2)] == due, raised


class TestWho:
    @pytest.mark.parametrize(
        ("there", "expected"),
        [
            ("alice bea lena dana", ("alice", "bea", "dana")),
            ("alice lena dana", ("alice", "lena", "dana")),
            ("bea lena dana", ("bea", "lena", "dana")),
            ("alice dana", ("alice", "dana", "dana")),
            ("lena", ("lena", "lena", "lena")),
            ("dana", ("dana", "dana", "dana")),
            ("", ("nobody_to_tell",) * 3),
        ],
    )
    def test_whoever_is_gone_the_next_and_never_nobody(
        self, site_a, alice, bea, lena, dana, there, expected
    ):
        """Alice, then Bea are on the rota; Lena is the lead, Dana the manager."""
        for weekday in range(5):
            make.RotaFactory(site=site_a, user=alice, weekday=weekday, place=1)
            make.RotaFactory(site=site_a, user=bea, weekday=weekday, place=2)
        event = worry(site_a, None)
        assert event.owner == alice
        for user in (alice, bea, lena, dana):
            if user.name.lower() not in there.split():
                user.membership_set.update(ended_on=MONDAY.date())
        assert tuple(told(event, key, MONDAY) for key in (FIRST, NEXT, LAST)) == expected

    def test_harm_to_the_baby_goes_to_the_lead_and_then_to_who_is_on_duty(
        self, site_a, alice, lena, dana
    ):
        on_the_rota(site_a, alice)
        desk = queries.desk_of(site_a)
        told = [
            desk.told(rung, MONDAY, owner=None, goes_to=GoesTo.SAFEGUARDING_LEAD) for rung in Rung
        ]
        assert told == [lena, alice, dana]

    def test_a_name_left_on_the_rota_does_not_make_it_manned(self, site_a, alice, bob):
        assert not queries.has_rota(site_a)
        on_the_rota(site_a, bob)
        assert not queries.has_rota(site_a)
        make.RotaFactory(site=site_a, user=alice, weekday=5, place=2)
        assert not queries.has_rota(site_a)
        make.RotaFactory(site=site_a, user=alice, weekday=4, place=2)
        assert queries.has_rota(site_a)


class TestCameBack:
    def bounce(self, event, notice):
        message = Message.objects.get(object_id=event.pk, notice=notice)
        Message.objects.filter(pk=message.pk).update(state=MessageState.SENT, sent_at=MONDAY)
        receipts.take(message_id=message.pk, kind=ReceiptKind.FAILED, at=MONDAY, code="550")

    def test_the_next_is_told_at_once_and_today_says_so(self, site_a, alice, dana):
        event = worry(site_a, alice)
        self.bounce(event, FIRST)
        assert actions.pass_up_unseen(now=later(minutes=1)) == 1
        assert actions.pass_up_unseen(now=later(minutes=2)) == 0
        (row,) = today.answers_that_need_you(alice, MONDAY)
        assert "did not arrive" in row.detail
        assert today.nobody_has_looked(dana, MONDAY) == []
        self.bounce(event, NEXT)
        actions.pass_up_unseen(now=later(minutes=3))
        assert alerts(event) == [FIRST, NEXT, LAST]
        (row,) = today.nobody_has_looked(dana, MONDAY)
        assert row.text == "Site A: nobody has looked yet"
        assert "Alice" in row.detail

    def test_a_manager_elsewhere_hears_nothing(self, site_a, alice):
        event = worry(site_a, alice)
        actions.pass_up_unseen(now=later(days=2))
        other = person(
            "else@staff.example", Role.PROGRAMME_MANAGER, programme=make.ProgrammeFactory()
        )
        assert event in queries.open_risk_events(alice)
        assert today.nobody_has_looked(other, later(days=2)) == []


class TestUntilSomebodyLooks:
    def last_alert(self, event, **columns) -> str:
        """The last that went to the manager, and what became of it."""
        row = Message.objects.filter(object_id=event.pk, notice=LAST).order_by("due_at").last()
        Message.objects.filter(pk=row.pk).update(**columns)
        return told(event, LAST, row.due_at)

    def test_the_manager_is_told_each_staffed_hour(self, site_a, alice, dana):
        event = worry(site_a, alice)
        for minutes in range(0, 9 * 60, 10):
            actions.pass_up_unseen(now=later(minutes=minutes))
        # raised at 10:00: at 12:00, then 13:00 to 17:00, and again at 10:00 the next day
        assert alerts(event).count(LAST) == 6
        actions.pass_up_unseen(now=later(hours=23))
        assert alerts(event).count(LAST) == 6
        actions.pass_up_unseen(now=later(days=1))
        assert alerts(event).count(LAST) == 7
        actions.acknowledge_risk(event=event, by=acting(alice), now=later(days=1))
        assert actions.pass_up_unseen(now=later(days=2)) == 0

    def test_after_one_that_came_back_the_next_is_told_at_once(self, site_a, alice, lena, dana):
        event = worry(site_a, alice)
        actions.pass_up_unseen(now=later(hours=2))
        assert self.last_alert(event, state="dead", reason="bounced") == "alice"
        for minutes in range(1, 40):
            actions.pass_up_unseen(now=later(hours=2, minutes=minutes))
            self.last_alert(event, state="dead", reason="bounced")
        assert alerts(event).count(LAST) == 3, "Dana, Alice and Lena, once each"


class TestHandedOver:
    """Alice looks, and hands it to Bea."""

    @pytest.fixture
    def event(self, site_a, alice, bea, lena, dana):
        event = worry(site_a, alice)
        actions.hand_over_risk(event=event, to=bea, by=acting(alice), now=MONDAY)
        return event

    def on(self, event) -> int:
        return Message.objects.filter(object_id=event.pk, notice=NOT_TAKEN_UP).count()

    def test_not_taken_up_it_goes_on_until_it_is(self, event, bea):
        assert actions.pass_up_unseen(now=later(minutes=29)) == 0
        assert actions.pass_up_unseen(now=later(minutes=30)) == 1
        assert actions.pass_up_unseen(now=later(minutes=31)) == 0
        assert told(event, NOT_TAKEN_UP, later(minutes=30)) == "alice"
        Message.objects.filter(notice=NOT_TAKEN_UP).update(state="sent", sent_at=MONDAY)
        assert actions.pass_up_unseen(now=later(minutes=90)) == 1
        assert told(event, NOT_TAKEN_UP, later(minutes=90)) == "lena"
        note = {"kind": RiskStepKind.NO_ANSWER, "by": acting(bea), "now": later(minutes=91)}
        actions.add_risk_step(event=event, **note)
        assert told(event, NOT_TAKEN_UP, later(minutes=92)) == "taken_up"
        assert actions.pass_up_unseen(now=later(days=1)) == 0

    def test_at_once_where_the_message_came_back(self, event):
        Message.objects.filter(notice="questionnaire.risk_handed_over").update(
            state="dead", reason="bounced"
        )
        assert actions.pass_up_unseen(now=later(minutes=1)) == 1
        assert actions.pass_up_unseen(now=later(minutes=2)) == 0

    def test_a_lead_who_was_not_reached(self, event, bea):
        asked = {"kind": RiskStepKind.LEAD_ASKED, "by": acting(bea), "now": later(minutes=5)}
        actions.add_risk_step(event=event, **asked)
        assert actions.pass_up_unseen(now=later(hours=3)) == 0
        Message.objects.filter(notice="questionnaire.risk_lead_decides").update(
            state="dead", reason="bounced"
        )
        assert actions.pass_up_unseen(now=later(hours=3)) == 1
        spoke = {"kind": RiskStepKind.SPOKE, "by": acting(bea), "now": later(hours=3)}
        actions.add_risk_step(event=event, **spoke)
        assert actions.pass_up_unseen(now=later(hours=5)) == 0


def test_one_broken_row_keeps_no_other_waiting(site_a, alice):
    first, second = worry(site_a, alice), accepted(site_a)
    actions.open_due_requests(now=MONDAY)
    request = QuestionnaireRequest.objects.get(referral=second)
    answer(request, "phq-9", 9, option_code=WORRYING[2])
    refuse_to_change("outcomes_riskevent", first.pk, "escalated = 0")
    assert actions.pass_up_unseen(now=later(minutes=30)) == 1


def test_however_many_the_questions_are_as_few(site_a, alice):
    on_the_rota(site_a, alice)
    plan(site_a.programme, instruments=["phq-9"])
    counts = []
    for many in (1, 4):
        for _ in range(many):
            accepted(site_a)
        actions.open_due_requests(now=MONDAY)
        for request in QuestionnaireRequest.objects.filter(answered_from_at=None):
            answer(request, "phq-9", 9, option_code=WORRYING[2])
        with CaptureQueriesContext(connection) as asked_of_it:
            assert actions.pass_up_unseen(now=later(minutes=30)) == many
        counts.append(len(asked_of_it))
    assert counts[0] == counts[1]
