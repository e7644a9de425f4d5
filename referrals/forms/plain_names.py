"""What somebody may type into our own messages: a name or a word, and nothing else.

Both go to an address that nobody has confirmed. A stranger could make them an advertisement, so
there is no way to write a web address, an e-mail address or a telephone number there.
"""

import unicodedata

from django.core.exceptions import ValidationError

BETWEEN = " -'’\u200c\u200d"  # the last two join letters in some scripts
MOST_DIGITS = 4
PLAIN_WORDS_ONLY = "Use only letters and spaces, without a web address or a number to ring"


def plain_name(text: str) -> None:
    """Letters of any script; a full stop only where a word ends, as in “St. Ann”."""
    digits = sum(unicodedata.category(letter) == "Nd" for letter in text)
    if digits > MOST_DIGITS or not all(_fits(text, place) for place in range(len(text))):
        raise ValidationError(PLAIN_WORDS_ONLY)


def _fits(text: str, place: int) -> bool:
    letter = text[place]
    if letter == ".":
        ends_a_word = place > 0 and _is_letter(text[place - 1])
        return ends_a_word and text[place + 1 : place + 2] in ("", " ")
    return _is_letter(letter) or letter in BETWEEN or unicodedata.category(letter) == "Nd"


def _is_letter(letter: str) -> bool:
    """With the signs that stand on, under or beside letters in many scripts."""
    return unicodedata.category(letter)[0] in "LM"
