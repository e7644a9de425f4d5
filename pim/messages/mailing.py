"""E-mail by SMTP."""

import smtplib
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from pim.enums import AttemptOutcome
from pim.messages import return_addresses
from pim.messages.answers import Answer
from pim.messages.notices import Rendered

SHUTS_DOWN = 421  # said at any moment, and never of one message


def send(rendered: Rendered, message_id: UUID) -> Answer:
    """Before its first byte nothing was sent; from then on a silent line is *unknown*."""
    line = get_connection()
    try:
        line.open()
    except (OSError, smtplib.SMTPException) as error:
        _hang_up(line)
        return Answer(AttemptOutcome.NOT_NOW, _code(error))
    try:
        line.send_messages([_envelope(rendered, message_id, line)])
        return Answer(AttemptOutcome.SENT, 250)
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as error:
        return _refusal(_code(error))
    except (OSError, smtplib.SMTPException):
        return Answer(AttemptOutcome.UNKNOWN if _may_have_gone(line) else AttemptOutcome.NOT_NOW)
    finally:
        _hang_up(line)


def _may_have_gone(line) -> bool:
    return getattr(getattr(line, "connection", None), "has_begun", True)


def _hang_up(line) -> None:
    try:
        line.close()
    except (OSError, smtplib.SMTPException):
        return


def _envelope(rendered: Rendered, message_id: UUID, line) -> EmailMessage:
    """What comes back comes to an address that names this message, if anybody takes it there."""
    mail = EmailMessage(
        subject=rendered.subject,
        body=rendered.body,
        to=[rendered.to],
        headers={
            "Message-ID": f"<{message_id}@{return_addresses.domain()}>",
            "Auto-Submitted": "auto-generated",
        },
        connection=line,
    )
    if settings.MAIL_KEY:
        mail.extra_headers["From"] = settings.DEFAULT_FROM_EMAIL
        mail.from_email = return_addresses.for_bounces(message_id)
        mail.reply_to = [return_addresses.for_replies(message_id)]
    return mail


def _code(error: Exception) -> int | None:
    """What the server said; None where it said nothing that has a number."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return next(iter(error.recipients.values()))[0]
    code = getattr(error, "smtp_code", None)
    return code if code and code > 0 else None


def _refusal(code: int | None) -> Answer:
    if code is None or code == SHUTS_DOWN:
        return Answer(AttemptOutcome.NOT_NOW, code)
    return Answer(AttemptOutcome.REFUSED if code >= 500 else AttemptOutcome.DEFERRED, code)
