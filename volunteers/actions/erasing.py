"""What identifies a volunteer is erased: asked for by one person, decided and done by another."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from pim.access import audit, erasures_outside, roles
from pim.access.audit import Actor
from pim.errors import DomainError
from referrals import parts_of_hers, second_person
from referrals.enums import ErasureStanding, WhyErased
from referrals.models import Concern
from volunteers import parts_of_a_volunteer
from volunteers.enums import VolunteerStatus
from volunteers.models import Volunteer, VolunteerErasure


@transaction.atomic
def ask_volunteer_erasure(
    *, volunteer: Volunteer, why: WhyErased, by: Actor, now: datetime
) -> VolunteerErasure:
    locked = Volunteer.objects.select_for_update().get(pk=volunteer.pk)
    _refuse_while_needed(locked)
    asked = VolunteerErasure.objects.filter(volunteer=locked)
    if asked.exclude(standing=ErasureStanding.DECLINED).exists():
        raise DomainError("Somebody has asked for this already.")
    erasure = VolunteerErasure.objects.create(
        volunteer=locked, why=why, asked_at=now, asked_by=by.user
    )
    audit.record(by=by, action="volunteer_erasure.asked", target=erasure, now=now, why=why)
    return erasure


def ask_volunteer_erasures(
    *, volunteers: Sequence[Volunteer], by: Actor, now: datetime
) -> list[str]:
    """For those whose time is over. Why some cannot be asked for, a sentence each."""
    refused = []
    for volunteer in volunteers:
        try:
            ask_volunteer_erasure(volunteer=volunteer, why=WhyErased.TIME, by=by, now=now)
        except DomainError as error:
            refused.append(str(error))
    return refused


@transaction.atomic
def approve_volunteer_erasure(*, erasure: VolunteerErasure, by: Actor, now: datetime) -> None:
    """A second person agrees, and it is done."""
    erasure = _to_decide(erasure, by)
    _refuse_while_needed(Volunteer.objects.select_for_update().get(pk=erasure.volunteer_id))
    _decide(erasure, ErasureStanding.DONE, by, now)
    erase_volunteer(volunteer_id=erasure.volunteer_id, now=now)


@transaction.atomic
def decline_volunteer_erasure(*, erasure: VolunteerErasure, by: Actor, now: datetime) -> None:
    _decide(_to_decide(erasure, by), ErasureStanding.DECLINED, by, now)


@transaction.atomic
def erase_volunteer(*, volunteer_id: UUID, now: datetime) -> None:
    """Her key goes on the list outside the database first, as a mum's does."""
    erasures_outside.note(volunteer_id, now)
    Volunteer.objects.filter(pk=volunteer_id, erased_at__isnull=True).update(erased_at=now)
    for rows in parts_of_a_volunteer.rows_of(volunteer_id):
        rows.update(**parts_of_hers.emptied(rows.model))


def erase_volunteers_again(*, keys: Sequence[UUID], now: datetime) -> int:
    """Those a restored backup has brought back."""
    back = Volunteer.objects.filter(pk__in=keys, erased_at__isnull=True)
    again = list(back.values_list("pk", flat=True))
    for key in again:
        erase_volunteer(volunteer_id=key, now=now)
    return len(again)


def _refuse_while_needed(volunteer: Volunteer) -> None:
    if volunteer.erased_at:
        raise DomainError("It has been erased already.")
    if volunteer.status != VolunteerStatus.LEFT:
        raise DomainError("She is still with us. Note first that she has left.")
    about_her = Concern.objects.filter(about_user=volunteer.user_id, closed_at__isnull=True)
    if volunteer.user_id and about_her.exists():
        raise DomainError("It must be kept for now.")


def _to_decide(erasure: VolunteerErasure, by: Actor) -> VolunteerErasure:
    erasure = VolunteerErasure.objects.select_for_update().get(pk=erasure.pk)
    if not roles.can_over(by.user, roles.DECIDE_ERASURE, site=erasure.volunteer.site):
        raise DomainError("Your role does not let you decide about this.")
    second_person.check(erasure, by)
    return erasure


def _decide(erasure: VolunteerErasure, standing: ErasureStanding, by: Actor, now: datetime) -> None:
    second_person.decide(erasure, standing, by, now)
    audit.record(by=by, action=f"volunteer_erasure.{standing}", target=erasure, now=now)
