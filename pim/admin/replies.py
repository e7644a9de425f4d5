"""What came back to us: what she wrote on a page of its own, and a queue of what is not read."""

from datetime import datetime

from django.contrib import admin
from django.urls import reverse
from django.utils.timesince import timesince

from pim.access import roles
from pim.admin import history, today
from pim.admin.bases import Filter, Link, PimModelAdmin, Summary, Table, Tag, Words, button
from pim.admin.site import pim_site
from pim.admin.today import Queue, Row, Urgency
from pim.enums import ReplyKind
from pim.messages import ledger, notices, replies, unread, who_wrote
from pim.models import Reply

NOBODY_KNOWS = "A number or address nobody knows"
WHAT_TO_DO = {
    ReplyKind.STOP: (
        "She wants no more messages, and nothing goes by itself. Tell her news by phone, if a call "
        "is safe. Write by hand, once, only if she asks you to or you worry that she is not safe"
    ),
    ReplyKind.WORDS: "Read it, and answer in a way that is safe",
}
STOP_NOT_HERS = (
    "STOP came from a number or address that is not hers: messages still go out. Ask her, in a way "
    "that is safe"
)
STOP_OF_NOBODY = "STOP came from a number or address nobody knows: nothing is stopped by it"


def what_to_do(reply: Reply, is_hers: bool) -> str:
    """Nothing is said to be stopped that was not."""
    if reply.kind == ReplyKind.STOP and not is_hers:
        return STOP_NOT_HERS if reply.about_id else STOP_OF_NOBODY
    return WHAT_TO_DO[ReplyKind(reply.kind)]


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
        if reply.kind not in WHAT_TO_DO:
            return ""
        return f"{what_to_do(reply, reply.pk not in who_wrote.not_hers([reply]))}."

    @button(
        "I have seen to it",
        when=lambda reply: not reply.looked_after_at and reply.kind in WHAT_TO_DO,
        style="primary",
        hint="What the same person wrote before it, shown on this page, is seen to with it.",
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
            *_written_before(reply),
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


def _written_before(reply: Reply) -> list[Table]:
    before = [] if reply.looked_after_at else who_wrote.together(reply)[1:]
    if not before:
        return []
    lines = [(one.received_at, one.get_kind_display(), one.words or "") for one in before]
    return [Table("Written before it, and not seen to", ["Came", "What it is", "Words"], lines)]


def rows(user, now: datetime) -> list[Row]:
    """One for each person. First those of whom something else is open that worries somebody, then
    what is late."""
    waiting = list(to_read(user))
    found = ledger.links({one.about_id for one in waiting if one.about_id})
    worried, due = unread.worried_about(user, waiting), unread.read_by(waiting)
    strangers = who_wrote.not_hers(waiting)
    all_rows = []
    for theirs in who_wrote.by_person(waiting, strangers):
        oldest = theirs[0]
        urgency = Urgency.OVERDUE if due[oldest.pk] <= now else Urgency.NORMAL
        urgency = Urgency.AT_ONCE if oldest.about_id in worried else urgency
        is_hers = oldest.pk not in strangers
        all_rows.append(row(theirs, found.get(oldest.about_id), urgency, now, is_hers=is_hers))
    return sorted(all_rows, key=lambda row: row.urgency)


def row(theirs: list[Reply], about, urgency: Urgency, now: datetime, *, is_hers: bool) -> Row:
    """Never what it says: that stands on its own page, whose reading is noted. The newest is
    opened, and says what came before it."""
    oldest, newest = theirs[0], theirs[-1]
    who = about.text if about else NOBODY_KNOWS
    stops = [one for one in theirs if one.kind == ReplyKind.STOP]
    return Row(
        text=f"{newest.get_channel_display()}: {who}",
        url=reverse("admin:pim_reply_change", args=[newest.pk]),
        since=oldest.received_at,
        urgency=urgency,
        detail=". ".join(
            [
                *_how_often(theirs, now),
                *(["Not from an address of hers"] if about and not is_hers else []),
                *(["Something else about her is open"] if urgency == Urgency.AT_ONCE else []),
                what_to_do((stops or theirs)[-1], is_hers),
            ]
        ),
    )


def _how_often(theirs: list[Reply], now: datetime) -> list[str]:
    ago = f"came {timesince(theirs[0].received_at, now, depth=1)} ago"
    if len(theirs) == 1:
        return [f"It {ago}"]
    return [f"Wrote {len(theirs)} times", f"The first {ago}"]


history.tell(
    {
        "reply.came": "Wrote to us",
        "reply.not_kept": "Wrote again from elsewhere: not kept, as nobody had read the others",
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
