"""Looking after volunteers: talks with them, and a ring when one of them asks for it."""

from datetime import date, datetime

from django.db import transaction

from pim.access import audit
from pim.access.audit import Actor
from pim.errors import DomainError
from referrals.queries import uk_date
from volunteers.actions.locking import locked_volunteer
from volunteers.enums import CareKind
from volunteers.models import Session, Supervision, Volunteer


@transaction.atomic
def record_supervision(
    *,
    volunteer: Volunteer,
    kind: CareKind,
    held_on: date,
    minutes: int = 0,
    words: str = "",
    private_note: str = "",
    about_session: Session | None = None,
    by: Actor,
    now: datetime,
) -> Supervision:
    """A talk with her. If she had asked for a ring, she has had it now."""
    locked = locked_volunteer(volunteer.pk)
    _check_talk(locked, kind, held_on, minutes, about_session, today=uk_date(now))
    if by.user.pk == locked.user_id:
        raise DomainError("Somebody else records a talk with you.")
    talk = Supervision.objects.create(
        volunteer=locked,
        kind=kind,
        held_on=held_on,
        minutes=minutes,
        words=words or None,
        private_note=private_note or None,
        about_session=about_session,
        recorded_at=now,
        recorded_by=by.user,
    )
    audit.record(by=by, action="volunteer.talk_recorded", target=locked, now=now, kind=kind)
    if locked.ring_me_at and held_on >= uk_date(locked.ring_me_at):
        _note_ring(locked, None)
    return talk


def _check_talk(
    volunteer: Volunteer,
    kind: CareKind,
    held_on: date,
    minutes: int,
    about: Session | None,
    *,
    today: date,
) -> None:
    if held_on > today:
        raise DomainError("The day cannot be in the future. Record it when you have talked.")
    if not 0 <= minutes <= 600:
        raise DomainError("Say how long it took, in at most 600 minutes.")
    if about and kind != CareKind.DEBRIEF:
        raise DomainError("Only a debrief is about one contact.")
    if about and about.match.volunteer_id != volunteer.pk:
        raise DomainError("That contact was another volunteer’s.")


@transaction.atomic
def ask_for_a_ring(*, volunteer: Volunteer, by: Actor, now: datetime) -> Volunteer:
    """She would like us to ring her. Asked twice it is one wish, from the first time on."""
    locked = locked_volunteer(volunteer.pk)
    if locked.ring_me_at is None:
        _note_ring(locked, now)
        audit.record(by=by, action="volunteer.asked_for_a_ring", target=locked, now=now)
    return locked


@transaction.atomic
def note_ring(*, volunteer: Volunteer, by: Actor, now: datetime) -> Volunteer:
    """Somebody has rung her."""
    locked = locked_volunteer(volunteer.pk)
    if locked.ring_me_at is None:
        raise DomainError("Somebody has rung her already.")
    _note_ring(locked, None)
    audit.record(by=by, action="volunteer.rung", target=locked, now=now)
    return locked


def _note_ring(volunteer: Volunteer, at: datetime | None) -> None:
    volunteer.ring_me_at = at
    volunteer.save(update_fields=["ring_me_at"])
