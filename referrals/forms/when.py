"""Pregnant, a baby, a loss, or something else: asked of her and of whoever refers her."""

from datetime import date, timedelta
from typing import Any

from pim import clock
from pim.forms.base import PimForm
from pim.forms.fields import DatePartsField, NotAfter, NotBefore, RadiosField
from referrals.enums import Situation

LONGEST_PREGNANCY, LATEST_BIRTH, TWO_YEARS, GROWN_UP = 305, 31, 731, 365 * 18
# An example must be a date that could be hers: four months ahead, three months back.
LIKELY = {"due_on": timedelta(days=120), "born_on": -timedelta(days=90)}


def due_on(label: str, called: str) -> DatePartsField:
    return DatePartsField(
        label=label,
        called=called,
        required=False,
        help_text="Leave it empty if it is not known.",
        validators=[
            NotAfter(
                "Check the year: that date is more than 10 months away", days=LONGEST_PREGNANCY
            ),
            NotBefore(
                "That date is over a month ago. Please check it, or choose another answer above",
                days=-LATEST_BIRTH,
            ),
        ],
    )


def born_on(label: str, called: str) -> DatePartsField:
    return DatePartsField(
        label=label,
        called=called,
        validators=[
            NotAfter("A birthday cannot be in the future. Check the date"),
            NotBefore("Check the year: that is more than 18 years ago", days=-GROWN_UP),
        ],
    )


def born_lately(label: str, called: str) -> DatePartsField:
    """In her own words, of a baby she was expecting."""
    return DatePartsField(
        label=label,
        called=called,
        validators=[
            NotAfter("That day is still to come. Please look at the date once more"),
            NotBefore(
                "That is more than 2 years ago. Please look at the year once more", days=-TWO_YEARS
            ),
        ],
    )


SITUATIONS = [one for one in Situation if one != Situation.NOT_ASKED]
REVEALS = {Situation.PREGNANT: ["due_on"], Situation.BABY: ["born_on"]}


def as_typed(day: date) -> str:
    return f"{day.day} {day.month} {day.year}"


class DatedForm(PimForm):
    """Its dates show an example that makes sense on the day it is read."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in LIKELY.keys() & self.fields.keys():
            field, away = self.fields[name], LIKELY[name]
            example = f"For example, {as_typed(clock.today() + away)}."
            field.help_text = f"{example} {field.help_text}".strip()


class WhenForm(DatedForm):
    one_question = True
    check_labels = {"situation": "At the moment", "born_on": "Baby’s birthday", "due_on": "Due"}

    situation = RadiosField(
        label="Which of these is you at the moment?",
        help_text="If you are pregnant and have a baby too, choose what matters most to you now.",
        choices=[(one, one.label) for one in SITUATIONS],
        reveals=REVEALS,
        error_messages={"required": "Choose which of these is you"},
    )
    due_on = due_on("When is your baby due? (optional)", "your due date")
    born_on = born_on("When was your baby born?", "your baby’s birthday")


class HerWhenForm(DatedForm):
    one_question = True
    check_labels = {"situation": "At the moment", "born_on": "Baby’s birthday", "due_on": "Due"}

    situation = RadiosField(
        label="Which of these is true for her at the moment?",
        choices=[(one, one.about_her) for one in SITUATIONS],
        reveals=REVEALS,
        error_messages={"required": "Choose which of these is true for her"},
    )
    due_on = due_on("When is her baby due? (optional)", "her due date")
    born_on = born_on("When was her baby born?", "her baby’s birthday")
