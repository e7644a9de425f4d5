"""The last words where nobody could be reached."""

from datetime import datetime

from pim.messages import notices
from pim.messages.notices import Cancel, Verdict
from referrals import consent, queries
from referrals.actions import NOT_REACHED, REFERRER_NOT_REACHED
from referrals.enums import ClosedReason, Purpose
from referrals.models import Referral, Referrer
from referrals.notices.base import TELL_HER_YOURSELF, ReferralNotice, to_referrer
from referrals.notices.gate import ForHer
from referrals.work_addresses import is_work_address


@notices.register
class NotReached(ForHer, ReferralNotice):
    """To her: that we stop ringing, and that the door stays open."""

    key = NOT_REACHED
    called = "Last word to her: not reached"
    says = "That we missed her and stop ringing. She can come back and need not start again."
    if_not_arrived = "See below whether anything can be done"
    template = "referrals/messages/not_reached"
    is_last_word, by_hand_if = True, TELL_HER_YOURSELF

    def decide(self, referral: Referral, now: datetime) -> Verdict:
        return stands_otherwise(referral) or self.gate(referral, now)


@notices.register
class ReferrerNotReached(ReferralNotice):
    """To whoever referred her, if she agreed as far as they say: the reference, no more.

    Only to a mailbox that is theirs, or one that only people at work have.
    """

    key = REFERRER_NOT_REACHED
    called = "Word to the person who referred her: not reached"
    says = "That we could not reach the person with this reference. Not a word more about her."
    template = "referrals/messages/referrer_not_reached"
    is_last_word = True

    def decide(self, referral: Referral, now: datetime) -> Verdict:
        if not may_be_told(referral):
            return Cancel("she_said_no")
        if not is_theirs(referral.referrer):
            return Cancel("address_not_confirmed")
        return stands_otherwise(referral) or to_referrer(referral)


def stands_otherwise(referral: Referral) -> Cancel | None:
    if referral.held_for:
        return Cancel("held_back")
    if referral.closed_reason != ClosedReason.NOT_REACHABLE:
        return Cancel("reopened")
    return None


def is_theirs(referrer: Referrer | None) -> bool:
    return referrer is not None and (
        queries.is_known_address(referrer) or is_work_address(referrer.email or "")
    )


def may_be_told(referral: Referral) -> bool:
    """We were told that she agreed, and she has not said otherwise to us since."""
    since = consent.latest(referral, Purpose.REFERRER)
    return referral.referrer_may_be_told and (since is None or since.given)
