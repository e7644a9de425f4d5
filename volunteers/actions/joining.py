"""From the first enquiry to the day she can support someone, and on."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from pim.access import audit, roles
from pim.access.audit import Actor
from pim.access.encryption import blind_index
from pim.errors import DomainError
from pim.forms.fields import Postcode
from pim.messages import outbox
from pim.models import Site, User
from referrals.queries import pick_programme, pick_site, uk_date
from volunteers import lifecycle, queries
from volunteers.actions.locking import locked_volunteer
from volunteers.enums import VolunteerStatus
from volunteers.models import Match, Volunteer

RECEIPT = "volunteer.receipt"
RECEIPT_IS_STALE_AFTER = timedelta(days=2)


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
    """Someone would like to help. A second enquiry from the same address is still one."""
    district = Postcode(postcode).district
    new = _new(first_name, last_name, email, phone, district, now)
    new.why, new.site = why or None, _site_for(district, on=uk_date(now))
    try:
        with transaction.atomic():
            new.save(force_insert=True)
    except IntegrityError:
        return Volunteer.objects.enquiries().get(email_index=new.email_index)
    lifecycle.note_volunteer_event(new, "", by=by, now=now)
    _queue_receipt(new, now)
    return new


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
    new = _new(first_name, last_name, email, phone, Postcode(postcode).district, now)
    new.site = site
    _save(new, force_insert=True)
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
    by: Actor,
    now: datetime,
) -> Volunteer:
    """Her name and how to reach her."""
    locked = locked_volunteer(volunteer.pk)
    details = {
        "first_name": first_name,
        "last_name": last_name,
        "email": email,
        "email_index": blind_index(email),
        "phone": phone or None,
    }
    return _save_changes(locked, details, "volunteer.details_changed", by=by, now=now)


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
    by: Actor,
    now: datetime,
) -> Volunteer:
    """What she offers, in full. Fewer places than mums is allowed: nobody is taken from her."""
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
    return _save_changes(locked, offered, "volunteer.offer_changed", by=by, now=now)


@transaction.atomic
def move_on(*, volunteer: Volunteer, to: VolunteerStatus, by: Actor, now: datetime) -> Volunteer:
    """One dated step. *Available* needs a site and valid checks; nobody leaves with mums."""
    locked = locked_volunteer(volunteer.pk)
    if to == VolunteerStatus.AVAILABLE:
        _check_ready(locked, on=uk_date(now))
    if to == VolunteerStatus.LEFT and Match.objects.live().filter(volunteer=locked).exists():
        raise DomainError("She still has mums or proposals. End or take back each of them first.")
    return lifecycle.move_volunteer(locked, to, by=by, now=now)


def _check_ready(volunteer: Volunteer, *, on: date) -> None:
    if volunteer.site_id is None:
        raise DomainError("Choose her site first.")
    if missing := queries.missing_checks(volunteer, on=on):
        raise DomainError(f"Missing or out of date: {', '.join(missing)}. Record it first.")


@transaction.atomic
def link_user(*, volunteer: Volunteer, user: User, by: Actor, now: datetime) -> Volunteer:
    """From now on she signs in to see her own pages."""
    locked = locked_volunteer(volunteer.pk)
    if locked.user_id is not None:
        raise DomainError("She has a sign-in already.")
    if not roles.can(user, roles.SUPPORT_MUMS, locked.site):
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
        _save(locked, update_fields=changed)
        audit.record(by=by, action=action, target=locked, now=now, fields=" ".join(changed))
    return locked


def _save(volunteer: Volunteer, **how) -> None:
    try:
        with transaction.atomic():
            volunteer.save(**how)
    except IntegrityError as error:
        raise DomainError("There is already an enquiry from this e-mail address.") from error


def _new(
    first_name: str, last_name: str, email: str, phone: str, district: str, now: datetime
) -> Volunteer:
    return Volunteer(
        first_name=first_name,
        last_name=last_name,
        email=email,
        email_index=blind_index(email),
        phone=phone or None,
        postcode_district=district or None,
        status=VolunteerStatus.ENQUIRY,
        status_since=now,
        languages=["English"],
    )


def _site_for(district: str, *, on: date) -> Site | None:
    programme = pick_programme(district, on=on)
    return pick_site(programme, district, on=on) if programme else None


def _queue_receipt(volunteer: Volunteer, now: datetime) -> None:
    outbox.queue(
        notice=RECEIPT,
        object_id=volunteer.pk,
        about_id=volunteer.pk,
        dedupe_key=f"{RECEIPT}:{volunteer.pk}",
        due_at=now,
        expires_at=now + RECEIPT_IS_STALE_AFTER,
    )
