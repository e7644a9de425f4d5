"""The last words where nobody could be reached."""

from datetime import datetime

from pim.messages import notices
from pim.messages.notices import Cancel, Verdict
from referrals import consent
from referrals.actions import NOT_REACHED, REFERRER_NOT_REACHED
from referrals.enums import ClosedReason, Purpose
from referrals.models import Referral
from referrals.notices.base import TELL_HER_YOURSELF, ReferralNotice, to_her, to_referrer


@notices.register
class NotReached(ReferralNotice):
    """To her: that we stop ringing, and that the door stays open."""

    key = NOT_REACHED
    called = "Last word to her: not reached"
    template = "referrals/messages/not_reached"
    is_last_word, by_hand_if = True, TELL_HER_YOURSELF

    def decide(self, referral: Referral, now: datetime) -> Verdict:
        return stands_otherwise(referral) or to_her(referral)


@notices.register
class ReferrerNotReached(ReferralNotice):
    """To whoever referred her, where she agreed: the reference, and not a word about her."""

    key = REFERRER_NOT_REACHED
    called = "Word to the person who referred her: not reached"
    template = "referrals/messages/referrer_not_reached"
    is_last_word = True

    def decide(self, referral: Referral, now: datetime) -> Verdict:
        if not may_be_told(referral):
            return Cancel("she_said_no")
        return stands_otherwise(referral) or to_referrer(referral)


def stands_otherwise(referral: Referral) -> Cancel | None:
    if referral.held_for:
        return Cancel("held_back")
    if referral.closed_reason != ClosedReason.NOT_REACHABLE:
        return Cancel("reopened")
    return None


def may_be_told(referral: Referral) -> bool:
    """She agreed when she was referred, and has not said otherwise to us since."""
    since = consent.latest(referral, Purpose.REFERRER)
    return referral.referrer_may_be_told and (since is None or since.given)
