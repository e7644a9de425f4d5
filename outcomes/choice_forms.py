"""What she may choose about our messages herself: one question a page."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.formats import date_format

from pim.forms.base import PimForm
from pim.forms.fields import RadiosField, YesNoField
from referrals.enums import ContactChannel
from referrals.forms.wishes import HOURS

WAYS = {ContactChannel.EMAIL: "By e-mail", ContactChannel.TEXT: "By text message"}
IN_WORDS = {1: "Tomorrow", 3: "In three days", 7: "Next week"}


class LaterForm(PimForm):
    one_question = True
    submit_label = "Choose this day"
    names = {"day": "a day"}

    day = RadiosField(label="When would you like us to ask again?", choices=[])

    def __init__(self, *args: Any, days: Iterable[date], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].choices = [(f"{day}", day_in_words(day, today)) for day in days]

    def clean_day(self) -> date:
        return date.fromisoformat(self.cleaned_data["day"])


def day_in_words(day: date, today: date) -> str:
    return f"{IN_WORDS[(day - today).days]}, {date_format(day, 'l j F')}"


class HowForm(PimForm):
    one_question = True
    submit_label = "Save"
    names = {"channel": "one of these"}

    channel = RadiosField(
        label="How should we write to you?",
        help_text="These are the ways you told us are safe.",
        choices=[],
    )

    def __init__(self, *args: Any, safe: Iterable[ContactChannel], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channel"].choices = [(way, WAYS[way]) for way in safe]


class WhenForm(PimForm):
    one_question = True
    submit_label = "Save"
    names = {"hours": "a time"}

    hours = RadiosField(
        label="When should we write to you?",
        help_text="We never write at night.",
        choices=[(key, label) for key, (label, _) in HOURS.items()],
    )


class WordFirstForm(PimForm):
    one_question = True
    submit_label = "Save"
    names = {"word_first": "yes or no"}

    word_first = YesNoField(
        label="Shall we ask for your secret word first?",
        help_text=(
            "Then nobody who finds a link from us sees the questions. You type the word once, "
            "and it counts for two hours in that browser."
        ),
    )
