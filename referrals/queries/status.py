"""What whoever referred her may see of where it stands: four words, and a day."""

from uuid import UUID

from referrals import consent
from referrals.enums import ACCEPTED, ClosedReason, Purpose, Seen, Status
from referrals.models import Referral, ReferralEvent
from referrals.work_addresses import is_work_address

NOT_HER_OWN_END = (ClosedReason.DUPLICATE, ClosedReason.NOT_GENUINE)


def referral_of_referrer(pk: UUID) -> Referral | None:
    """The referral a status link leads to, while there is somebody to send the next link to."""
    found = Referral.objects.filter(pk=pk, referrer__email__isnull=False)
    return found.select_related("referrer", "programme", "site", "parent").first()


def seen_by_referrer(referral: Referral) -> Seen:
    """*Received*, and nothing more, until it is known whose address it is and she has said yes.

    As soon as she takes her yes back it is *received* again.
    """
    referral = _goes_on_as(referral)
    if missing_before_status(referral) or referral.closed_reason in NOT_HER_OWN_END:
        return Seen.RECEIVED
    if referral.status == Status.CLOSED:
        return Seen.ENDED
    if referral.status in ACCEPTED and _has_started(referral):
        return Seen.STARTED
    return Seen.RECEIVED if referral.status == Status.RECEIVED else Seen.IN_CONTACT


def missing_before_status(referral: Referral) -> list[str]:
    """What keeps more than “received” from whoever referred her, in a coordinator's words."""
    referrer, missing = referral.referrer, []
    if referrer.address_confirmed_at is None:
        missing.append("They have not yet opened our link and said that it is their address.")
    if not at_work(referrer):
        missing.append("Check that it is a work address.")
    if not consent.has_given(referral, Purpose.REFERRER):
        missing.append("She has not said that this person may know.")
    return missing


def at_work(referrer) -> bool:
    return referrer.work_checked_at is not None or is_work_address(referrer.email or "")


def _goes_on_as(referral: Referral) -> Referral:
    """Asked for twice and merged: the one that goes on, if it took this referrer along."""
    while (other := referral.duplicate_of) and other.referrer_id == referral.referrer_id:
        referral = other
    return referral


def _has_started(referral: Referral) -> bool:
    """Once begun it stays so until it ends, whoever supports her."""
    turns = ReferralEvent.objects.filter(
        referral=referral, to_status__in=(Status.IN_SUPPORT, Status.CLOSED)
    )
    last = turns.order_by("-at", "-id").first()
    return last is not None and last.to_status == Status.IN_SUPPORT
