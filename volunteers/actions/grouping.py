"""Groups: who belongs, who helps, who came.

**Where a referral stands.** A mum whose support is a group alone moves like any other: a place
makes her *matched*, the first meeting she came to *in support*, leaving closes her referral or
lets her wait for something else. So she is in no queue of those who wait, her planned end is set
and the questions of the end follow it, and a report counts her as supported. A mum who waits for
a volunteer too stays *waiting* while she comes to the group; when somebody decides that the group
is enough, she moves as if she had only wanted that.
"""

from collections.abc import Collection
from datetime import date, datetime

from django.db import IntegrityError, transaction

from pim.access import audit
from pim.access.audit import Actor
from pim.errors import DomainError
from pim.models import Site
from referrals import lifecycle
from referrals.enums import ACCEPTED, Status
from referrals.models import Referral
from referrals.queries import uk_date
from volunteers import queries
from volunteers.actions.closing import WAITS_AGAIN, check_risks, close_support, wait_again
from volunteers.actions.locking import locked_referral, locked_volunteer
from volunteers.actions.looking_after import planned_end
from volunteers.enums import EndReason, VolunteerRole, VolunteerStatus
from volunteers.models import (
    GroupAttendance,
    GroupHelper,
    GroupPlace,
    GroupSession,
    Match,
    SupportGroup,
    Volunteer,
)


# --- the group itself -----------------------------------------------------------------------
@transaction.atomic
def start_group(
    *,
    site: Site,
    name: str,
    venue: str,
    meets: str,
    access: str = "",
    capacity: int,
    starts_on: date,
    by: Actor,
    now: datetime,
) -> SupportGroup:
    group = SupportGroup(
        site=site,
        name=name,
        venue=venue,
        meets=meets,
        access=access,
        capacity=capacity,
        starts_on=starts_on,
    )
    _save(group, force_insert=True)
    audit.record(by=by, action="group.started", target=group, now=now)
    return group


@transaction.atomic
def change_group(
    *, group: SupportGroup, by: Actor, now: datetime, **details: object
) -> SupportGroup:
    """Where and when it meets. Fewer places than mums is allowed: nobody loses hers."""
    locked = _locked_group(group)
    changed = sorted(key for key, value in details.items() if getattr(locked, key) != value)
    for key in changed:
        setattr(locked, key, details[key])
    if changed:
        _save(locked, update_fields=changed)
        audit.record(
            by=by, action="group.changed", target=locked, now=now, fields=" ".join(changed)
        )
    return locked


@transaction.atomic
def end_group(*, group: SupportGroup, by: Actor, now: datetime) -> SupportGroup:
    """It meets no more. Nobody is left in it, so that nobody is forgotten."""
    locked = _locked_group(group)
    if queries.taken_places(locked):
        raise DomainError("There are mums in this group. Say for each what comes next for her.")
    today = uk_date(now)
    locked.ended_on = max(today, locked.starts_on)
    locked.save(update_fields=["ended_on"])
    GroupHelper.objects.filter(group=locked, until_on__isnull=True).update(until_on=today)
    audit.record(by=by, action="group.ended", target=locked, now=now)
    return locked


def _save(group: SupportGroup, **how: object) -> None:
    try:
        with transaction.atomic():
            group.save(**how)
    except IntegrityError as error:
        raise DomainError("This site has a group of that name already.") from error


def _locked_group(group: SupportGroup) -> SupportGroup:
    """For whoever gives away its places. Rows that point to it are not held up."""
    locked = SupportGroup.objects.select_for_update(no_key=True).get(pk=group.pk)
    if locked.ended_on is not None:
        raise DomainError("This group has ended.")
    return locked


# --- places ---------------------------------------------------------------------------------
@transaction.atomic
def give_place(
    *,
    group: SupportGroup,
    referral: Referral,
    waits_for_volunteer: bool = False,
    by: Actor,
    now: datetime,
) -> GroupPlace:
    """A place for a mum of the site. She may have a volunteer of her own beside it, or wait
    for one."""
    her = locked_referral(referral.pk)
    locked = _locked_group(group)
    if her.status not in ACCEPTED or her.site_id != locked.site_id:
        raise DomainError("A place is for mums of this site whom we have accepted.")
    if queries.taken_places(locked) >= locked.capacity:
        raise DomainError("All places of this group are taken.")
    place = _add_place(locked, her, uk_date(now))
    if her.status == Status.WAITING and not waits_for_volunteer:
        _is_her_support(her, by=by, now=now)
    audit.record(by=by, action="group.place_given", target=place, now=now, group=locked.pk)
    return place


