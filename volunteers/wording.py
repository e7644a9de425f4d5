"""Words that are said in more than one place. Pure; the keys are those of ``referrals.enums``."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TypeVar

from pim.staffed_hours import LONDON

BY_FORMAT = {
    "phone": "on the phone",
    "video": "by video",
    "home": "at home",
    "out": "in a café or park",
    "text": "by text",
}
AT_TIME = {
    "weekday_morning": "on weekday mornings",
    "weekday_afternoon": "on weekday afternoons",
    "evening": "in the evenings",
    "weekend": "at weekends",
}
WEEKDAYS = {
    0: "Mondays",
    1: "Tuesdays",
    2: "Wednesdays",
    3: "Thursdays",
    4: "Fridays",
    5: "Saturdays",
    6: "Sundays",
}
AT_STAGE = {
    "pregnant": "in pregnancy",
    "first_weeks": "in the first six weeks",
    "first_months": "from six weeks to six months",
    "later": "after the first six months",
}
BACKGROUND = {
    "south_asian": "Comes from a South Asian family",
    "black": "Comes from a Black African or Caribbean family",
    "east_asian": "Comes from an East Asian family",
    "arab": "Comes from an Arab family",
    "east_european": "Comes from an Eastern European family",
    "traveller": "Comes from a Gypsy, Roma or Traveller family",
    "mixed": "Comes from a family of more than one background",
    "christian": "Is Christian",
    "muslim": "Is Muslim",
    "hindu": "Is Hindu",
    "sikh": "Is Sikh",
    "jewish": "Is Jewish",
    "lgbtq": "Is LGBTQ+",
    "disabled": "Is disabled",
    "forces": "Comes from a family in the armed forces",
}
SHARED = {
    "low_mood": "Also felt low",
    "anxiety": "Also worried a lot",
    "birth": "Also had a hard birth",
    "premature": "Also had a baby who came early or was ill",
    "twins": "Also has twins or more",
    "alone": "Also brought up a baby on her own",
    "young": "Also was a young mum",
    "loss": "Also lost a baby",
}
TOPIC = {
    "low_mood": "feeling low",
    "anxiety": "worry",
    "birth": "a hard birth",
    "premature": "a baby who came early or was ill",
    "twins": "twins",
    "alone": "bringing up a baby alone",
    "young": "being a young mum",
    "loss": "the loss of a baby",
}

# To a volunteer, word for word the same whether the mum said no, nobody answered in time or
# plans changed. She must not be able to tell them apart.
NOT_GOING_AHEAD_BEFORE_A_YES = (
    "This one isn’t going ahead. Plans change. Please don’t read anything into it."
)
NOT_GOING_AHEAD = f"{NOT_GOING_AHEAD_BEFORE_A_YES} Thank you for saying yes."


Key = TypeVar("Key", str, int)


# The same when somebody else was asked for, whether by the mum or a coordinator.
HAS_ENDED = (
    "has come to an end. Plans change. Please don’t read anything into it. "
    "Thank you for being there."
)
SHE_ASKED = "has come to an end. You asked for a change. Thank you for telling us."


def listed(words: Mapping[Key, str], keys: Collection[Key], last: str = "or") -> str:
    """``on the phone, by video or by text``, in the order of the table."""
    said: list[str] = [text for key, text in words.items() if key in keys]
    return f" {last} ".join(filter(None, [", ".join(said[:-1]), *said[-1:]]))


def in_words(moment: datetime) -> str:
    """``Thursday 26 November, 14:30``, as the clock stands here."""
    return f"{moment.astimezone(LONDON):%A %-d %B, %H:%M}"


def days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"
