"""What we write about a referral. Neutral words only: somebody else may read them first."""

from pim.messages import notices
from pim.messages.notices import Cancel, Send, Verdict
from pim.models import Message
from referrals import consent, queries
from referrals.actions import RECEIPT, REFERRER_RECEIPT
from referrals.enums import ContactChannel, Purpose, Status
from referrals.models import Referral


class ReferralNotice(notices.Notice):
    """A message about one referral."""

    def load(self, object_id):
        return (
            Referral.objects.select_related("parent", "referrer", "site", "programme")
            .filter(pk=object_id)
            .first()
        )

    def words(self, referral: Referral, message: Message) -> dict:
        return words_for(referral)


def words_for(referral: Referral) -> dict:
    """Who we are to her, by when we ring, and how to reach us."""
    contact = queries.safe_contact(referral, ContactChannel.EMAIL)
    return {
        "us": queries.what_we_call_ourselves(referral),
        "word": (contact and contact.word) or "",
        "reference": referral.reference,
        "call_by": queries.first_call_due_on(referral),
        "can_ring": bool(queries.safe_contact(referral, ContactChannel.PHONE)),
        "desk": queries.desk(referral),
    }


@notices.register
class Receipt(ReferralNotice):
    """To her, at once, if she said that e-mail is safe and that we may write."""

    key = RECEIPT
    called = "Receipt to her"
    template = "referrals/messages/receipt"

    def decide(self, referral: Referral, now) -> Verdict:
        contact = queries.safe_contact(referral, ContactChannel.EMAIL)
        if contact is None:
            return Cancel("no_safe_email")
        if not consent.has_given(referral, Purpose.MESSAGES):
            return Cancel("no_consent")
        if referral.status == Status.CLOSED:
            return Cancel("closed")
        return Send(contact.address)


@notices.register
class ReferrerReceipt(ReferralNotice):
    """To whoever referred her: the reference, and not a word about her."""

    key = REFERRER_RECEIPT
    called = "Receipt to the person who referred her"
    template = "referrals/messages/referrer_receipt"

    def decide(self, referral: Referral, now) -> Verdict:
        if referral.referrer is None or not referral.referrer.email:
            return Cancel("no_address")
        return Send(referral.referrer.email)
