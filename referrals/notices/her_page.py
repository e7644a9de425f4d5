"""The link to her page, and the question while she waits."""

from datetime import datetime

from pim.enums import MessageClass
from pim.messages import notices
from pim.messages.notices import Cancel, Verdict
from pim.models import Message
from referrals import queries
from referrals.actions import CHECK_IN, HER_PAGE_LINK
from referrals.enums import Status
from referrals.models import CheckIn, Referral
from referrals.notices.base import ReferralNotice, words_for
from referrals.notices.gate import ForHer


@notices.register
class HerPageLink(ForHer, ReferralNotice):
    """She asked for it, or a coordinator sends it: so no quiet hours."""

    key = HER_PAGE_LINK
    is_automatic = False
    called = "Link to her page"
    says = "The link to her page. If e-mail is not safe any more, ask what is, and send it anew."
    template = "referrals/messages/her_page_link"

    def decide(self, referral: Referral, now: datetime) -> Verdict:
        return nothing_to_open(referral) or self.gate(referral, now)

    def words(self, referral: Referral, message: Message) -> dict:
        return words_for(referral) | {"link": queries.her_page_link(referral, message)}


class NewsForHer(ForHer):
    """What leads her to her page by itself, by day."""

    klass = MessageClass.REMINDER

    def lead_to_her_page(self, referral: Referral, now: datetime) -> Verdict:
        return nothing_to_open(referral) or self.gate(referral, now)


@notices.register
class StillWanted(NewsForHer):
    """“Still want this?”, by day, while she waits and has not answered."""

    key = CHECK_IN
    called = "“Still want this?”"
    says = "Whether she still wants this. She keeps her place, whatever she answers."
    template = "referrals/messages/check_in"

    def load(self, object_id) -> CheckIn | None:
        rows = CheckIn.objects.select_related(
            "referral__parent", "referral__programme", "referral__site"
        )
        return rows.filter(pk=object_id).first()

    def decide(self, check_in: CheckIn, now: datetime) -> Verdict:
        if check_in.answered_at:
            return Cancel("answered")
        if check_in.ended_at or check_in.referral.status != Status.WAITING:
            return Cancel("not_waiting")
        return self.lead_to_her_page(check_in.referral, now)

    def words(self, check_in: CheckIn, message: Message) -> dict:
        link = queries.her_page_link(check_in.referral, message)
        return words_for(check_in.referral) | {"link": link}


def nothing_to_open(referral: Referral) -> Cancel | None:
    """A link is of no use to someone without a word, or one that is locked."""
    if referral.held_for:
        return Cancel("held_back")
    if referral.parent.erased_at:
        return Cancel("erased")
    return None if queries.can_open_her_page(referral) else Cancel("no_secret_word")
