"""What is in a letter that came in: her own words, or what a mail server reports. Pure."""

import re
from dataclasses import dataclass
from email.message import EmailMessage, Message
from html.parser import HTMLParser

QUOTE = re.compile(
    r"^(?:on\b[^\n]{5,200}\n?[^\n]{0,100}\bwrote:\s*\n\s*>"
    r"|(?:_{10,}\s*\n|-{2,} ?original message ?-{2,}\s*\n)?\**from:\** .+\n\**(?:sent|date):\** )",
    re.IGNORECASE | re.MULTILINE,
)
ANSWER_TO = re.compile(r"^(?:re|aw|fwd?|sv) ?:", re.IGNORECASE)
AWAY = re.compile(r"^(?:automatic reply|auto(?:matic)?[- ]?(?:reply|response)|out of office)", re.I)
BULK = ("bulk", "junk", "list", "auto_reply")


@dataclass(frozen=True)
class Report:
    """What a mail server says of one message (RFC 3464): the action, and its status code."""

    action: str
    status: str


def report_in(letter: EmailMessage) -> Report | None:
    """A delivery report; None if it is something else."""
    if letter.get_content_type() != "multipart/report":
        return None
    for part in letter.walk():
        if part.get_content_type() == "message/delivery-status":
            return _report(part)
    return None


def _report(part: Message) -> Report | None:
    """The first block is about the message as a whole, each other about one recipient."""
    blocks = part.get_payload()
    for block in blocks if isinstance(blocks, list) else []:
        if block["Action"]:
            status = str(block["Status"] or "").split()
            return Report(str(block["Action"]).strip().lower(), status[0] if status else "")
    return None


def is_automatic(letter: EmailMessage) -> bool:
    """Written by a machine (RFC 3834, and what is older than it)."""
    submitted = str(letter["Auto-Submitted"] or "no").partition(";")[0].strip().lower()
    return (
        submitted != "no"
        or str(letter["Precedence"] or "").strip().lower() in BULK
        or any(letter[name] for name in ("X-Autoreply", "X-Autorespond", "X-Autoresponder"))
        or str(letter["Return-Path"] or "").strip() == "<>"
        or bool(AWAY.match(_subject(letter)))
    )


def words_of(letter: EmailMessage) -> str:
    """What she wrote, without what she answers; the subject too where it is her own."""
    own = without_quotes(_text(letter))
    subject = _subject(letter)
    if subject and not ANSWER_TO.match(subject):
        return f"{subject}\n\n{own}".strip()
    return own


def without_quotes(text: str) -> str:
    """Cut only where something of her own stands above: better too much than nothing."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    quote = QUOTE.search(text)
    above = text[: quote.start()] if quote else text
    lines = [line for line in above.splitlines() if not line.lstrip().startswith(">")]
    return "\n".join(lines).strip() or text.strip()


def _subject(letter: EmailMessage) -> str:
    return " ".join(str(letter["Subject"] or "").split())


def _text(letter: EmailMessage) -> str:
    body = letter.get_body(("plain", "html"))
    if body is None:
        return ""
    content = _content(body)
    return as_text(content) if body.get_content_subtype() == "html" else content


def _content(part: EmailMessage) -> str:
    """As it was written, whatever its character set calls itself."""
    try:
        return str(part.get_content())
    except (LookupError, UnicodeError):
        return part.get_payload(decode=True).decode("utf-8", "replace")


def as_text(html: str) -> str:
    reader = _Words()
    reader.feed(html)
    reader.close()
    lines = "".join(reader.found).splitlines()
    tidy = "\n".join(" ".join(line.split()) for line in lines)
    return re.sub(r"\n{3,}", "\n\n", tidy).strip()


class _Words(HTMLParser):
    """The words of a page, without what it quotes."""

    unread = ("style", "script", "title", "blockquote")
    breaks = ("br", "p", "div", "tr", "li", "h1", "h2", "h3")

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._inside = 0

    def handle_starttag(self, tag: str, attributes: object) -> None:
        if tag in self.unread:
            self._inside += 1
        elif tag in self.breaks:
            self.found.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.unread and self._inside:
            self._inside -= 1

    def handle_data(self, data: str) -> None:
        if not self._inside:
            self.found.append(" ".join(data.split("\n")))
