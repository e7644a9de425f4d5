"""What she said yes and no to. Each decision is a row of its own; the latest one counts."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from pim.access import audit
from pim.access.audit import Actor
from referrals import decisions_told
from referrals.enums import Means, Purpose
from referrals.models import Consent, Referral

# Goes up whenever the words she is asked with change; every decision keeps its version.
WORDING_VERSION = "2026-11"


def record(
    *,
    referral: Referral,
    purpose: Purpose,
    given: bool,
    means: Means,
    by: Actor,
    now: datetime,
) -> Consent:
    """Add one decision about one purpose, with its audit row. Call it inside a transaction."""
    said = {purpose: given}
    return record_all(referral=referral, said=said, means=means, by=by, now=now)[0]


def record_all(
    *, referral: Referral, said: Mapping[Purpose, bool], means: Means, by: Actor, now: datetime
) -> list[Consent]:
    """Add what she decided in one go. What hangs on it is looked at once, when all of it stands."""
    how = {"wording_version": WORDING_VERSION, "means": means, "at": now, **by.columns()}
    made = [
        Consent(referral=referral, purpose=purpose, given=given, **how)
        for purpose, given in said.items()
    ]
    Consent.objects.bulk_create(made)
    for one in made:
        audit.record(
            by=by,
            action="referral.consent_recorded",
            target=referral,
            now=now,
            purpose=one.purpose,
            given=one.given,
        )
    if made:
        decisions_told.tell(referral, by=by, now=now)
    return made


def latest(referral: Referral, purpose: Purpose) -> Consent | None:
    decisions = Consent.objects.filter(referral=referral, purpose=purpose)
    return decisions.order_by("-at", "-id").first()


def has_given(referral: Referral, purpose: Purpose) -> bool:
    """Whether her latest decision about this purpose is yes. Never asked means no."""
    decision = latest(referral, purpose)
    return decision is not None and decision.given


def given_for_messages(referrals: Iterable[UUID]) -> set[UUID]:
    """Of these referrals, those whose latest decision is that we may write."""
    made = Consent.objects.filter(referral__in=list(referrals), purpose=Purpose.MESSAGES)
    newest = dict(made.order_by("at", "id").values_list("referral", "given"))
    return {pk for pk, given in newest.items() if given}


def decisions(referral: Referral) -> dict[Purpose, Consent | None]:
    """Every purpose with her latest decision, None where she was never asked."""
    made = Consent.objects.filter(referral=referral).order_by("at", "id")
    newest = {decision.purpose: decision for decision in made}
    return {purpose: newest.get(purpose) for purpose in Purpose}
