"""What is in a letter that came in: her own words, or what a mail server reports. Pure.

Whoever has had a message of ours can write anything back, so what reads a letter here takes time
in proportion to its length: a pattern that has begun never looks twice at what it has passed.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError
from email.message import EmailMessage, Message
from email.policy import EmailPolicy
from email.utils import parseaddr
from html import unescape

from pim.errors import DomainError

LARGEST_READ = 400_000  # bytes; her words stand above what she attached
LONGEST_HEADER = 2_000  # characters that are read of each
LONGEST_BODY = 200_000  # characters, with the page's styles; her words stand above what she answers
MOST_BOUNDARIES = 100  # of parts within parts; a letter forwarded many times has some ten
MOST_PARTS = 1_000  # each is parsed as a letter of its own
PART = re.compile(rb"\n--")
BLOCK = re.compile(rb"\n\r?\n")  # of a mail server's report
UNREADABLE = (RecursionError, MessageError, ValueError, LookupError, TypeError, AttributeError)

QUOTE = re.compile(
    r"^(?:on\b[^\n]{5,200}\n?[^\n]{0,100}\bwrote:[^\S\n]*+\n\s*+>"
    r"|(?:_{10,}\s*\n|-{2,} ?original message ?-{2,}\s*\n)?\**from:\** .+\n\**(?:sent|date):\** )",
    re.IGNORECASE | re.MULTILINE,
)
ANSWER_TO = re.compile(r"^(?:re|aw|fwd?|sv) ?:", re.IGNORECASE)
AWAY = re.compile(r"^(?:automatic reply|auto(?:matic)?[- ]?(?:reply|response)|out of office)", re.I)
BULK = ("bulk", "junk", "list", "auto_reply")
PIECE = re.compile(
    r"<!--(?:-?>|.*?(?:-->|\Z))"
    r"|<(style|script)\b.*?(?:</\1\s*+>|\Z)"
    r"|<(/?[a-z][a-z0-9]*+|[/!?])(?:[^>=]++|=\s*+(?:\"[^\"]*+\"|'[^']*+')?+)*+(?:>|\Z)"
    r"|(<?[^<]*+)",
    re.IGNORECASE | re.DOTALL,
)
UNREAD = ("title", "blockquote")
BREAKS = ("br", "p", "div", "tr", "li", "h1", "h2", "h3")


class Unreadable(DomainError):
    """A letter that no mail programme writes; nothing of it is kept."""


@dataclass(frozen=True)
class Report:
    """What a mail server says of one message (RFC 3464): the action, and its status code."""

    action: str
    status: str


@dataclass(frozen=True)
class Letter:
    """All that is read of a letter."""

    sender: str
    message_id: str
    words: str
    is_automatic: bool
    report: Report | None


class _ShortHeaders(EmailPolicy):
    """The parser of headers takes the square of their length, and calls itself."""

    def header_fetch_parse(self, name: str, value: str) -> str:
        return super().header_fetch_parse(name, value[:LONGEST_HEADER])


def read(raw: bytes) -> Letter:
    """Of a long letter its beginning."""
    raw = raw[:LARGEST_READ]
    if _has_too_many_parts(raw):
        raise Unreadable("This letter has too many parts.")
    try:
        return _read(raw)
    except UNREADABLE as error:
        raise Unreadable("This letter cannot be read.") from error


def _has_too_many_parts(raw: bytes) -> bool:
    small = raw.lower()
    blocks = len(BLOCK.findall(small)) if b"delivery-status" in small else 0
    parts = len(PART.findall(small))
    return small.count(b"boundary") > MOST_BOUNDARIES or max(parts, blocks) > MOST_PARTS


def _read(raw: bytes) -> Letter:
    letter = message_from_bytes(raw, policy=_ShortHeaders())
    return Letter(
        sender=parseaddr(str(letter["From"] or ""))[1],
        message_id=str(letter["Message-ID"] or "").strip(),
        words=words_of(letter),
        is_automatic=is_automatic(letter),
        report=report_in(letter),
    )


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
    content = _content(body)[:LONGEST_BODY].encode(errors="replace").decode()
    return as_text(content) if body.get_content_subtype() == "html" else content


def _content(part: EmailMessage) -> str:
    """As it was written, whatever its character set calls itself."""
    if "punycode" not in (part.get_content_charset() or ""):  # read in the square of its length
        with suppress(LookupError, UnicodeError):
            return str(part.get_content())
    return part.get_payload(decode=True).decode("utf-8", "replace")


def as_text(html: str) -> str:
    """The words of a page, without what it quotes."""
    lines = "".join(_words_in(html)).splitlines()
    tidy = "\n".join(" ".join(line.split()) for line in lines)
    return re.sub(r"\n{3,}", "\n\n", tidy).strip()


def _words_in(html: str) -> Iterator[str]:
    inside = 0
    for piece in PIECE.finditer(html):
        tag, words = (piece[2] or "").lower(), piece[3]
        if tag.lstrip("/") in UNREAD:
            inside = max(0, inside + (-1 if tag.startswith("/") else 1))
        elif inside:
            continue
        elif tag in BREAKS:
            yield "\n"
        elif words:
            yield unescape(" ".join(words.split("\n")))
