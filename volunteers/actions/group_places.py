"""Who belongs to a group.

**Where a referral stands.** A mum whose support is a group alone moves like any other: a place
makes her *matched*, the first meeting she came to *in support*, leaving closes her referral or
lets her wait for something else. So she is in no queue of those who wait, her planned end is set
and the questions of the end follow it, and a report counts her as supported. A mum who waits for
a volunteer too stays *waiting* while she comes to the group; when somebody decides that the group
is enough, she moves as if she had only wanted that.
"""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from pim.access import audit
from pim.access.audit import Actor
from pim.errors import DomainError
from referrals import lifecycle
from referrals.enums import ACCEPTED, Status
from referrals.models import Referral
from referrals.queries import uk_date
from volunteers import queries
from volunteers.actions.closing import (
    WAITS_AGAIN,
    check_completed,
    check_risks,
    close_support,
    wait_again,
)
from volunteers.actions.grouping import locked_group
from volunteers.actions.locking import locked_referral
from volunteers.actions.looking_after import check_longer, planned_end
from volunteers.enums import EndReason
from volunteers.models import GroupAttendance, GroupPlace, Match, SupportGroup


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
    locked = locked_group(group)
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
            check_completed(her, reason, on=uk_date(now))
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
    check_longer(her.planned_end_on, to_on, uk_date(now))
    her.planned_end_on = to_on
    her.save(update_fields=["planned_end_on"])
    audit.record(by=by, action="group.stays_longer", target=locked, now=now)
    return locked


@transaction.atomic
def take_places_along(*, stays: Referral, gone: Referral, by: Actor, now: datetime) -> None:
    """Two referrals become one: her places go along, each with the meetings she came to.

    A place she has in the same group on both is one: the one that stays takes over the meetings.
    If she came to any, her support has begun.
    """
    taken = GroupPlace.objects.taken()
    kept = {place.group_id: place for place in taken.filter(referral=stays)}
    for place in taken.filter(referral=gone).select_for_update().order_by("pk"):
        if twin := kept.get(place.group_id):
            _join_places(twin, place, uk_date(now))
        else:
            place.referral = stays
            place.save(update_fields=["referral"])
        audit.record(by=by, action="group.place_moved", target=place, now=now, into=stays.pk)
    came = GroupAttendance.objects.filter(place__referral=stays)
    if stays.status == Status.MATCHED and came.exists():
        lifecycle.move(stays, Status.IN_SUPPORT, by=by, now=now)


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


def _join_places(stays: GroupPlace, gone: GroupPlace, on: date) -> None:
    there = GroupAttendance.objects.filter(place=stays).values("session")
    GroupAttendance.objects.filter(place=gone).exclude(session__in=there).update(place=stays)
    GroupAttendance.objects.filter(place=gone).delete()
    stays.joined_on = min(stays.joined_on, gone.joined_on)
    stays.save(update_fields=["joined_on"])
    _leave(gone, on)


def _leave(place: GroupPlace, on: date) -> None:
    place.left_on = on
    place.save(update_fields=["left_on"])


def _locked_place(place: GroupPlace) -> GroupPlace:
    locked = GroupPlace.objects.select_for_update().select_related("group").get(pk=place.pk)
    if locked.left_on is not None:
        raise DomainError("She has left this group already.")
    return locked
