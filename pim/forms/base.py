"""The base of every form: plain words, what was typed is kept, nothing odd reaches the database."""

from collections.abc import Mapping
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.core.validators import MaxLengthValidator, RegexValidator
from django.forms.utils import pretty_name
from django.http import QueryDict
from django.utils.text import capfirst

LONGEST_ANSWER = 5000
NUL = "\x00"
NO_ANSWER = (None, "", [])  # "No" is one
ON_ONE_LINE = RegexValidator(
    r"[\r\n\v\f\u0085\u2028\u2029]", "Write this on one line", inverse_match=True
)
OWNED = ("the", "a", "an", "your", "her", "his", "their", "my", "our")


class WordedForm:
    """Mixed into a Django form; see :class:`PimForm` for what an author may set."""

    one_question = False
    submit_label = "Continue"
    names: dict[str, str] = {}
    use_required_attribute = False  # the browser's own bubbles are not ours to word

    def __init__(self, data: Mapping | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(without_nul(data), *args, **kwargs)
        for name, field in self.fields.items():
            word(field, self.names.get(name) or called(name, field))
        self._relax_revealed_fields()
        self.helper = self.build_helper()

    def build_helper(self) -> FormHelper:
        """One column in field order, and one button. Override for another layout."""
        helper = FormHelper()
        helper.attrs = {"novalidate": True}
        helper.layout = Layout(*(name for name in self.fields if name not in self.revealed))
        helper.add_input(Submit("", self.submit_label, css_id="submit"))
        return helper

    @property
    def revealed(self) -> dict[str, tuple[str, str]]:
        """Fields shown under one answer of another: {field: (other field, its answer)}."""
        return {
            name: (asking, answer)
            for asking, field in self.fields.items()
            for answer, names in getattr(field, "reveals", {}).items()
            for name in names
        }

    def _relax_revealed_fields(self) -> None:
        """A revealed field is required only where its answer was chosen: see ``clean``."""
        for name in self.revealed:
            field = self.fields[name]
            field.required_when_shown, field.required = field.required, False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, (asking, answer) in self.revealed.items():
            self._settle(cleaned, name, shown=_chosen(cleaned.get(asking), answer))
        return cleaned

    def _settle(self, cleaned: dict, name: str, *, shown: bool) -> None:
        field = self.fields[name]
        if not shown:
            self._errors.pop(name, None)
            cleaned[name] = field.clean(None)
        elif self._is_missing(cleaned, name) and field.required_when_shown:
            self.add_error(name, forms.ValidationError(field.error_messages["required"]))

    def _is_missing(self, cleaned: dict, name: str) -> bool:
        return cleaned.get(name) in NO_ANSWER and name not in self.errors


class PimForm(WordedForm, forms.Form):
    """A form of ours. An author may set on the class:

    ``one_question``: the first field's label is the page's heading.
    ``submit_label``: the words on the button.
    ``names``: what an error calls a field, such as ``{"born_on": "your baby's birthday"}``;
    by default the label, where the label is not a question.

    Under a choice, ``RadiosField(reveals={"phone": ["number"]})`` shows other fields of the
    form; they are required only when that answer is chosen, and emptied when it is not.
    """


class PimModelForm(WordedForm, forms.ModelForm):
    """The same for a model."""


def without_nul(data: Mapping | None) -> Mapping | None:
    """PostgreSQL holds no NUL, and nobody types one: it is dropped before anything looks."""
    if data is None:
        return None
    if isinstance(data, QueryDict):
        kept = QueryDict(mutable=True)
        for name, values in data.lists():
            kept.setlist(name.replace(NUL, ""), [_drop_nul(value) for value in values])
        return kept
    return {name: _drop_nul(value) for name, value in data.items()}


def _drop_nul(value: Any) -> Any:
    if isinstance(value, list):
        return [_drop_nul(one) for one in value]
    return value.replace(NUL, "") if isinstance(value, str) else value


def _chosen(value: Any, answer: str) -> bool:
    return answer in value if isinstance(value, list) else str(value) == answer


def called(name: str, field: forms.Field) -> str:
    """The field's name inside a sentence; empty where its label is itself a sentence."""
    if own := getattr(field, "called", ""):
        return own
    label = str(field.label or pretty_name(name)).removesuffix(" (optional)")
    if not label or label.endswith(("?", ".")):
        return ""
    stays = label[1:2].isupper() or label.startswith("I ")  # "GP’s name", "I agree"
    lowered = label if stays else label[0].lower() + label[1:]
    return lowered if lowered.split()[0] in OWNED else f"the {lowered}"


def word(field: forms.Field, name: str) -> None:
    """Give a field our sentences, unless its class or its author gave it better ones."""
    if hasattr(field, "called"):
        field.called = name
    if isinstance(field, forms.CharField):
        cap_length(field)
        keep_to_one_line(field)
    field.error_messages |= sentences(field, name) | written_here(field)


def written_here(field: forms.Field) -> dict[str, str]:
    """The messages of a field that are not Django's own."""
    stock: dict[str, str] = {}
    for kind in reversed(type(field).__mro__):
        if kind.__module__.startswith("django."):
            stock |= vars(kind).get("default_error_messages", {})
    return {code: said for code, said in field.error_messages.items() if said != stock.get(code)}


def cap_length(field: forms.CharField) -> None:
    """A limit on every answer, told in words: ``maxlength`` would cut off in silence."""
    if field.max_length is None:
        field.max_length = LONGEST_ANSWER
        field.validators.append(MaxLengthValidator(LONGEST_ANSWER))
    field.widget.attrs.pop("maxlength", None)


def keep_to_one_line(field: forms.CharField) -> None:
    """No browser sends a line break from a box of one line; one would run on into a message."""
    if not isinstance(field.widget, forms.Textarea | forms.HiddenInput):
        field.validators.append(ON_ONE_LINE)


def sentences(field: forms.Field, name: str) -> dict[str, str]:
    subject = f"{capfirst(name)} must be" if name else "This answer is too long. It must be"
    return {
        "required": required_sentence(field, name),
        "invalid_choice": "Choose one of the answers on the page",
        "max_length": f"{subject} %(limit_value)d characters or fewer",
        **kind_sentences(field, name),
    }


def required_sentence(field: forms.Field, name: str) -> str:
    if isinstance(field, forms.BooleanField):
        return "Tick the box to carry on"
    if isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
        return f"Choose {name}" if name else "Choose an answer"
    return f"Enter {name}" if name else "Answer this question"


NUMBER_BOUNDS = {
    "min_value": "{must_be} %(limit_value)s or more",
    "max_value": "{must_be} %(limit_value)s or less",
}
KIND_SENTENCES: dict[type, dict[str, str]] = {
    forms.EmailField: {
        "invalid": "Enter an e-mail address in the right form, like name@example.com"
    },
    forms.DecimalField: {"invalid": "{must_be} a number, like 2.5", **NUMBER_BOUNDS},
    forms.IntegerField: {"invalid": "{must_be} a whole number, like 3", **NUMBER_BOUNDS},
    forms.DateField: {"invalid": "Enter a real date, like 27/3/2026"},
}


def kind_sentences(field: forms.Field, name: str) -> dict[str, str]:
    """The sentences of the nearest kind of field we know."""
    known = next((KIND_SENTENCES[k] for k in type(field).__mro__ if k in KIND_SENTENCES), {})
    must_be = f"{capfirst(name)} must be" if name else "Enter"
    return {code: said.format(must_be=must_be) for code, said in known.items()}
