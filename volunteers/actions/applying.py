"""Somebody applies: from the public form, or once more after years."""

from datetime import datetime

from django.db import connection, transaction

from pim.access import audit
from pim.access.audit import Actor
from pim.access.encryption import blind_index
from pim.errors import DomainError
from referrals.actions import close_draft, why_held
from referrals.enums import HeldFor
from referrals.models import Draft
from referrals.queries import site_for, uk_date
from volunteers import lifecycle, queries
from volunteers.actions.receipts import queue_receipt
from volunteers.actions.whereabouts import living_at, reached_at
from volunteers.applications import Applied, in_words
from volunteers.enums import VolunteerStatus
from volunteers.models import Application, Reference, Volunteer

PLEASE_WAIT = {
    HeldFor.TOO_FAST: "That was very quick. Wait a few seconds, then send it once more.",
    HeldFor.FLOOD: (
        "Many forms came from where you are in the last hour. What you typed is kept here. "
        "Send it again in an hour, or ring us."
    ),
}


@transaction.atomic
def submit_application(
    *, draft: Draft, applied: Applied, network: str, by: Actor, now: datetime
) -> None:
    """Send a half-filled application in, once. Too fast for a person: she is asked to wait."""
    why = why_held(draft=draft, trapped=False, network=network, now=now)
    if why:
        raise DomainError(PLEASE_WAIT[HeldFor(why)])
    if close_draft(draft=draft, now=now):
        apply(applied=applied, by=by, now=now)


@transaction.atomic
def apply(*, applied: Applied, by: Actor, now: datetime) -> Volunteer:
    """She applies. Whoever asked us before, by this address and name, is the same volunteer.

    Nobody confirms an address here, so a form never writes over somebody we know: what a current
    volunteer told us stands, and whoever comes by the address of one who has left, or by another
    name, gets a record of her own beside it. A person sees both, and says who is who.
    """
    her = _whose_it_is(applied)
    if her is None:
        her = _somebody_new(applied, by, now)
        _keep(her, applied, now)
    elif her.status == VolunteerStatus.ENQUIRY:
        _take_details(her, applied, now)
        her = lifecycle.move_volunteer(her, VolunteerStatus.APPLICATION, by=by, now=now)
        _keep(her, applied, now)
    elif queries.expects_application(her):
        _keep(her, applied, now)
        audit.record(by=by, action="volunteer.applied", target=her, now=now)
    else:
        _keep_beside(her, applied, now)
        audit.record(by=by, action="volunteer.applied_again", target=her, now=now)
    queue_receipt(her, now, of=f"application:{now:%Y-%m-%d}")
    return her


def _whose_it_is(applied: Applied) -> Volunteer | None:
    known = known_by(applied.email)
    if known is None or known.status == VolunteerStatus.LEFT:
        return None
    told_us_nothing_yet = known.status == VolunteerStatus.ENQUIRY
    if told_us_nothing_yet or queries.expects_application(known):
        return known if _same_name(known, applied) else None
    return known


def _same_name(known: Volunteer, applied: Applied) -> bool:
    """By her first name: an enquiry often comes without the last."""
    return (known.first_name or "").casefold() == applied.first_name.casefold()


def known_by(email: str) -> Volunteer | None:
    """The volunteer with this address. Two who send at once are taken one after the other."""
    index = blind_index(email)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))", [index])
    same = Volunteer.objects.select_for_update().filter(email_index=index, erased_at__isnull=True)
    return same.order_by("-created_at").first()


def _somebody_new(applied: Applied, by: Actor, now: datetime) -> Volunteer:
    new = Volunteer(
        email=applied.email,
        email_index=blind_index(applied.email),
        status=VolunteerStatus.APPLICATION,
        status_since=now,
    )
    _take_details(new, applied, now)
    lifecycle.note_volunteer_event(new, "", by=by, now=now)
    return new


def _take_details(her: Volunteer, applied: Applied, now: datetime) -> None:
    """Who she is and what she could offer, as she says it now."""
    her.first_name, her.last_name = applied.first_name, applied.last_name
    her.why = applied.why or her.why
    reached = reached_at(applied.phone or her.phone)
    for name, value in (living_at(applied.postcode) | reached).items():
        setattr(her, name, value)
    her.site = her.site or site_for(her.postcode_district or "", on=uk_date(now))
    her.formats, her.times = list(applied.formats), list(applied.times)
    her.days, her.languages = list(applied.days), list(applied.languages)
    her.leaves_on = None
    her.save()


def _keep_beside(her: Volunteer, applied: Applied, now: datetime) -> None:
    """For a person to read beside what she told us first. Of several, the newest."""
    sent = f"{uk_date(now):%-d %B %Y}\n\n{in_words(applied)}"
    Application.objects.filter(volunteer=her).update(sent_again=sent)


def _keep(her: Volunteer, applied: Applied, now: datetime) -> None:
    """What she wrote, and the people who know her in place of any who have not answered."""
    words = {
        name: getattr(applied, name) or None
        for name in ("own_story", "helped_before", "support_needs", "to_talk_about")
    }
    Application.objects.update_or_create(
        volunteer=her,
        defaults=words
        | {
            "sent_at": now,
            "is_adult": applied.is_adult,
            "agrees_to_check": applied.agrees_to_check,
            "could_train": list(applied.could_train),
        },
    )
    Reference.objects.open().filter(volunteer=her).update(replaced_at=now)
    Reference.objects.bulk_create(
        Reference(
            volunteer=her,
            name=one.name,
            email=one.email or None,
            phone=one.phone or None,
            relationship=one.relationship or None,
            named_at=now,
        )
        for one in applied.referees
    )
