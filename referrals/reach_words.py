"""How staff may be in touch with her, in words: nobody is told to ring where no call is safe.

``ways`` are the channels that are safe for her.
"""

from collections.abc import Collection

from referrals.enums import ContactChannel, RequestKind

IN_WRITING = {
    ContactChannel.TEXT: "text",
    ContactChannel.EMAIL: "e-mail",
    ContactChannel.LETTER: "letter",
}
NO_WAY = "No way to reach her is safe that we know of"


def may_ring(ways: Collection[str]) -> bool:
    return ContactChannel.PHONE in ways


def in_writing(ways: Collection[str]) -> str:
    """“text or e-mail”; empty where she may not be written to."""
    return " or ".join(word for channel, word in IN_WRITING.items() if channel in ways)


def speak(ways: Collection[str]) -> str:
    """What staff do, within a sentence."""
    return "write to her" if not may_ring(ways) and in_writing(ways) else "speak with her"


def do_not_ring(ways: Collection[str]) -> str:
    """What to do instead, for whoever would ring."""
    how = in_writing(ways)
    return f"Write to her, by {how}. Do not ring: no call is safe" if how else NO_WAY


def asks_for(kind: str, ways: Collection[str]) -> str:
    """What she asks for, as she reads it herself."""
    if kind == RequestKind.RING and not may_ring(ways):
        return "Please write to me"
    return RequestKind(kind).label
