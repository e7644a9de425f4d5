"""What a mail server or a provider hands in. Everything here has been verified before."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr

from pim.enums import Channel, ReplyKind
from pim.enums import ReceiptKind as Kind
from pim.errors import DomainError
from pim.messages import mail_words, receipts, replies, return_addresses
from pim.messages.answer_words import meant
from pim.messages.mail_words import Report
from pim.messages.replies import Came
from pim.models import Message

TO_US = ("Delivered-To", "X-Original-To", "To", "Cc")
OF_MAIL = {"failed": Kind.FAILED, "delivered": Kind.DELIVERED}
OF_TEXTS = {
    "delivered": Kind.DELIVERED,
    "read": Kind.DELIVERED,
    "undelivered": Kind.FAILED,
    "failed": Kind.FAILED,
}
ON_ITS_WAY = ("accepted", "scheduled", "queued", "sending", "sent")


class NotForUs(DomainError):
    """No address of ours that names a message, so nothing of it is kept."""


def take_mail(raw: bytes, *, now: datetime) -> None:
    """One letter, as it stands on the wire (RFC 5322)."""
    letter = message_from_bytes(raw, policy=policy.default)
    message = _message_answered(letter)
    report = mail_words.report_in(letter)
    if report:
        _take_report(message, report, now)
        return
    automatic = mail_words.is_automatic(letter)
    words = mail_words.words_of(letter)
    replies.take(
        Came(
            channel=Channel.EMAIL,
            kind=ReplyKind.AUTOMATIC if automatic else meant(words),
            sender=parseaddr(str(letter["From"] or ""))[1],
            words=words,
            key=_key_of(letter, raw),
            message=message,
        ),
        now=now,
    )


def _message_answered(letter: EmailMessage) -> Message:
    addresses = " ".join(str(one) for name in TO_US for one in letter.get_all(name, []))
    message_id = return_addresses.message_named_in(addresses)
    message = Message.objects.filter(pk=message_id).first() if message_id else None
    if message is None:
        raise NotForUs("This letter answers nothing that we have sent.")
    return message


def _take_report(message: Message, report: Report, now: datetime) -> None:
    """What is only late, or was only passed on, is not news yet."""
    if kind := OF_MAIL.get(report.action):
        receipts.take(message_id=message.pk, kind=kind, code=report.status, at=now)


def _key_of(letter: EmailMessage, raw: bytes) -> str:
    named = str(letter["Message-ID"] or "").strip().encode()
    return "mail:" + hashlib.sha256(named or raw).hexdigest()


def take_text(fields: Mapping[str, str], *, now: datetime) -> None:
    words = fields.get("Body", "").strip()
    replies.take(
        Came(
            channel=Channel.SMS,
            kind=meant(words),
            sender=fields["From"],
            words=words,
            key=f"text:{fields['MessageSid']}"[:120],
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
