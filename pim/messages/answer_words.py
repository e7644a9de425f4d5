"""What somebody means who answers a message with a word or two. Pure."""

import re

from pim.enums import ReplyKind

STOP = frozenset(
    {
        *("stop", "stopall", "stop all", "stop it", "no more", "remove me"),
        *("unsubscribe", "end", "quit", "cancel", "revoke", "optout", "opt out"),
        *("stop texting me", "stop messaging me", "stop emailing me", "stop writing to me"),
    }
)
START = frozenset({"start", "start again", "unstop", "restart", "resume"})
LATER = frozenset({"later", "not now", "maybe later", "ask me later", "another time"})
POLITE = re.compile(r"^(?:please|hi|hello) | (?:please|thanks|thank you)$")
BY_THE_PHONE = re.compile(r"^(?:sent from|get outlook for|sent via) .*", re.I | re.M)
NOT_LETTERS = re.compile(r"[^\w]+")


def meant(words: str) -> ReplyKind:
    """STOP, START and LATER only where it is the whole message; anything else is for a person."""
    plain = NOT_LETTERS.sub(" ", BY_THE_PHONE.sub("", words).casefold()).strip()
    said = POLITE.sub("", POLITE.sub("", plain))
    if said in STOP:
        return ReplyKind.STOP
    if said in START:
        return ReplyKind.START
    return ReplyKind.LATER if said in LATER else ReplyKind.WORDS
