"""The page on which staff type in her answers: every question once, in printed order."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError

from outcomes import queries, scoring
from outcomes.actions.putting_right import HowSheAnswered
from outcomes.definitions import Item, Kind
from outcomes.entry_sheets import WHY_NOT, Sheet, name_of, shows_words
from outcomes.enums import Mode, Present
from outcomes.models import Instrument
from outcomes.queries import Question
from pim import clock
from pim.forms.base import PimForm
from pim.forms.fields import DatePartsField, NotAfter, RadiosField
from pim.forms.printed import Printed

LONGEST_WORDS = 5000
BY_STAFF = [(mode.value, mode.label) for mode in (Mode.PHONE, Mode.PAPER)]
INSTEAD = [("rather-not", "She would rather not say")]
ON_PAPER = [*INSTEAD, ("unreadable", "It cannot be read")]
NUMBERS_ONLY = (
    "We hold no wording for this one. Type the score of each answer, as the scoring key of the "
    "printed form gives it. For some questions that runs backwards."
)
NOT_ON_SCREEN = "This one was not asked on screen. Leave it empty if she did not answer it."


STAY_ON_THE_LINE = (
    "If she says anything but “{}”: stay on the line and ask whether she is safe now. If she is "
    "in danger, 999 from another phone."
)


class TypedForm(PimForm):
    """The questions of a sheet, and nothing else."""

    sheet: Sheet

    def __init__(
        self, data: Any = None, *, sheet: Sheet, instead: Sequence = ON_PAPER, **kwargs: Any
    ) -> None:
        self.sheet = sheet
        now = clock.now()
        self.worded = {one.pk: shows_words(one, now) for one in instruments_on(sheet)}
        fields = {
            name_of(one): field_for(one.item, self.worded[one.instrument.pk], instead)
            for one in sheet.open_questions
        }
        self.base_fields = {**type(self).base_fields, **fields}
        super().__init__(data, **kwargs)

    def build_helper(self) -> FormHelper:
        """Titles and common sentences as printed. The button stands in the template."""
        helper = super().build_helper()
        helper.form_tag, helper.inputs = False, []
        parts: list = [name for name in type(self).base_fields if name not in self.revealed]
        before = None
        for question in self.sheet.questions:
            parts += [*self._above(question, before), self._drawn(question)]
            before = question
        helper.layout = Layout(*parts)
        return helper

    def _above(self, question: Question, before: Question | None) -> Iterator[Printed]:
        """The title where a questionnaire begins, its common sentence where that changes."""
        begins = before is None or before.instrument != question.instrument
        is_worded = self.worded[question.instrument.pk]
        if begins:
            yield Printed('<h2 class="nhsuk-heading-m">{}</h2>', question.instrument.title)
            if question.instrument in self.sheet.extra:
                yield Printed("<p>{}</p>", NOT_ON_SCREEN)
            if not is_worded:
                yield Printed("<p>{}</p>", NUMBERS_ONLY)
        stem = question.item.stem if is_worded else ""
        if stem and (begins or before.item.stem != stem):
            yield Printed("<p>{}</p>", stem)

    def _drawn(self, question: Question) -> str | Printed:
        if name_of(question) not in self.sheet.hers:
            return name_of(question)
        label = label_of(question.item, self.worded[question.instrument.pk])
        said = '<p class="desk-hers"><strong>{}</strong> She answered this herself.</p>'
        return Printed(said, label)

    def typed(self) -> dict[tuple[str, int], Any]:
        """What was typed and may be kept, as the actions take it."""
        found = {}
        for question in self.sheet.open_questions:
            value = self.cleaned_data.get(name_of(question)) or ""
            is_choice = question.item.kind == Kind.CHOICE
            key = question.instrument.key, question.item.number
            found[key] = WHY_NOT.get(value, value) if is_choice else value
        return found


class HowForm(TypedForm):
    """How, when and beside whom she answered; then the questions."""

    mode = RadiosField(
        label="How did she answer?",
        choices=BY_STAFF,
        error_messages={"required": "Say how she answered: by phone or on paper"},
    )
    answered_on = DatePartsField(
        label="On which day did she answer?",
        called="the day she answered",
        validators=[NotAfter("The day she answered cannot be in the future", days=0)],
    )
    present = RadiosField(
        label="Who was with her?",
        choices=Present.choices,
        help_text="Somebody who listens can change what a person says.",
        error_messages={"required": "Say who was with her"},
    )

    def clean_answered_on(self) -> Any:
        day = self.cleaned_data["answered_on"]
        first = clock.day_of(self.sheet.referral.asked_at)
        if day and day < first:
            raise ValidationError("The day she answered cannot be before she first came to us")
        return day


class EntryForm(HowForm):
    submit_label = "Send in her answers"

    def __init__(self, data: Any = None, *, sheet: Sheet, mode: str = "") -> None:
        known = _beforehand(sheet, mode)
        is_by_phone = (data or known).get("mode") == Mode.PHONE
        instead = INSTEAD if is_by_phone else ON_PAPER
        super().__init__(data, sheet=sheet, instead=instead, initial=known)
        if (data or known).get("mode") != Mode.PAPER:
            self._say_what_keeps_her_safe()

    def _say_what_keeps_her_safe(self) -> None:
        """Before anything is sent: whoever rings her has her on the line now."""
        for question in self.sheet.open_questions:
            is_worded = self.worded[question.instrument.pk]
            if harmless := harmless_of(question, is_worded):
                self.fields[name_of(question)].help_text = STAY_ON_THE_LINE.format(harmless)

    def how(self) -> dict[str, Any]:
        """What the actions want to know besides her answers."""
        asked = ("mode", "present", "answered_on")
        return {name: self.cleaned_data.get(name) or HOW_EMPTY[name] for name in asked}


HOW_EMPTY: Mapping[str, Any] = {"mode": "", "present": "", "answered_on": None}


class PutRightForm(HowForm):
    """A slip, within a week: what is not changed stays."""

    submit_label = "Put it right"

    def __init__(self, data: Any = None, *, sheet: Sheet) -> None:
        super().__init__(data, sheet=sheet, initial=_beforehand(sheet, ""))
        self.fields["present"].required = bool(sheet.begun and sheet.begun.present)

    def how(self) -> HowSheAnswered | None:
        """None where nothing was changed: of several forms each then keeps its own."""
        said = [self.cleaned_data[name] or "" for name in HOW_EMPTY]
        return HowSheAnswered(*said) if said != [self.initial[name] for name in HOW_EMPTY] else None


class ChooseForm(PimForm):
    """Which printed form is typed in."""

    one_question = True
    instrument = RadiosField(label="Which form is it?", choices=[])

    def __init__(self, *args: Any, on_file: list[Instrument], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["instrument"].choices = [(one.key, one.title) for one in on_file]


def _beforehand(sheet: Sheet, mode: str) -> dict[str, Any]:
    begun = sheet.begun
    by_phone = mode == Mode.PHONE or (begun and begun.mode == Mode.PHONE)
    today = clock.today() if by_phone else None
    return {
        **sheet.typed,
        "mode": begun.mode if begun else mode,
        "present": begun.present if begun else "",
        "answered_on": sheet.answered_on or today,
    }


def instruments_on(sheet: Sheet) -> list[Instrument]:
    return list({one.instrument.pk: one.instrument for one in sheet.questions}.values())


def field_for(item: Item, is_worded: bool, instead: Sequence) -> forms.Field:
    label = label_of(item, is_worded)
    if item.kind == Kind.TEXT:
        area = forms.Textarea({"rows": 3})
        return forms.CharField(label=label, required=False, max_length=LONGEST_WORDS, widget=area)
    return RadiosField(label=label, choices=[*offered(item, is_worded), *instead], required=False)


def harmless_of(question: Question, is_worded: bool) -> str:
    """The answers after which nobody need look; empty where none of them is to worry us."""
    found, item = queries.definition(question.instrument), question.item
    if found.risk_rule(item.number) is None:
        return ""
    said = dict(offered(item, is_worded))
    fine = [code for code in said if scoring.risk_of(found, item.number, code) is None]
    return "” or “".join(said[code] for code in fine)


def label_of(item: Item, is_worded: bool) -> str:
    return f"{item.number}. {item.text}" if is_worded else f"Question {item.number}"


def offered(item: Item, is_worded: bool) -> list[tuple[str, str]]:
    """As printed; where we hold no words, by score from the lowest."""
    if is_worded:
        return [(option.code, option.label) for option in item.options]
    scored = [option for option in item.options if option.score is not None]
    scored.sort(key=lambda option: option.score)
    return [(option.code, str(option.score)) for option in scored]
