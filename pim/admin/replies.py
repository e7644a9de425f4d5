"""What came back to us: what she wrote on a page of its own, and a queue of what is not read."""

from datetime import datetime

from django.contrib import admin
from django.urls import reverse
from django.utils.timesince import timesince

from pim.access import roles
from pim.admin import history, today
from pim.admin.bases import Filter, Link, PimModelAdmin, Summary, Tag, Words, button
from pim.admin.site import pim_site
from pim.admin.today import Queue, Row, Urgency
from pim.enums import ReplyKind
from pim.messages import ledger, notices, replies, unread
from pim.models import Reply

NOBODY_KNOWS = "A number or address nobody knows"
WHAT_TO_DO = {
    ReplyKind.STOP: (
        "She wants no more messages, and nothing goes by itself. Tell her news by phone, if a call "
        "is safe. Write by hand, once, only if she asks you to or you worry that she is not safe"
    ),
    ReplyKind.WORDS: "Read it, and answer in a way that is safe",
}


def to_read(user):
    return Reply.objects.visible_to(user).to_read().order_by("received_at", "pk")


@admin.register(Reply, site=pim_site)
class ReplyAdmin(PimModelAdmin):
    see_permission = work_permission = roles.SEE_REPLIES
    audit_views = True
    list_title = "Replies"
    list_intro = "What came back to us by text or e-mail. Open one to read it."
    list_display = ["received_at", "about", "channel", "kind", "how"]
    filters = [
        Filter(
            "read",
            "Read",
            lambda user: [("no", "Nobody has seen to it")],
            lambda rows, key: rows.to_read(),
        ),
        "kind",
        "channel",
    ]
    ordering = ["-received_at", "pk"]

    def prepare(self, records):
        found = ledger.links({one.about_id for one in records if one.about_id})
        for one in records:
            one.about_link = found.get(one.about_id)

    @admin.display(description="From")
    def about(self, reply):
        return reply.about_link or NOBODY_KNOWS

    @admin.display(description="How it stands")
    def how(self, reply):
        return self.state(reply)

    def title(self, reply):
        return "Reply by text" if reply.channel == "sms" else "Reply by e-mail"

    def state(self, reply):
        if reply.looked_after_at:
            return Tag("Seen to", "green")
        if reply.kind in WHAT_TO_DO:
            return Tag("To read", "blue")
        return Tag("Nothing to do", "grey")

    def lead(self, reply):
        if reply.looked_after_at:
            return f"{reply.looked_after_by.name} has seen to it"
        return f"{WHAT_TO_DO[reply.kind]}." if reply.kind in WHAT_TO_DO else ""

    @button(
        "I have seen to it",
        when=lambda reply: not reply.looked_after_at and reply.kind in WHAT_TO_DO,
        style="primary",
        done="Noted: you have seen to it.",
    )
    def seen_to(self, reply, **asked):
        """Back to whom it is from, where an app has named her."""
        replies.seen_to(reply=reply, **asked)
        link = ledger.links([reply.about_id]).get(reply.about_id)
        return link.url if link else None

    def panels(self, request, reply):
        self.prepare([reply])
        return [
            Words("What it says", reply.words or ""),
            Summary(
                "Where it came from",
                [
                    ("From", reply.about_link or NOBODY_KNOWS),
                    ("Number or address", reply.sender),
                    ("Came", reply.received_at),
                    ("Answers", self._answered(reply)),
                    ("What it is", reply.get_kind_display()),
                    ("Seen to", reply.looked_after_at or "–"),
                ],
            ),
        ]

    def _answered(self, reply):
        if reply.message is None:
            return "–"
        address = reverse("admin:pim_message_change", args=[reply.message_id])
        return Link(notices.called(reply.message.notice), address)


def rows(user, now: datetime) -> list[Row]:
    """First of those of whom something else is open that worries somebody, then what is late."""
    waiting = list(to_read(user))
    found = ledger.links({one.about_id for one in waiting if one.about_id})
    worried, due = unread.worried_about(user, waiting), unread.read_by(waiting)
    all_rows = []
    for one in waiting:
        urgency = Urgency.OVERDUE if due[one.pk] <= now else Urgency.NORMAL
        urgency = Urgency.AT_ONCE if one.about_id in worried else urgency
        all_rows.append(row(one, found.get(one.about_id), urgency, now))
    return sorted(all_rows, key=lambda row: row.urgency)


def row(reply: Reply, about, urgency: Urgency, now: datetime) -> Row:
    """Never what it says: that stands on its own page, whose reading is noted."""
    who = about.text if about else NOBODY_KNOWS
    why_first = ["Something else about her is open"] if urgency == Urgency.AT_ONCE else []
    age = f"It came {timesince(reply.received_at, now, depth=1)} ago"
    return Row(
        text=f"{reply.get_channel_display()}: {who}",
        url=reverse("admin:pim_reply_change", args=[reply.pk]),
        since=reply.received_at,
        urgency=urgency,
        detail=". ".join([age, *why_first, WHAT_TO_DO[reply.kind]]),
    )


history.tell(
    {
        "reply.came": "Wrote to us",
        "reply.seen_to": "Saw to a reply",
        "reply.passed_up": "A reply waited too long: the next person was told",
    }
)
today.register(
    Queue(
        "replies",
        "Replies to read",
        rows=rows,
        permission=roles.SEE_REPLIES,
        order=15,
        see_all=lambda: f"{reverse('admin:pim_reply_changelist')}?read=no",
    )
)
