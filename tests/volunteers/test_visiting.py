"""Home visits: nobody goes in without somebody who answers, and nobody is forgotten inside."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pim import clock
from pim.access.audit import acting
from pim.enums import MessageState, Role
from pim.errors import DomainError
from pim.messages import outbox
from pim.models import Message, User
from pim.staffed_hours import at
from tests import factories as make
from tests.conftest import person
from volunteers import actions, queries, visit_rules
from volunteers.enums import EndReason
from volunteers.models import HomeVisit
from volunteers.panels.visiting import while_it_rings
from volunteers.today import visiting

MONDAY = dt.date(2026, 11, 23)
TEN, ELEVEN = at(MONDAY, dt.time(10)), at(MONDAY, dt.time(11))
ALARM = ELEVEN + dt.timedelta(minutes=15)
MINUTES = dt.timedelta(minutes=1)


@pytest.fixture
def match(bob):
    return bob.volunteer.match_set.get()


def planned(match, bob, starts=TEN, ends=ELEVEN) -> HomeVisit:
    return actions.plan_visit(
        match=match, starts_at=starts, ends_at=ends, by=acting(bob), now=starts - 30 * MINUTES
    )


@pytest.fixture
def alice_on_rota(alice, site_a):
    make.RotaFactory(site=site_a, user=alice, weekday=0)
    return alice


@pytest.fixture
def inside(bob, match, alice_on_rota):
    return actions.start_visit(visit=planned(match, bob), by=acting(bob), now=TEN)


def sent_to(mailoutbox, now) -> list[str]:
    mailoutbox.clear()
    with clock.standing_at(now):
        actions.sound_alarms(now=now)
        actions.sound_alarms(now=now)  # two sweeps at once are one
        outbox.drain(outbox.RISK)
    return [mail.to[0] for mail in mailoutbox]


@pytest.mark.parametrize(
    ("starts", "ends", "goes"),
    [
        (dt.time(10), dt.time(11), True),
        (dt.time(10), dt.time(16, 45), False),  # longer than a visit may be
        (dt.time(15), dt.time(16, 45), True),
        (dt.time(15), dt.time(16, 46), False),  # the alarm would go when all have gone home
        (dt.time(8, 59), dt.time(10), False),
    ],
)
def test_the_rota_answers_only_if_it_covers_the_whole_visit(
    bob, match, alice_on_rota, starts, ends, goes
):
    begins = at(MONDAY, starts)
    if goes:
        visit = planned(match, bob, begins, at(MONDAY, ends))
        assert actions.start_visit(visit=visit, by=acting(bob), now=begins).answered_by == (
            alice_on_rota
        )
        return
    with pytest.raises(DomainError):
        visit = planned(match, bob, begins, at(MONDAY, ends))
        actions.start_visit(visit=visit, by=acting(bob), now=begins)


def test_without_a_rota_somebody_must_have_said_that_she_answers(bob, match, alice, charlie):
    visit = planned(match, bob)
    with pytest.raises(DomainError, match="Nobody is there"):
        actions.start_visit(visit=visit, by=acting(bob), now=TEN)
    for stranger in (bob, charlie):
        with pytest.raises(DomainError):
            actions.promise_to_answer(visit=visit, by=acting(stranger), now=TEN)
    assert [one.pk for one in queries.unanswered_visits(alice, now=TEN)] == [visit.pk]
    actions.promise_to_answer(visit=visit, by=acting(alice), now=TEN)
    assert queries.unanswered_visits(alice, now=TEN) == []
    started = actions.start_visit(visit=visit, by=acting(bob), now=TEN)
    assert (started.answered_by, started.started_at) == (alice, TEN)


def test_however_many_nobody_answers_for_it_asks_the_database_as_often(site_a, alice_on_rota, dana):
    """Some are promised by one who has left, and the rota of the day has nobody who is here."""
    gone = person("gone@staff.example", Role.COORDINATOR, site=site_a)
    gone.membership_set.update(ended_on=MONDAY)
    alice_on_rota.membership_set.update(ended_on=MONDAY)
    asked = []
    for many in (1, 4):
        for _ in range(many):
            match = make.MatchFactory(volunteer__site=site_a, referral__site=site_a, active=True)
            HomeVisit.objects.create(
                match=match,
                starts_at=TEN,
                ends_at=ELEVEN,
                planned_at=TEN,
                answered_by=gone,
                promised_at=TEN,
            )
        with CaptureQueriesContext(connection) as queries_made:
            shown = visiting.unanswered(User.objects.get(pk=dana.pk), TEN)
        asked.append(len(queries_made))
    assert len(shown) == 5
    assert asked[0] == asked[1]


def test_whoever_is_on_the_rota_and_not_here_any_more_is_passed_over(
    bob, match, alice_on_rota, site_a
):
    dora = person("dora@staff.example", Role.COORDINATOR, site=site_a)
    make.RotaFactory(site=site_a, user=dora, weekday=0, place=2)
    alice_on_rota.membership_set.update(ended_on=MONDAY - dt.timedelta(days=1))
    visit = planned(match, bob)
    assert actions.start_visit(visit=visit, by=acting(bob), now=TEN).answered_by == dora


def test_who_promised_and_has_left_answers_no_more(bob, match, alice, dana):
    visit = planned(match, bob)
    actions.promise_to_answer(visit=visit, by=acting(alice), now=TEN)
    alice.is_active = False
    alice.save()
    with pytest.raises(DomainError, match="Nobody is there"):
        actions.start_visit(visit=visit, by=acting(bob), now=TEN)
    assert [one.pk for one in queries.unanswered_visits(dana, now=TEN)] == [visit.pk]


def test_whoever_leaves_while_it_goes_on_is_flagged_and_another_is_told(
    inside, alice, dana, mailoutbox
):
    alice.is_active = False
    alice.save()
    assert [one.pk for one in queries.unanswered_visits(dana, now=TEN)] == [inside.pk]
    assert sent_to(mailoutbox, ALARM) == [dana.email]


def test_the_alarm_goes_up_the_ladder_until_somebody_sees_to_it(
    inside, alice, dana, site_a, mailoutbox
):
    deputy = person("dora@staff.example", Role.COORDINATOR, site=site_a)
    make.RotaFactory(site=site_a, user=deputy, weekday=0, place=2)
    assert sent_to(mailoutbox, ALARM - MINUTES) == []
    assert queries.alarms(alice).count() == 0
    assert sent_to(mailoutbox, ALARM) == [alice.email]
    assert sent_to(mailoutbox, ALARM + 9 * MINUTES) == []
    assert sent_to(mailoutbox, ALARM + 10 * MINUTES) == [deputy.email]
    assert sent_to(mailoutbox, ALARM + 20 * MINUTES) == [dana.email]
    assert sent_to(mailoutbox, ALARM + 55 * MINUTES) == [dana.email]  # once after a standstill
    assert queries.alarms(alice).get().pk == inside.pk
    actions.see_to_it(visit=inside, by=acting(alice), now=ALARM + 56 * MINUTES)
    assert sent_to(mailoutbox, ALARM + 75 * MINUTES) == []
    assert sent_to(mailoutbox, ALARM + 76 * MINUTES) == [dana.email]
    assert sent_to(mailoutbox, ALARM + 86 * MINUTES) == [dana.email]
    actions.settle_visit(
        visit=inside, found_out="She is well.", by=acting(alice), now=ALARM + 95 * MINUTES
    )
    assert queries.alarms(alice).count() == 0


def test_one_press_is_not_the_end_of_it(inside, alice, dana, site_a, mailoutbox):
    """The ladder goes on where it stood, twenty minutes later, until it is known how she is."""
    deputy = person("dora@staff.example", Role.COORDINATOR, site=site_a)
    make.RotaFactory(site=site_a, user=deputy, weekday=0, place=2)
    assert sent_to(mailoutbox, ALARM) == [alice.email]
    actions.see_to_it(visit=inside, by=acting(alice), now=ALARM + MINUTES)
    seen = ALARM + MINUTES
    assert sent_to(mailoutbox, seen + 19 * MINUTES) == []
    assert "by 11:36. If nobody has" in shown(inside, seen)
    assert sent_to(mailoutbox, seen + 20 * MINUTES) == [deputy.email]
    assert "so the next are told" in shown(inside, seen + 20 * MINUTES)
    for minutes in (30, 40, 400):
        assert sent_to(mailoutbox, seen + minutes * MINUTES) == [dana.email]
    actions.settle_visit(
        visit=inside, found_out="She is well.", by=acting(alice), now=seen + 401 * MINUTES
    )
    assert sent_to(mailoutbox, seen + 420 * MINUTES) == []


def shown(visit, now) -> str:
    visit.refresh_from_db()
    with clock.standing_at(now):
        return while_it_rings(visit)


def test_whoever_is_out_wakes_nobody_any_more(inside, bob, mailoutbox):
    with clock.standing_at(ALARM):
        actions.sound_alarms(now=ALARM)
    actions.check_out(visit=inside, by=acting(bob), now=ALARM)
    assert sent_to(mailoutbox, ALARM + 60 * MINUTES) == []
    assert set(Message.objects.values_list("state", flat=True)) == {MessageState.CANCELLED}


def test_she_can_say_that_she_is_out_when_the_match_has_ended_meanwhile(inside, bob, alice):
    actions.end_match(
        match=inside.match, reason=EndReason.MOVED_AWAY, by=acting(alice), now=TEN + MINUTES
    )
    assert queries.visit_going_on(bob).pk == inside.pk
    assert actions.check_out(visit=inside, by=acting(bob), now=ELEVEN).out_at == ELEVEN
    assert queries.visit_going_on(bob) is None


def test_half_an_hour_longer_twice_and_only_while_somebody_answers(bob, match, alice_on_rota):
    visit = planned(match, bob, at(MONDAY, dt.time(15)), at(MONDAY, dt.time(15, 45)))
    visit = actions.start_visit(visit=visit, by=acting(bob), now=visit.starts_at)
    longer = actions.lengthen_visit(visit=visit, by=acting(bob), now=visit.starts_at)
    assert longer.ends_at == at(MONDAY, dt.time(16, 15))
    assert (
        actions.lengthen_visit(visit=visit, by=acting(bob), now=visit.starts_at).stayed_longer == 2
    )
    with pytest.raises(DomainError, match="twice"):
        actions.lengthen_visit(visit=visit, by=acting(bob), now=visit.starts_at)
    HomeVisit.objects.update(stayed_longer=1)
    with pytest.raises(DomainError, match="that long"):
        actions.lengthen_visit(visit=visit, by=acting(bob), now=visit.starts_at)


@pytest.mark.parametrize(
    ("told", "reached", "due"), [(0, 1, [0]), (1, 1, []), (0, 3, [0, 1, 2]), (3, 8, [7])]
)
def test_each_place_on_the_ladder_is_told_once(told, reached, due):
    assert visit_rules.to_tell(told, reached) == due
