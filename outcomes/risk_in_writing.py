"""What whoever looks at an answer does where no call is safe for her. Pure."""

from collections.abc import Collection

from outcomes.risk_rules import Done
from referrals import reach_words
from referrals.enums import ContactChannel

AT_ONCE = frozenset({ContactChannel.TEXT, ContactChannel.EMAIL})
LEAD_NOW = "Ask a lead to decide now, and note it here."
WHAT = (
    "Write by hand, once, also where she has stopped our messages: who we are, as below, that you "
    "would like to hear from her today, and our number. No word of her answer. Note it here. "
    "No answer within an hour? Ask a lead to decide."
)
WRITTEN = (
    "You may write once, and that is done. Do not ring: no call is safe. If she has not answered "
    "within an hour, ask a lead to decide, and note it here."
)


def what_next(ways: Collection[str], so_far: Done) -> str:
    """``ways``: the channels that are safe for her."""
    if not AT_ONCE.intersection(ways):
        too_slow = ", and a letter is too slow" if ContactChannel.LETTER in ways else ""
        return f"No call, text or e-mail is safe for her{too_slow}. {LEAD_NOW}"
    if so_far.calls_missed:
        return WRITTEN
    return f"{reach_words.do_not_ring(AT_ONCE.intersection(ways))}. {WHAT}"
