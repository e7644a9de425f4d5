"""Somebody has not come out of a home visit in time. Told on and on, until it is known how she is.

Who sees to it has some minutes to find out. After that the next are told as well: one press must
never be the end of it.
"""

from datetime import datetime

from django.db import transaction

from pim.access import audit
from pim.access.audit import SYSTEM, Actor
from pim.errors import DomainError
from pim.escalation import Rung
from pim.messages import outbox
from volunteers import queries, visit_rules
from volunteers.models import HomeVisit

VISIT_ALARMS = {
    Rung.ON_DUTY: "volunteer.visit_alarm",
    Rung.DEPUTY: "volunteer.visit_alarm_passed_up",
    Rung.MANAGER: "volunteer.visit_alarm_unseen",
}
SHE_IS_WELL = "She is well."


@transaction.atomic
def sound_alarms(*, now: datetime) -> int:
    """Tell whoever is to be told by now. Each place on the ladder once, however often this runs."""
    late = HomeVisit.objects.going_on().filter(ends_at__lt=now)
    of = late.select_for_update(skip_locked=True, of=("self",))
    visits = of.select_related("match__referral__programme").order_by("ends_at", "pk")
    return sum(_sound(visit, now) for visit in visits)


def _sound(visit: HomeVisit, now: datetime) -> int:
    goes_off_at = visit.alarm_at or queries.goes_off_at(visit)
    reached = _reached(visit, goes_off_at, now)
    due = visit_rules.to_tell(visit.rungs_told, reached)
    for place in due:
        _queue(visit, place, now)
        audit.record(by=SYSTEM, action="visit.alarm", target=visit, now=now, rung=place)
    if due:
        visit.alarm_at, visit.rungs_told = goes_off_at, reached
        visit.save(update_fields=["alarm_at", "rungs_told"])
    return len(due)


def _reached(visit: HomeVisit, goes_off_at: datetime, now: datetime) -> int:
    if visit.seen_at is None:
        return visit_rules.rungs_reached(goes_off_at, now)
    return visit_rules.rungs_reached_again(goes_off_at, visit.seen_at, now)


def _queue(visit: HomeVisit, place: int, now: datetime) -> None:
    outbox.queue(
        notice=VISIT_ALARMS[visit_rules.rung_of(place)],
        object_id=visit.pk,
        about_id=visit.match.volunteer_id,
        dedupe_key=f"visit:{visit.pk}:{place}",
        due_at=now,
    )


@transaction.atomic
def see_to_it(*, visit: HomeVisit, by: Actor, now: datetime) -> HomeVisit:
    """Somebody takes it on: for some minutes nobody else is woken. The first who says so has it."""
    locked = _with_alarm(visit)
    if locked.seen_at is not None:
        return locked
    _mark_seen(locked, by, now)
    audit.record(by=by, action="visit.seen_to", target=locked, now=now)
    return locked


@transaction.atomic
def settle_visit(*, visit: HomeVisit, found_out: str, by: Actor, now: datetime) -> HomeVisit:
    """How she is, in words. Whoever finds out has seen to it."""
    locked = _with_alarm(visit)
    if not found_out.strip():
        raise DomainError("Say what you found out.")
    if locked.seen_at is None:
        _mark_seen(locked, by, now)
    locked.found_out, locked.settled_at = found_out.strip(), now
    locked.save(update_fields=["found_out", "settled_at"])
    outbox.cancel(reason="settled", object_id=visit.pk)
    audit.record(by=by, action="visit.settled", target=locked, now=now)
    return locked


def _mark_seen(visit: HomeVisit, by: Actor, now: datetime) -> None:
    visit.seen_at, visit.seen_by = now, by.user
    visit.save(update_fields=["seen_at", "seen_by"])
    outbox.cancel(reason="seen_to", object_id=visit.pk)


def _with_alarm(visit: HomeVisit) -> HomeVisit:
    locked = HomeVisit.objects.select_for_update().get(pk=visit.pk)
    if locked.alarm_at is None:
        raise DomainError("Its alarm has not gone off.")
    if locked.out_at is not None or locked.settled_at is not None:
        raise DomainError("This is over: she is out, or somebody has found out how she is.")
    return locked
