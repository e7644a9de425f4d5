"""The link to a saved form. It says neither who we are nor what the form is about."""

from django.conf import settings
from django.urls import reverse

from pim.messages import notices
from pim.messages.notices import Cancel, Send, Verdict
from pim.models import Message
from referrals.actions import DRAFT_NOTICE, draft_link
from referrals.models import Draft


@notices.register
class DraftLink(notices.Notice):
    key = DRAFT_NOTICE
    called = "Link to a saved form"
    template = "referrals/messages/draft_link"

    def load(self, object_id):
        return Draft.objects.filter(pk=object_id).first()

    def decide(self, draft: Draft, now) -> Verdict:
        if draft.sent_at:
            return Cancel("sent_in")
        if not draft.email or draft.expires_at <= now:
            return Cancel("gone")
        return Send(draft.email, unconfirmed=True)

    def words(self, draft: Draft, message: Message) -> dict:
        """With the time it was begun: somebody may have saved several."""
        token = draft_link(draft, message)
        return {
            "begun_at": draft.started_at,
            "until": draft.expires_at,
            "link": settings.BASE_URL + reverse("back-link", args=[token]),
        }