@transaction.atomic
def group_is_enough(*, place: GroupPlace, by: Actor, now: datetime) -> Referral:
    """She waits for a volunteer no longer: the group is her support."""
    her = locked_referral(place.referral_id)
    locked = _locked_place(place)
    if her.status != Status.WAITING:
        raise DomainError("She is not waiting for a volunteer.")
    if Match.objects.live().filter(referral=her).exists():
        raise DomainError("Somebody has been asked about her. Take that proposal back first.")
    moved = _is_her_support(her, by=by, now=now)
    if GroupAttendance.objects.filter(place=locked).exists():
        moved = lifecycle.move(moved, Status.IN_SUPPORT, by=by, now=now)
    return moved


@transaction.atomic
def leave_group(
    *,
    place: GroupPlace,
    reason: EndReason,
    risks_reviewed: bool = False,
    by: Actor,
    now: datetime,
) -> GroupPlace:
    """She leaves it. Where it was all the support she had, that ends or she waits again."""
    her = locked_referral(place.referral_id)
    locked = _locked_place(place)
    was_her_support = queries.is_only_in_a_group(her)
    _leave(locked, uk_date(now))
    if was_her_support and not queries.is_only_in_a_group(her):
        if reason in WAITS_AGAIN:
            wait_again(her, by=by, now=now)
        else:
            check_risks(her, risks_reviewed)
            close_support(her, reason, by=by, now=now)
    audit.record(by=by, action="group.left", target=locked, now=now, reason=reason)
    return locked


@transaction.atomic
def stay_longer(*, place: GroupPlace, to_on: date, by: Actor, now: datetime) -> GroupPlace:
    """Her time in the group goes on beyond its planned end."""
    her = locked_referral(place.referral_id)
    locked = _locked_place(place)
    if not queries.is_only_in_a_group(her):
        raise DomainError("Her volunteer’s match says how long her support goes on.")
    if to_on <= max(her.planned_end_on or uk_date(now), uk_date(now)):
        raise DomainError("The new end must be later than the planned one, and not in the past.")
    her.planned_end_on = to_on
    her.save(update_fields=["planned_end_on"])
    audit.record(by=by, action="group.stays_longer", target=locked, now=now)
    return locked


def free_places_of_closed(*, now: datetime) -> int:
    """Whose referral is closed has no place any more. A sweep: twice is harmless."""
    return queries.left_behind().update(left_on=uk_date(now))


def _add_place(group: SupportGroup, referral: Referral, on: date) -> GroupPlace:
    try:
        with transaction.atomic():
            return GroupPlace.objects.create(group=group, referral=referral, joined_on=on)
    except IntegrityError as error:
        raise DomainError("She has a place in this group already.") from error


def _is_her_support(referral: Referral, *, by: Actor, now: datetime) -> Referral:
    moved = lifecycle.move(referral, Status.MATCHED, by=by, now=now)
    moved.planned_end_on = planned_end(referral, now)
    moved.save(update_fields=["planned_end_on"])
    return moved


def _leave(place: GroupPlace, on: date) -> None:
    place.left_on = on
    place.save(update_fields=["left_on"])


def _locked_place(place: GroupPlace) -> GroupPlace:
    locked = GroupPlace.objects.select_for_update().select_related("group").get(pk=place.pk)
    if locked.left_on is not None:
        raise DomainError("She has left this group already.")
    return locked


# --- helpers --------------------------------------------------------------------------------
@transaction.atomic
def add_helper(
    *, group: SupportGroup, volunteer: Volunteer, by: Actor, now: datetime
) -> GroupHelper:
    """A volunteer who helps in groups, with the checks that asks for, from today."""
    who = locked_volunteer(volunteer.pk)
    locked = _locked_group(group)
    today = uk_date(now)
    if who.status != VolunteerStatus.AVAILABLE or VolunteerRole.GROUP not in who.roles:
        raise DomainError("She does not help in groups just now.")
    if who.site_id != locked.site_id:
        raise DomainError("She belongs to another site.")
    if missing := queries.missing_checks(who, on=today):
        raise DomainError(f"Missing or out of date: {', '.join(missing)}. Record it first.")
    helper, created = GroupHelper.objects.get_or_create(
        group=locked, volunteer=who, until_on=None, defaults={"since_on": today}
    )
    if created:
        audit.record(by=by, action="group.helper_added", target=helper, now=now, group=locked.pk)
    return helper


@transaction.atomic
def end_helper(*, helper: GroupHelper, by: Actor, now: datetime) -> GroupHelper:
    """She helps there no longer, and sees nothing of it any more."""
    locked = GroupHelper.objects.select_for_update().get(pk=helper.pk)
    if locked.until_on is None:
        locked.until_on = uk_date(now)
        locked.save(update_fields=["until_on"])
        audit.record(by=by, action="group.helper_ended", target=locked, now=now)
    return locked


# --- the register ---------------------------------------------------------------------------
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
