"""What still has to be done before she can be accepted."""

from referrals.enums import ContactOutcome, Means
from referrals.models import Agreement, ContactAttempt, Referral


def has_spoken(referral: Referral) -> bool:
    return ContactAttempt.objects.filter(referral=referral, outcome=ContactOutcome.SPOKE).exists()


def agreed_herself(referral: Referral) -> bool:
    """A referrer's word that she agrees is not hers."""
    agreements = Agreement.objects.filter(referral=referral)
    return agreements.exclude(means=Means.THROUGH_REFERRER).exists()


def missing_before_acceptance(referral: Referral) -> list[str]:
    """What is still to be done before she can be accepted, as sentences for a coordinator."""
    missing = []
    if referral.site_id is None:
        missing.append("Choose her site.")
    if not has_spoken(referral):
        missing.append("Speak with her and log the call.")
    if not agreed_herself(referral):
        missing.append("Ask her whether she wants this herself, and record her yes.")
    return missing
