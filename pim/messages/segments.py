"""How a text message is counted. Pure.

A text in the GSM 7-bit alphabet has 160 characters, or 153 in each of several segments; one
character outside it, and they are 70 and 67. See 3GPP TS 23.038.
"""

import math

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("^{}\\[~]|€\f")  # two places each
TYPED_ON_A_KEYBOARD = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "\u00a0": " "}
)


def as_text(words: str) -> str:
    """One message: plain quotes and dashes, single spaces, a line only where one was meant."""
    lines = words.translate(TYPED_ON_A_KEYBOARD).strip().splitlines()
    return "\n".join(" ".join(line.split()) for line in lines)


def is_gsm(text: str) -> bool:
    return set(text) <= BASIC | EXTENDED


def segments(text: str) -> int:
    """How many messages a provider sends, and charges, for this one."""
    if is_gsm(text):
        length, alone, each = len(text) + sum(one in EXTENDED for one in text), 160, 153
    else:
        length, alone, each = len(text.encode("utf-16-le")) // 2, 70, 67
    return 1 if length <= alone else math.ceil(length / each)
