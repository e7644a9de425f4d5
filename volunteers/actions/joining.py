"""From the first enquiry to the day she can support someone, and on."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from pim.access import audit, roles
from pim.access.audit import Actor
from pim.access.encryption import blind_index
from pim.errors import DomainError
from pim.models import Site, User
from referrals.queries import site_for, uk_date
from volunteers import lifecycle
from volunteers.actions.applying import known_by
from volunteers.actions.locking import locked_volunteer
from volunteers.actions.receipts import queue_receipt
from volunteers.actions.standing import move_up_if_ready
from volunteers.actions.whereabouts import living_at, reached_at
from volunteers.enums import VolunteerStatus
from volunteers.models import Volunteer


@transaction.atomic
def enquire(
    *,
    first_name: str,
    last_name: str,
    email: str,
    phone: str = "",
    postcode: str = "",
    why: str = "",
    by: Actor,
    now: datetime,
) -> Volunteer:
    """Someone would like to help. Whoever wrote before from the same address is still one."""
    if known := known_by(email):
        return _ask_again(known, why, by, now)
    new = _new(first_name, last_name, email, phone, postcode, now)
    new.why, new.site = why or None, site_for(new.postcode_district or "", on=uk_date(now))
    new.save(force_insert=True)
    lifecycle.note_volunteer_event(new, "", by=by, now=now)
    queue_receipt(new, now)
    return new


def _ask_again(known: Volunteer, why: str, by: Actor, now: datetime) -> Volunteer:
    """Nothing of what we have is changed. Who had left is a new enquiry of the same person."""
    if known.status != VolunteerStatus.LEFT:
        return known
    back = lifecycle.move_volunteer(known, VolunteerStatus.ENQUIRY, by=by, now=now)
    back.why, back.leaves_on = why or back.why, None
    back.save(update_fields=["why", "leaves_on"])
    queue_receipt(back, now, of=f"{now:%Y-%m-%d}")
    return back


@transaction.atomic
def register_volunteer(
    *,
    first_name: str,
    last_name: str,
    email: str,
    phone: str = "",
    postcode: str = "",
    site: Site,
    by: Actor,
    now: datetime,
) -> Volunteer:
    """A coordinator enters someone who rang or wrote on paper. Nothing is sent."""
    if known_by(email):
        raise DomainError("We know this e-mail address already: look for her among the volunteers.")
    new = _new(first_name, last_name, email, phone, postcode, now)
    new.site = site
    new.save(force_insert=True)
    lifecycle.note_volunteer_event(new, "", by=by, now=now)
    return new


@transaction.atomic
def update_details(
    *,
    volunteer: Volunteer,
    first_name: str,
    last_name: str,
    email: str,
    phone: str = "",
    postcode: str = "",
    by: Actor,
    now: datetime,
) -> Volunteer:
    """Her name, how to reach her, and where she lives; without a postcode that stays as it is."""
    _check_not_anothers(volunteer, email)
    locked = locked_volunteer(volunteer.pk)
    details = {
        "first_name": first_name,
        "last_name": last_name,
        "email": email,
        "email_index": blind_index(email),
        **reached_at(phone),
        **(living_at(postcode) if postcode else {}),
    }
    return _save_changes(locked, details, "volunteer.details_changed", by=by, now=now)


def _check_not_anothers(volunteer: Volunteer, email: str) -> None:
    """What she has already stays hers; a new address must not be somebody else's."""
    if volunteer.email_index == blind_index(email):
        return
    known = known_by(email)
    if known and known.pk != volunteer.pk:
        where = f"at {known.site}" if known.site else "outside every site"
        raise DomainError(
            f"We know this e-mail address already: a volunteer {where} has it. Ask who is who."
        )


@transaction.atomic
def update_offer(
    *,
    volunteer: Volunteer,
    site: Site,
    capacity: int,
    languages: Sequence[str],
    formats: Sequence[str],
    times: Sequence[str],
    travels_to: Sequence[str],
    experience: Sequence[str],
    rather_not: Sequence[str],
    days: Sequence[int] | None = None,
    stages: Sequence[str] | None = None,
    background: Sequence[str] | None = None,
    roles: Sequence[str] | None = None,
    by: Actor,
    now: datetime,
) -> Volunteer:
    """What she offers. Fewer places than mums is allowed: nobody is taken from her. Of the last
    four, what is not given stays as it is."""
    locked = locked_volunteer(volunteer.pk)
    offered = {
        "site": site,
        "capacity": capacity,
        "languages": list(languages),
        "formats": list(formats),
        "times": list(times),
        "travels_to": list(travels_to),
        "experience": list(experience),
        "rather_not": list(rather_not),
    }
    more = {"days": days, "stages": stages, "background": background, "roles": roles}
    offered |= {name: list(said) for name, said in more.items() if said is not None}
    saved = _save_changes(locked, offered, "volunteer.offer_changed", by=by, now=now)
    return move_up_if_ready(saved, by=by, now=now)


@transaction.atomic
def link_user(*, volunteer: Volunteer, user: User, by: Actor, now: datetime) -> Volunteer:
    """From now on she signs in to see her own pages."""
    locked = locked_volunteer(volunteer.pk)
    if locked.user_id is not None:
        raise DomainError("She has a sign-in already.")
    if locked.site is None or not roles.can(user, roles.SUPPORT_MUMS, locked.site):
        raise DomainError("This person has not been invited as a volunteer of her site.")
    if Volunteer.objects.filter(user=user).exists():
        raise DomainError("This sign-in belongs to another volunteer.")
    locked.user = user
    locked.save(update_fields=["user"])
    audit.record(by=by, action="volunteer.sign_in_linked", target=locked, now=now, user=user.pk)
    return locked


def _save_changes(
    locked: Volunteer, to: dict[str, object], action: str, *, by: Actor, now: datetime
) -> Volunteer:
    """Save what differs; the audit row holds the names of the fields, never their values."""
    changed = sorted(name for name, value in to.items() if getattr(locked, name) != value)
    for name in changed:
        setattr(locked, name, to[name])
    if changed:
        try:
            with transaction.atomic():
                locked.save(update_fields=changed)
        except IntegrityError as error:
            raise DomainError("There is already an enquiry from this e-mail address.") from error
        audit.record(by=by, action=action, target=locked, now=now, fields=" ".join(changed))
    return locked


def _new(
    first_name: str, last_name: str, email: str, phone: str, postcode: str, now: datetime
) -> Volunteer:
    return Volunteer(
        first_name=first_name,
        last_name=last_name,
        email=email,
        email_index=blind_index(email),
        **reached_at(phone),
        **living_at(postcode),
        status=VolunteerStatus.ENQUIRY,
        status_since=now,
        languages=["English"],
    )
