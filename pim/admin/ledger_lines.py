"""One line of the ledger of a person: what it was, by which way, why, and what became of it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime

from pim.admin.ledger import COLOURS
from pim.admin.panels import Do, Link, Tag
from pim.enums import AttemptOutcome, MessageClass, MessageState
from pim.messages import ledger, looking_after, notices, sending_again
from pim.messages.notices import Cancel, Postpone, Send, Verdict
from pim.models import Message, MessageAttempt, Reply

HEADINGS = ["What", "By which way", "Times", "What became of it, and why", "To do"]
COMING = ["What", "When", "If it were sent now"]
WHY_SENT = {
    MessageClass.RISK: "Sent because somebody had to look at an answer",
    MessageClass.TRANSACTIONAL: "Sent because something was asked or done",
    MessageClass.REMINDER: "Sent because its day had come, and it was safe and wanted",
}


def line(message: Message, tries: Sequence[MessageAttempt], can_work: bool) -> list:
    return [
        [notices.called(message.notice), *said(message)],
        message.get_channel_display() if tries or message.sent_at else "–",
        list(times(message)),
        [tag(message), *why(message), *counted(tries)],
        list(to_do(message)) or "–" if can_work else "–",
    ]


def reply_line(reply: Reply, can_read: bool) -> list:
    where = reverse("admin:pim_reply_change", args=[reply.pk])
    return [
        Link("What came back", where, about=moment(reply.received_at))
        if can_read
        else "What came back",
        reply.get_channel_display(),
        [f"Came {moment(reply.received_at)}"],
        [Tag(reply.get_kind_display(), "purple")],
        f"{reply.looked_after_by.name} has seen to it" if reply.looked_after_by else "–",
    ]


def said(message: Message) -> list[str]:
    return [words] if (words := notices.says(message.notice)) else []


def tag(message: Message) -> Tag:
    state = MessageState(message.state)
    return Tag(state.label, COLOURS.get(state, "grey"))


def times(message: Message) -> Iterator[str]:
    yield f"Due {moment(message.due_at)}"
    if message.sent_at:
        yield f"Sent {moment(message.sent_at)}"
    if message.delivered_at:
        yield f"Arrived {moment(message.delivered_at)}"


def why(message: Message) -> Iterator[str]:
    if message.reason:
        yield ledger.in_words(message.reason)
    elif message.sent_at:
        yield WHY_SENT[MessageClass(message.klass)]


def counted(tries: Sequence[MessageAttempt]) -> Iterator[str]:
    """More than one try, or one that did not end well."""
    if len(tries) > 1:
        yield f"Tried {len(tries)} times"
    for one in tries:
        if one.outcome != AttemptOutcome.SENT:
            code = f", code {one.code}" if one.code else ""
            yield f"{moment(one.at)}: {one.get_outcome_display().lower()}{code}"


def to_do(message: Message) -> Iterator[Do | str]:
    """Sent again once the address is put right; or told by hand, and noted here."""
    about = f"{notices.called(message.notice)}, {moment(message.due_at)}"
    if message.looked_after_by:
        yield f"{message.looked_after_by.name} has seen to it"
        return
    if sending_again.may_be_sent_again(message):
        yield Do("Send it again", _do(message, "send-again"), about)
    if looking_after.needs_somebody(message):
        yield Do("I have seen to it", _do(message, "looked-after"), about)


def coming(message: Message, verdict: Verdict) -> list:
    return [
        [notices.called(message.notice), *said(message)],
        [moment(message.due_at), *([ledger.in_words(message.reason)] if message.reason else [])],
        foretold(verdict),
    ]


def foretold(verdict: Verdict) -> str:
    match verdict:
        case Send(channel=channel):
            return f"It would go by {channel.label.lower()}"
        case Postpone(until, reason):
            return f"It would wait until {moment(until)}: {_small(reason)}"
        case Cancel(reason):
            return f"It would not be sent: {_small(reason)}"
    return ""


def foretell(message: Message, now: datetime) -> Verdict:
    """What its notice would say now. Asking changes nothing."""
    notice = notices.every().get(message.notice)
    subject = notice.load(message.object_id) if notice else None
    return notice.decide(subject, now) if notice and subject is not None else Cancel("gone")


def _small(reason: str) -> str:
    words = ledger.in_words(reason)
    return words[:1].lower() + words[1:]


def _do(message: Message, button: str) -> str:
    return reverse("admin:pim_message_do", args=[message.pk, button])


def moment(at: datetime) -> str:
    return date_format(localtime(at), "j F Y, H:i")


def tries_of(messages: Sequence[Message]) -> Mapping:
    """By message, in the order in which they were made; one query."""
    rows = MessageAttempt.objects.filter(message__in=messages).order_by("number")
    found: dict = {message.pk: [] for message in messages}
    for row in rows:
        found[row.message_id].append(row)
    return found
