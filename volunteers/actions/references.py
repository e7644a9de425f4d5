"""Two people who know her: asked by a link, answered once, judged by a coordinator."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from pim.access import audit
from pim.access.audit import Actor
from pim.errors import DomainError
from pim.messages import links, outbox
from volunteers.actions.locking import locked_volunteer
from volunteers.actions.standing import move_up_if_ready
from volunteers.enums import Verdict, VolunteerStatus
from volunteers.models import Reference, Volunteer
from volunteers.referees import shares_address

REFERENCE_LINK = "volunteer-reference"  # what the link of a referee opens
REFERENCE_ASKED = "volunteer.reference"
REFERENCE_REMINDER = "volunteer.reference_reminder"
REFERENCE_LINK_LASTS = timedelta(days=30)
REMIND_AFTER = timedelta(days=7)


@transaction.atomic
def name_referee(
    *,
    volunteer: Volunteer,
    name: str,
    email: str = "",
    phone: str = "",
    relationship: str = "",
    by: Actor,
    now: datetime,
) -> Reference:
    """She names somebody who knows her."""
    if not (email or phone):
        raise DomainError("Give an e-mail address or a phone number.")
    _check_somebody_else(volunteer, email, phone)
    named = Reference.objects.create(
        volunteer=volunteer,
        name=name,
        email=email or None,
        phone=phone or None,
        relationship=relationship or None,
        named_at=now,
    )
    audit.record(by=by, action="volunteer.referee_named", target=volunteer, now=now)
    return named


def _check_somebody_else(volunteer: Volunteer, email: str, phone: str) -> None:
    """Two references mean two people, and neither is herself."""
    her = locked_volunteer(volunteer.pk)
    if shares_address(her, email, phone):
        raise DomainError("This is her own address or number. It must be somebody who knows her.")
    counted = Q(answered_at=None) | ~Q(verdict=Verdict.NOT_ENOUGH)
    named = Reference.objects.filter(counted, volunteer=volunteer, replaced_at=None)
    if any(shares_address(one, email, phone) for one in named):
        raise DomainError("Somebody with this address or number is named already.")


@transaction.atomic
def name_another(
    *,
    reference: Reference,
    name: str,
    email: str = "",
    phone: str = "",
    relationship: str = "",
    by: Actor,
    now: datetime,
) -> Reference:
    """Somebody else in place of this one. What was written stays, and counts no more."""
    locked = _locked(reference)
    if locked.replaced_at:
        raise DomainError("Somebody else was named instead already.")
    locked.replaced_at = now
    locked.save(update_fields=["replaced_at"])
    links.close(purpose=REFERENCE_LINK, object_id=locked.pk, now=now)
    named = {"name": name, "email": email, "phone": phone, "relationship": relationship}
    return name_referee(volunteer=locked.volunteer, **named, by=by, now=now)


@transaction.atomic
def ask_references(*, volunteer: Volunteer, by: Actor, now: datetime) -> int:
    """Write to everyone named who has not been asked. Who has no address is rung by a person."""
    if volunteer.status == VolunteerStatus.LEFT:
        raise DomainError("She has left us.")
    unasked = Reference.objects.open().select_for_update(of=("self",)).filter(asked_at=None)
    asked = [one for one in unasked.filter(volunteer=volunteer) if one.email]
    if not asked:
        raise DomainError("There is nobody to write to. Name someone with an e-mail address.")
    for reference in asked:
        _ask(reference, now)
    audit.record(by=by, action="volunteer.references_asked", target=volunteer, now=now)
    return len(asked)


@transaction.atomic
def ask_reference(*, reference: Reference, by: Actor, now: datetime) -> None:
    """Write to one of them, who was named later."""
    locked = _locked(reference)
    if locked.asked_at or locked.answered_at or locked.replaced_at or not locked.email:
        raise DomainError("They were asked already, or there is no e-mail address.")
    _ask(locked, now)
    audit.record(by=by, action="volunteer.references_asked", target=locked.volunteer, now=now)


def _ask(reference: Reference, now: datetime) -> None:
    reference.asked_at = now
    reference.save(update_fields=["asked_at"])
    ends = now + REFERENCE_LINK_LASTS
    _queue(REFERENCE_ASKED, reference, str(reference.pk), now, ends)
    _queue(REFERENCE_REMINDER, reference, str(reference.pk), now + REMIND_AFTER, ends)


@transaction.atomic
def send_new_reference_link(*, token: str, now: datetime) -> None:
    """To the address on file, once a day at most; nothing where nothing is open any more."""
    link = links.issued(token, REFERENCE_LINK)
    reference = link and Reference.objects.open().filter(pk=link.object_id).first()
    if reference and reference.email:
        which = f"{reference.pk}:{now:%Y-%m-%d}"
        _queue(REFERENCE_ASKED, reference, which, now, now + REFERENCE_LINK_LASTS)


@transaction.atomic
def answer_reference(
    *,
    reference: Reference,
    known_for: str,
    strengths: str = "",
    worries: str = "",
    would_trust: bool | None = None,
    by: Actor,
    now: datetime,
) -> Reference:
    """What somebody says about her, once: by the link, or to a coordinator by phone."""
    locked = _locked(reference)
    if locked.answered_at or locked.replaced_at:
        raise DomainError("This has been answered already, or is not needed any more. Thank you.")
    locked.known_how_long, locked.would_trust = known_for, would_trust
    locked.strengths, locked.worries = strengths or None, worries or None
    locked.answered_at = now
    said = ["known_how_long", "would_trust", "strengths", "worries"]
    locked.save(update_fields=[*said, "answered_at"])
    links.close(purpose=REFERENCE_LINK, object_id=locked.pk, now=now)
    audit.record(by=by, action="volunteer.reference_given", target=locked.volunteer, now=now)
    return locked


@transaction.atomic
def judge_reference(
    *, reference: Reference, verdict: Verdict, note: str = "", by: Actor, now: datetime
) -> Reference:
    """What a coordinator makes of it. She may ask more first, and judge it again."""
    locked = _locked(reference)
    if locked.answered_at is None:
        raise DomainError("It has not come in yet.")
    locked.verdict, locked.note = verdict, note or locked.note
    locked.judged_at, locked.judged_by = now, by.user
    locked.save(update_fields=["verdict", "note", "judged_at", "judged_by"])
    hers = locked.volunteer
    audit.record(by=by, action="volunteer.reference_judged", target=hers, now=now, verdict=verdict)
    move_up_if_ready(locked_volunteer(hers.pk), by=by, now=now)
    return locked


def _locked(reference: Reference) -> Reference:
    of = Reference.objects.select_for_update(of=("self",)).select_related("volunteer")
    return of.get(pk=reference.pk)


def _queue(notice: str, reference: Reference, which: str, due_at: datetime, ends: datetime) -> None:
    outbox.queue(
        notice=notice,
        object_id=reference.pk,
        about_id=reference.volunteer_id,
        dedupe_key=f"{notice}:{which}",
        due_at=due_at,
        expires_at=ends,
    )
