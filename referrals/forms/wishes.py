"""How she wants our messages, as a coordinator notes it for her."""

from datetime import date, time
from typing import Any

from django import forms

from pim import clock
from pim.forms.base import PimForm
from pim.forms.fields import DatePartsField, NotAfter, NotBefore, RadiosField
from referrals import queries
from referrals.actions import HerHours
from referrals.enums import ContactChannel
from referrals.models import MessageWishes, Referral

ANY_TIME = "any"
LONGEST_QUIET = 92  # days
HOURS = {
    ANY_TIME: ("At any time, from 9 in the morning to 8 in the evening", HerHours()),
    "morning": ("In the morning, from 9 to 12", HerHours(time(9), time(12))),
    "afternoon": ("In the afternoon, from 12 to 5", HerHours(time(12), time(17))),
    "evening": ("In the evening, from 5 to 8", HerHours(time(17), time(20))),
}
WAYS = {
    "": "As we usually do",
    ContactChannel.EMAIL: "E-mail first",
    ContactChannel.TEXT: "Text message first",
}
ONLY_EARLY = (
    "Questions about how she feels are only sent from 9 to 12, when somebody is there for the "
    "rest of the day. If that is no time for her, we ring her instead."
)


def part_of_day(wishes: MessageWishes) -> str:
    """The key of her hours; empty for hours that are not among these."""
    hers = HerHours(wishes.hours_from, wishes.hours_until)
    return next((key for key, (_, hours) in HOURS.items() if hours == hers), "")


def as_answers(referral: Referral) -> dict[str, Any]:
    wishes = queries.wishes_of(referral.parent)
    quiet = wishes.quiet_until_on
    return {
        "channel": wishes.channel,
        "hours": part_of_day(wishes),
        "quiet_until_on": quiet if quiet and quiet > clock.today() else None,
        "word_first": wishes.word_first,
    }


class WishesForm(PimForm):
    submit_label = "Save"
    names = {"channel": "which way first", "hours": "when", "quiet_until_on": "the day"}

    channel = RadiosField(
        label="Which way first?",
        help_text="Only ways that she said are safe are ever used.",
        choices=list(WAYS.items()),
        required=False,
    )
    hours = RadiosField(
        label="At what time?",
        help_text=ONLY_EARLY,
        choices=[(key, label) for key, (label, _) in HOURS.items()],
    )
    quiet_until_on = DatePartsField(
        label="Nothing before this day (optional)",
        called="the day",
        required=False,
        validators=[
            NotBefore("That day is over. Leave it empty if she may be written to", days=0),
            NotAfter(
                "That is more than 3 months away. If she wants no more messages, record that she "
                "said no to them; else choose an earlier day",
                days=LONGEST_QUIET,
            ),
        ],
    )
    word_first = forms.BooleanField(
        label="Ask for her secret word before her questions are shown", required=False
    )

    def __init__(self, *args: Any, record: Referral, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.has_word = queries.secret_word_of(record.parent) is not None

    def clean_word_first(self) -> bool:
        """Without a word her questions would open to nobody, herself included."""
        if self.cleaned_data["word_first"] and not self.has_word:
            raise forms.ValidationError("She has no secret word yet. Set one with her first")
        return self.cleaned_data["word_first"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "hours" in cleaned:
            cleaned["hours"] = HOURS[cleaned["hours"]][1]
        cleaned["quiet_until_on"] = cleaned.get("quiet_until_on") or date.min
        return cleaned
