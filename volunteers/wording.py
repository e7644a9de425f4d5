"""Words that are said in more than one place. Pure; the keys are those of ``referrals.enums``."""

from collections.abc import Collection, Mapping

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
NOT_GOING_AHEAD = (
    "This one isn’t going ahead. Plans change. Please don’t read anything into it. "
    "Thank you for saying yes."
)


def listed(words: Mapping[str, str], keys: Collection[str], last: str = "or") -> str:
    """``on the phone, by video or by text``, in the order of the table."""
    said = [text for key, text in words.items() if key in keys]
    return f" {last} ".join(filter(None, [", ".join(said[:-1]), *said[-1:]]))


def days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"
