"""The automatic answer to what she writes: when somebody reads it."""

from dataclasses import replace
from datetime import datetime

from pim.messages import notices
from pim.messages.notices import Send, Verdict
from referrals.answering import WE_READ
from referrals.models import Referral
from referrals.notices.base import ReferralNotice
from referrals.notices.gate import ForHer


@notices.register
class WeRead(ForHer, ReferralNotice):
    """At once, at any hour: she has just written. Neutral at its head, help at its foot."""

    key = WE_READ
    called = "When we read what she wrote"
    says = "That her message has arrived, when we read messages, and whom to ring till then."
    is_automatic = False
    template = "referrals/messages/we_read"

    def decide(self, referral: Referral, now: datetime) -> Verdict:
        """Not counted against a stranger's mailbox: she wrote first, and it is one a day."""
        verdict = self.gate(referral, now)
        return replace(verdict, unconfirmed=False) if isinstance(verdict, Send) else verdict
