"""The alert about a reply that nobody has seen to in time."""

from datetime import datetime, timedelta

from pim.messages import alerts, notices, unread
from pim.models import Message, Reply, User


@notices.register
class ReplyUnread(alerts.Alert):
    """To the next person of the rota. She finds it on Today."""

    key = unread.REPLY_UNREAD
    called = "Alert about a reply nobody has seen to"
    template = "pim/messages/reply_unread"
    if_not_arrived = "Tell each other: open Replies to read"
    ask_again = timedelta(minutes=10)

    def load(self, object_id) -> Reply | None:
        return Reply.objects.filter(pk=object_id).first()

    def why_not(self, reply: Reply, now: datetime) -> str:
        return "seen_to" if reply.looked_after_at else ""

    def who(self, reply: Reply, now: datetime) -> User | None:
        site = unread.sites_of([reply]).get(reply.about_id)
        return unread.who_is_next(site, now) if site else None

    def words(self, reply: Reply, message: Message) -> dict:
        return super().words(reply, message) | {"since": reply.received_at}
