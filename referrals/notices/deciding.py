"""A word to her about other services, and one to the safeguarding lead about an under 18."""

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from pim.messages import notices
from pim.messages.notices import Cancel, Postpone, Send, Verdict
from pim.models import Message
from referrals import queries
from referrals.actions import SIGNPOSTED, UNDER_AGE_NEWS
from referrals.models import Referral
from referrals.notices.base import ReferralNotice
from referrals.notices.gate import ForHer

ASK_AGAIN_WHO_LEADS = timedelta(hours=1)


@notices.register
class Signposted(ForHer, ReferralNotice):
    """To her. A service's name would tell too much to whoever reads over her shoulder."""

    key = SIGNPOSTED
    called = "Word to her: other services"
    says = "The services you talked about, and that she can come back at any time."
    template = "referrals/messages/signposted"

    def decide(self, referral: Referral, now: datetime) -> Verdict:
        return self.gate(referral, now)


@notices.register
class UnderAge(ReferralNotice):
    """To the safeguarding lead. Says neither who nor what."""

    key = UNDER_AGE_NEWS
    called = "News for the safeguarding lead: under 18"
    template = "referrals/messages/under_age"

    def decide(self, referral: Referral, now: datetime) -> Verdict:
        if not queries.under_age().filter(pk=referral.pk).exists():
            return Cancel("looked_at")
        lead = queries.lead_of(referral)
        if lead is None:
            return Postpone(now + ASK_AGAIN_WHO_LEADS, "nobody_to_tell")
        return Send(lead.email)

    def words(self, referral: Referral, message: Message) -> dict:
        return {"link": settings.BASE_URL + reverse("admin:index")}
