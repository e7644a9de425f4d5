"""That a form has arrived: to her, or to whoever referred her."""

from pim.messages import notices
from pim.messages.notices import Cancel, Verdict
from pim.models import Message
from referrals import queries
from referrals.actions import RECEIPT, REFERRER_RECEIPT, STATUS_LINK_LASTS
from referrals.enums import Status
from referrals.models import Referral
from referrals.notices.base import ReferralNotice, to_referrer
from referrals.notices.gate import ForHer
from referrals.notices.status import status_link


@notices.register
class Receipt(ForHer, ReferralNotice):
    """To her, at once, if she said that e-mail is safe and that we may write."""

    key = RECEIPT
    called = "Receipt to her"
    is_automatic = False
    template = "referrals/messages/receipt"
    says = "That her message has arrived, her reference, and by which day we ring."
    by_hand_if = frozenset({"no_safe_way"})  # without her consent she has read it on the screen

    def decide(self, referral: Referral, now) -> Verdict:
        if referral.status == Status.CLOSED:
            return Cancel("closed")
        return self.gate(referral, now)

    def words(self, referral: Referral, message: Message) -> dict:
        """With the link to her page, where she has a word that opens it."""
        opens = queries.can_open_her_page(referral)
        link = queries.her_page_link(referral, message) if opens else ""
        return super().words(referral, message) | {"link": link}


@notices.register
class ReferrerReceipt(ReferralNotice):
    """To whoever referred her: the reference, and not a word about her."""

    key = REFERRER_RECEIPT
    called = "Receipt to the person who referred her"
    says = "That the form has arrived, and its reference. Not a word about her."
    template = "referrals/messages/referrer_receipt"

    def decide(self, referral: Referral, now) -> Verdict:
        return to_referrer(referral)

    def words(self, referral: Referral, message: Message) -> dict:
        link = status_link(referral, message)
        return super().words(referral, message) | {"link": link, "days": STATUS_LINK_LASTS.days}
