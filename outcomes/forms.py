"""One question a page for her; one page with all of them for staff who ask by phone."""

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString

from outcomes.definitions import Item, Kind
from outcomes.enums import MissingReason
from outcomes.models import Answer
from outcomes.queries import Question
from pim.forms.base import PimForm
from pim.forms.fields import RadiosField

RATHER_NOT = "rather-not"
LONGEST_WORDS = 5000


class AnswerForm(PimForm):
    """One question. ``answered``: there is an answer already, so she may leave it as it is."""

    one_question = True
    names = {"answer": "an answer"}

    def __init__(
        self, data: Any, *, question: Question, mine: Answer | None, answered: bool, **kwargs: Any
    ) -> None:
        self.base_fields = {"answer": field_for(question.item, may_stay_empty=answered)}
        self.answered = answered
        super().__init__(data, initial={"answer": typed_before(mine)}, **kwargs)

    def given(self) -> dict[str, str] | None:
        """What to keep, as ``actions.save_answer`` takes it; None if it stays as it is."""
        answer, field = self.cleaned_data["answer"], self.fields["answer"]
        if answer == RATHER_NOT:
            return {"missing": MissingReason.RATHER_NOT}
        if answer:
            return {"option_code" if isinstance(field, RadiosField) else "words": answer}
        return None if self.answered else {"missing": MissingReason.NOT_ANSWERED}


def field_for(item: Item, *, may_stay_empty: bool) -> forms.Field:
    label = heading(item)
    if item.kind == Kind.TEXT:
        return forms.CharField(
            label=label,
            required=False,
            max_length=LONGEST_WORDS,
            help_text="In your own words, or leave it empty. Please don’t write anybody’s name.",
            widget=forms.Textarea({"rows": 5}),
        )
    return RadiosField(
        label=label, choices=choices(item), required=item.required and not may_stay_empty
    )


def heading(item: Item) -> SafeString | str:
    """The sentence its group shares, smaller, above the question itself."""
    if not item.stem:
        return item.text
    return format_html('<span class="nhsuk-caption-l">{} </span>{}', item.stem, item.text)


def choices(item: Item) -> list[tuple[str, str]]:
    """The options as printed, and a way not to say where the questionnaire has none."""
    offered = [(option.code, option.label) for option in item.options]
    may_refuse = any(option.missing_code is not None for option in item.options)
    return offered if may_refuse else [*offered, (RATHER_NOT, "I’d rather not say")]


def typed_before(answer: Answer | None) -> str:
    if answer is None:
        return ""
    if answer.option:
        return answer.option.code
    return answer.words or (RATHER_NOT if answer.missing == MissingReason.RATHER_NOT else "")


class RatherNotForm(PimForm):
    """She need not say why."""

    submit_label = "Send"
    no_more = RadiosField(
        label="What would you like?",
        choices=[
            ("this-time", "Not this time"),
            ("never", "Please don’t send me questions any more"),
        ],
    )

    def clean_no_more(self) -> bool:
        return self.cleaned_data["no_more"] == "never"
