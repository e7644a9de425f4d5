"""Who came to a meeting of a group. Guests are a number, and nothing else."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from pim.access import audit
from pim.access.audit import Actor
from pim.errors import DomainError
from referrals import lifecycle
from referrals.enums import Status
from referrals.queries import uk_date
from volunteers.actions.locking import locked_referral
from volunteers.models import GroupAttendance, GroupPlace, GroupSession, SupportGroup


@transaction.atomic
def record_meeting(
    *,
    group: SupportGroup,
    held_on: date,
    came: Collection[GroupPlace] = (),
    guests: int = 0,
    minutes: int = 0,
    fell_through: bool = False,
    note: str = "",
    by: Actor,
    now: datetime,
) -> GroupSession:
    """One meeting and who came. Filled in again for the same day, the new one counts.

    The first a mum came to begins her support. Guests are a number, and nothing else.
    """
    _check_meeting(group, held_on, minutes, fell_through, uk_date(now))
    here = [] if fell_through else [place for place in came if place.group_id == group.pk]
    session, _ = GroupSession.objects.update_or_create(
        group=group,
        held_on=held_on,
        defaults={
            "minutes": 0 if fell_through else minutes,
            "guests": 0 if fell_through else guests,
            "fell_through": fell_through,
            "note": note.strip() or None,
            "recorded_at": now,
            "recorded_by": by.user,
        },
    )
    _keep_register(session, here)
    _begin_support(here, by=by, now=now)
    audit.record(by=by, action="group.met", target=session, now=now, came=len(here))
    return session


def _check_meeting(
    group: SupportGroup, held_on: date, minutes: int, fell_through: bool, today: date
) -> None:
    if group.ended_on is not None and held_on > group.ended_on:
        raise DomainError("This group had ended by then.")
    if not group.starts_on <= held_on <= today:
        raise DomainError("The day must be between the group’s first day and today.")
    if not fell_through and not 1 <= minutes <= 600:
        raise DomainError("Say how long it took, between 1 and 600 minutes.")


def _keep_register(session: GroupSession, here: Collection[GroupPlace]) -> None:
    GroupAttendance.objects.filter(session=session).exclude(place__in=here).delete()
    GroupAttendance.objects.bulk_create(
        [GroupAttendance(session=session, place=place) for place in here], ignore_conflicts=True
    )


def _begin_support(here: Collection[GroupPlace], *, by: Actor, now: datetime) -> None:
    """Always in the same order, so that two registers never wait for each other."""
    for pk in sorted(place.referral_id for place in here):
        her = locked_referral(pk)
        if her.status == Status.MATCHED:
            lifecycle.move(her, Status.IN_SUPPORT, by=by, now=now)
