"""What speaks for and against a decision, and what still has to be done before it."""

from datetime import date

from referrals import eligibility
from referrals.eligibility import Facts, Reason, Rules
from referrals.enums import ChildProtection, ContactOutcome, Means
from referrals.models import Agreement, ContactAttempt, Referral, Triage


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


def missing_before_reopening(referral: Referral) -> list[str]:
    same = Referral.objects.open().filter(parent=referral.parent_id)
    other = same.filter(programme=referral.programme_id).exclude(pk=referral.pk).first()
    return [f"She already has an open referral: {other.reference}."] if other else []


def first_call(referral: Referral) -> Triage | None:
    """What the first call found out; None where there was none yet."""
    return (
        Triage.objects.select_related("saved_by", "draft_by").filter(referral=referral.pk).first()
    )


def red_flags(referral: Referral) -> list[str]:
    noted = first_call(referral)
    return noted.red_flags if noted else []


NO_PROTECTION = ("", ChildProtection.NONE, ChildProtection.NOT_KNOWN)


def risks_were_named(referral: Referral) -> bool:
    """Whether somebody named a risk, or said that a child is protected or looked after."""
    return bool(referral.known_risks) or referral.child_protection not in NO_PROTECTION


def has_risks(referral: Referral) -> bool:
    """Whether somebody has to look again before the referral is closed."""
    return risks_were_named(referral) or bool(red_flags(referral))


def eligibility_of(referral: Referral, *, on: date) -> list[Reason]:
    """Whether the programme fits her, in reasons. A person decides."""
    parent, noted = referral.parent, first_call(referral)
    facts = Facts(
        age_band=parent.age_band,
        situation=referral.situation,
        born_on=referral.born_on,
        site=referral.site.name if referral.site else "",
        district=parent.postcode_district or "",
        agrees_herself=agreed_herself(referral),
        language=parent.language,
        needs_interpreter=parent.needs_interpreter,
        red_flags=len(noted.red_flags) if noted else 0,
        is_partner=noted.is_partner if noted else None,
    )
    programme = referral.programme
    return eligibility.reasons(
        facts, Rules(programme.oldest_child_months, programme.takes_partners), on=on
    )
