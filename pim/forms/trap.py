"""A box that people do not see and machines fill in."""

from collections.abc import Mapping
from typing import Any

from crispy_forms.layout import Field
from django import forms

from pim.forms.base import PimForm

TRAP = "homepage"


class TrapForm(PimForm):
    """Ends with an empty box. Who fills it in is not told: see ``is_sprung``."""

    homepage = forms.CharField(
        label="Leave this box empty",
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "tabindex": "-1"}),
    )

    def order_fields(self, field_order):
        """The box comes after the questions of the form that has it."""
        super().order_fields(field_order)
        self.fields[TRAP] = self.fields.pop(TRAP)

    def build_helper(self):
        """The last box is seen by machines only."""
        helper = super().build_helper()
        helper.layout[-1] = Field(TRAP, wrapper_class="nhsuk-u-visually-hidden")
        return helper


class RefusingTrapForm(TrapForm):
    """Says so instead, where nobody looks at what is held back."""

    def clean_homepage(self) -> str:
        if self.cleaned_data[TRAP]:
            raise forms.ValidationError("Leave the last box empty. It is there to stop machines.")
        return ""


def is_sprung(answers: Mapping[str, Any]) -> bool:
    return bool(answers.get(TRAP))
