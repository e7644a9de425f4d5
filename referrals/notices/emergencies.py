"""To those whose record somebody opened in an emergency. Says neither who nor what."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from pim.enums import MessageClass
from pim.messages import notices
from pim.messages.notices import Cancel, Notice, Send, Verdict
from pim.models import Message
from referrals.actions import EMERGENCY_NEWS
from referrals.models import EmergencyNews


@notices.register
class OpenedInEmergency(Notice):
    key = EMERGENCY_NEWS
    called = "News that a record was opened in an emergency"
    klass = MessageClass.RISK
    template = "referrals/messages/opened_in_emergency"

    def load(self, object_id) -> EmergencyNews | None:
        return EmergencyNews.objects.select_related("user").filter(pk=object_id).first()

    def decide(self, news: EmergencyNews, now: datetime) -> Verdict:
        if news.seen_at:
            return Cancel("seen")
        return Send(news.user.email) if news.user.is_active else Cancel("has_left")

    def words(self, news: EmergencyNews, message: Message) -> dict:
        return {"link": settings.BASE_URL + reverse("admin:index")}
