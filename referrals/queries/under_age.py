"""Who is under 18, and whether the safeguarding lead has looked at what that needs."""

from django.db.models import CharField, Exists, OuterRef, QuerySet
from django.db.models.functions import Cast

from pim import duty
from pim.enums import Role
from pim.models import AuditEvent, User
from referrals.eligibility import UNDER_AGE
from referrals.models import Referral

CHECKS_REVIEWED = "referral.under_age_reviewed"
"""The row of the trail that says so; there is no other mark."""


def under_age() -> QuerySet[Referral]:
    """Open referrals of somebody under 18 that the lead has not looked at yet."""
    reviewed = AuditEvent.objects.filter(
        action=CHECKS_REVIEWED, target_id=Cast(OuterRef("pk"), CharField())
    )
    young = Referral.objects.open().filter(held_for="", parent__age_band__in=UNDER_AGE)
    return young.exclude(Exists(reviewed))


def lead_of(referral: Referral) -> User | None:
    """The safeguarding lead of her site, or of her programme while she has no site."""
    return duty.with_role(Role.SAFEGUARDING_LEAD, site=referral.site, programme=referral.programme)
