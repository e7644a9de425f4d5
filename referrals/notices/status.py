"""The link with which whoever referred her sees where it stands."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from pim import clock
from pim.messages import links, notices
from pim.messages.notices import Verdict
from pim.models import Message
from referrals.actions import NEW_STATUS_LINK, STATUS_LINK, STATUS_LINK_LASTS
from referrals.models import Referral
from referrals.notices.base import ReferralNotice, to_referrer


def status_link(referral: Referral, message: Message) -> str:
    """The same address however often the message is tried."""
    token = links.make(
        purpose=STATUS_LINK,
        object_id=referral.pk,
        message=message,
        expires_at=clock.now() + STATUS_LINK_LASTS,
    )
    return settings.BASE_URL + reverse("referral-status-link", args=[token])


@notices.register
class NewStatusLink(ReferralNotice):
    """To the address on file, never to another: somebody asked for a new link."""

    key = NEW_STATUS_LINK
    called = "New link for the person who referred her"
    says = "That the new link did not arrive. Ask which work address is right."
    template = "referrals/messages/new_status_link"

    def decide(self, referral: Referral, now: datetime) -> Verdict:
        return to_referrer(referral)

    def words(self, referral: Referral, message: Message) -> dict:
        link = status_link(referral, message)
        return super().words(referral, message) | {"link": link, "days": STATUS_LINK_LASTS.days}
