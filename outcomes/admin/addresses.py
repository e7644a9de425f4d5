"""Where a screen of ours sends people to."""

from django.urls import reverse

from outcomes.models import RiskEvent
from pim.admin.bases import Link
from referrals.models import Referral


def link_to_referral(referral: Referral) -> Link:
    address = reverse("admin:referrals_referral_change", args=[referral.pk])
    return Link("Open her referral", address)


def risk_address(event: RiskEvent) -> str:
    return reverse("admin:outcomes_riskevent_change", args=[event.pk])
