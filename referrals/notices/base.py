"""What all messages about a referral share. Neutral words only: others may read them first."""

from typing import ClassVar

from pim.messages import notices
from pim.messages.notices import Cancel, Send, Verdict
from pim.models import Message
from referrals import queries
from referrals.enums import ContactChannel
from referrals.models import Referral

# Why a message to her was not sent, and a person tells her in a way that is safe.
TELL_HER_YOURSELF = frozenset(
    {"no_safe_way", "no_shared_hour", "no_consent", "consent_not_asked", "loss"}
)


class ReferralNotice(notices.Notice):
    """A message about one referral. ``is_last_word``: about one that is closed."""

    is_last_word: ClassVar[bool] = False

    def load(self, object_id):
        return (
            Referral.objects.select_related("parent", "referrer", "site", "programme")
            .filter(pk=object_id)
            .first()
        )

    def words(self, referral: Referral, message: Message) -> dict:
        return words_for(referral)


def to_referrer(referral: Referral) -> Verdict:
    if referral.held_for:
        return Cancel("held_back")
    if referral.referrer is None or not referral.referrer.email:
        return Cancel("no_address")
    known = queries.is_known_address(referral.referrer)
    return Send(referral.referrer.email, unconfirmed=not known)


def word_for(referral: Referral) -> str:
    """The word by which she knows that it is us; that of her e-mail, where she has one."""
    live = [way for way in queries.safe_contacts(referral) if way.address]
    written = (ContactChannel.EMAIL, ContactChannel.TEXT)
    ways = (next((way for way in live if way.channel == one), None) for one in written)
    return next((way.word for way in ways if way and way.word), "")


def words_for(referral: Referral) -> dict:
    """Who we are to her, by when we ring, and how to reach us."""
    return {
        "us": queries.what_we_call_ourselves(referral),
        "word": word_for(referral),
        "reference": referral.reference,
        "call_by": queries.promised_call_on(referral),
        "can_ring": bool(queries.safe_contact(referral, ContactChannel.PHONE)),
        "desk": queries.desk(referral),
        "referral": referral,  # for whose_desk.html
    }
