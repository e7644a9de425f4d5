"""The first calls: tries to reach her, and what she says yes and no to."""

from datetime import datetime

from django.db import transaction

from pim.access import audit
from pim.access.audit import Actor
from pim.errors import DomainError
from referrals import consent, lifecycle, queries
from referrals.actions.concerns import raise_concern
from referrals.actions.contacts import doubt_safe_contact
from referrals.actions.locking import locked_row
from referrals.enums import (
    OPEN,
    ConcernKind,
    ConcernUrgency,
    ContactChannel,
    ContactOutcome,
    Means,
    Purpose,
    Status,
)
from referrals.models import (
    Agreement,
    ContactAttempt,
    Referral,
    SafeContact,
)

ABOUT_THE_WAY = (ContactOutcome.VOICEMAIL, ContactOutcome.WRONG_NUMBER)


@transaction.atomic
def log_contact_attempt(
    *,
    referral: Referral,
    channel: ContactChannel,
    outcome: ContactOutcome,
    note: str = "",
    contact: SafeContact | None = None,
    by_mistake: bool = False,
    by: Actor,
    now: datetime,
) -> ContactAttempt:
    """Note one try to reach her. The first one of a new referral moves it to *in contact*.

    ``contact`` is the way that was used, by default the first safe one of the channel;
    ``by_mistake`` owns to a voicemail where she asked for none, which opens a concern.
    """
    locked = locked_row(referral)
    if locked.status not in OPEN:
        raise DomainError("This referral is closed. Reopen it before you log a call.")
    if outcome in ABOUT_THE_WAY:
        contact = contact or queries.safe_contact(locked, channel)
    if outcome == ContactOutcome.VOICEMAIL and contact and asks_for_no_voicemail(contact):
        _own_to_a_voicemail(locked, by_mistake, by=by, now=now)
    if outcome == ContactOutcome.WRONG_NUMBER and contact:
        doubt_safe_contact(contact=contact, by=by, now=now)
    attempt = ContactAttempt.objects.create(
        referral=locked, channel=channel, outcome=outcome, note=note or None, at=now, by=by.user
    )
    audit.record(by=by, action="referral.call_logged", target=locked, now=now, outcome=outcome)
    if locked.status == Status.RECEIVED:
        lifecycle.move(locked, Status.IN_CONTACT, by=by, now=now)
    return attempt


def asks_for_no_voicemail(contact: SafeContact) -> bool:
    return contact.channel == ContactChannel.PHONE and not contact.voicemail_ok


def _own_to_a_voicemail(referral: Referral, by_mistake: bool, *, by: Actor, now: datetime) -> None:
    """It is never hidden: somebody thinks about who may have heard it."""
    if not by_mistake:
        raise DomainError(
            "She asked us to leave no voicemail on this number. If you left none, choose "
            "“No answer”. If one was left, tick that it happened by mistake: that opens a concern."
        )
    raise_concern(
        kind=ConcernKind.FOR_HER,
        urgency=ConcernUrgency.SAME_DAY,
        words="A voicemail was left by mistake on a number where she asked us to leave none. "
        "Think about who may have heard it, and ask her when it is safe.",
        referral=referral,
        by=by,
        now=now,
    )


@transaction.atomic
def confirm_agreement(*, referral: Referral, means: Means, by: Actor, now: datetime) -> Agreement:
    """She says herself that she wants support."""
    if means == Means.THROUGH_REFERRER:
        raise DomainError("Ask her herself: by phone, on paper or on screen.")
    locked = locked_row(referral)
    add_agreement_row(locked, means, by=by, now=now)
    return Agreement.objects.filter(referral=locked).latest("at", "id")


@transaction.atomic
def record_consent(
    *,
    referral: Referral,
    purpose: Purpose,
    given: bool,
    means: Means,
    by: Actor,
    now: datetime,
) -> None:
    """One decision about one purpose; an earlier one stays on record and counts no more."""
    if means == Means.THROUGH_REFERRER:
        raise DomainError("A consent is hers to give. Ask her herself.")
    locked = locked_row(referral)
    consent.record(referral=locked, purpose=purpose, given=given, means=means, by=by, now=now)


def add_agreement_row(referral: Referral, means: Means, *, by: Actor, now: datetime) -> None:
    Agreement.objects.create(
        referral=referral,
        wording_version=consent.WORDING_VERSION,
        means=means,
        at=now,
        **by.columns(),
    )
    audit.record(by=by, action="referral.agreement_recorded", target=referral, now=now, means=means)
