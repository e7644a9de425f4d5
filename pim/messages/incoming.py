"""What a mail server or a provider hands in. Everything here has been verified before."""

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime

from pim.enums import Channel, ReplyKind
from pim.enums import ReceiptKind as Kind
from pim.errors import DomainError
from pim.messages import mail_words, receipts, replies, return_addresses
from pim.messages.answer_words import meant
from pim.messages.mail_words import Letter, Report
from pim.messages.replies import Came
from pim.messages.return_addresses import BOUNCES
from pim.models import Message

LONGEST_HEAD = 200_000  # bytes; mail servers take half of it at most
END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
TO_US = re.compile(
    rb"^(?:delivered-to|x-original-to|to|cc)[ \t]*:.*(?:\n[ \t].*)*", re.IGNORECASE | re.MULTILINE
)
OF_MAIL = {"failed": Kind.FAILED, "delivered": Kind.DELIVERED}
OF_TEXTS = {
    "delivered": Kind.DELIVERED,
    "read": Kind.DELIVERED,
    "undelivered": Kind.FAILED,
    "failed": Kind.FAILED,
}
ON_ITS_WAY = ("accepted", "scheduled", "queued", "sending", "sent")


class NotForUs(DomainError):
    """No address of ours that names a message, or nothing that says whose it is: it is not kept."""


def take_mail(raw: bytes, *, now: datetime) -> None:
    """One letter, as it stands on the wire (RFC 5322)."""
    word, message = _message_answered(raw)
    letter = mail_words.read(raw)
    if letter.report and word == BOUNCES:
        _take_report(message, letter.report, now)
        return
    by_machine = letter.is_automatic or letter.report
    replies.take(
        Came(
            channel=Channel.EMAIL,
            kind=ReplyKind.AUTOMATIC if by_machine else meant(letter.words),
            sender=letter.sender,
            words=letter.words,
            key=_key_of(letter, raw),
            message=message,
        ),
        now=now,
    )


def _message_answered(raw: bytes) -> tuple[str, Message]:
    """Found before anything is parsed: only who has an address of ours has a letter read."""
    head = END_OF_HEAD.split(raw[:LONGEST_HEAD], maxsplit=1)[0]
    addresses = b" ".join(TO_US.findall(head)).decode("ascii", "replace")
    named = return_addresses.named_in(addresses)
    message = Message.objects.filter(pk=named.message_id).first() if named else None
    if named is None or message is None:
        raise NotForUs("This letter answers nothing that we have sent.")
    return named.word, message


def _take_report(message: Message, report: Report, now: datetime) -> None:
    """What is only late, or was only passed on, is not news yet."""
    if kind := OF_MAIL.get(report.action):
        receipts.take(message_id=message.pk, kind=kind, code=report.status, at=now)


def _key_of(letter: Letter, raw: bytes) -> str:
    return "mail:" + hashlib.sha256(letter.message_id.encode() or raw).hexdigest()


def take_text(fields: Mapping[str, str], *, now: datetime) -> None:
    words = fields.get("Body", "").strip()
    sender, sid = fields.get("From", ""), fields.get("MessageSid", "")
    if not sender or not sid or "\0" in sender + sid:
        raise NotForUs("This text does not say where it comes from, or which it is.")
    replies.take(
        Came(
            channel=Channel.SMS,
            kind=meant(words),
            sender=sender,
            words=words,
            key=f"text:{sid}"[:120],
        ),
        now=now,
    )


def take_text_report(message_id, fields: Mapping[str, str], *, now: datetime) -> None:
    status, ref = fields.get("MessageStatus", ""), fields.get("MessageSid", "")
    if kind := OF_TEXTS.get(status):
        code = fields.get("ErrorCode", "")
        receipts.take(message_id=message_id, kind=kind, code=code, ref=ref, at=now)
    elif status in ON_ITS_WAY:
        receipts.accepted(message_id=message_id, ref=ref, at=now)
