"""What lies in the local mailbox: files that the mail server of a demonstration keeps."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage as Answer

NAME = re.compile(r"\d{19,20}-[0-9a-f]{8}")
LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")
MOST = 200


@dataclass(frozen=True)
class Letter:
    name: str
    arrived_at: datetime
    sender: str
    to: str
    subject: str
    text: str
    answers_go_to: str = ""

    @property
    def links(self) -> list[str]:
        return LINK.findall(self.text)


def newest() -> list[Letter]:
    """The latest letters, newest first."""
    files = sorted(_folder().glob("*.eml"), reverse=True)[:MOST]
    return [_read(file) for file in files if NAME.fullmatch(file.stem)]


def find(name: str) -> Letter | None:
    """One letter; only names that the mailbox itself gives lead to a file."""
    file = _folder() / f"{name}.eml"
    return _read(file) if NAME.fullmatch(name) and file.is_file() else None


def reply(letter: Letter, words: str) -> bool:
    """Answer it as her own mail program would; it comes back by the mail server."""
    answer = Answer(
        subject=f"Re: {letter.subject}",
        body=f"{words}\n\n{_quoted(letter.text)}\n",
        from_email=letter.to,
        to=[letter.answers_go_to],
    )
    try:
        return bool(answer.send())
    except OSError:
        return False


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.splitlines())


def _folder() -> Path:
    return settings.VAR_DIR / "mail"


def _read(file: Path) -> Letter:
    message = message_from_bytes(file.read_bytes(), policy=policy.default)
    nanoseconds = int(file.stem.partition("-")[0])
    return Letter(
        name=file.stem,
        arrived_at=datetime.fromtimestamp(nanoseconds / 1e9, UTC),
        sender=str(message["From"] or ""),
        to=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        text=_text(message),
        answers_go_to=str(message["Reply-To"] or ""),
    )


def _text(message: EmailMessage) -> str:
    """The words; a letter in HTML alone is shown as it was written."""
    body = message.get_body(("plain", "html"))
    if body is None:
        return ""
    try:
        return str(body.get_content())
    except (LookupError, UnicodeError):  # a character set that nobody knows
        return "This letter cannot be read."
