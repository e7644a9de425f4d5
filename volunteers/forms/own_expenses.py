"""Money she spent for us, sent in on her phone in few taps."""

import re
from contextlib import suppress
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError

from pim import clock
from pim.forms.base import PimForm
from pim.forms.fields import DatePartsField, NotAfter, NotBefore, RadiosField
from volunteers import money
from volunteers.enums import ExpenseKind
from volunteers.models import Expense

SHORT = {"inputmode": "decimal", "class": "nhsuk-input--width-5", "autocomplete": "off"}
PAID_FOR = [choice for choice in ExpenseKind.choices if choice[0] != ExpenseKind.MILEAGE]
AS_TYPED = re.compile(r"[0-9A-Za-z.+-]*")  # Decimal reads more: "1_0", and digits of other scripts
MOST_MILES = 500
MOST_POUNDS = 500


class NumberField(forms.DecimalField):
    """A number as people type it: with a pound sign, spaces or a comma for the point."""

    widget = forms.TextInput(SHORT)

    def to_python(self, value: Any) -> Decimal | None:
        if isinstance(value, str):
            value = value.replace("£", "").replace(" ", "").replace(",", ".").rstrip(".")
            if not AS_TYPED.fullmatch(value):
                raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


class MoneyField(NumberField):
    """Pounds and pence; the answer is in pence."""

    def clean(self, value: Any) -> int:
        return int(super().clean(value) * 100)


def like(example: str, most: str, places: str) -> dict[str, str]:
    return {
        "invalid": f"Enter a number, like {example}",
        "min_value": f"Enter more than nothing, like {example}",
        "max_value": f"This can be at most {most}. For more, please ring your coordinator first",
        "max_decimal_places": f"Enter {places}, like {example}",
        "max_digits": f"Enter a number, like {example}",
        "max_whole_digits": f"This can be at most {most}. Please check it",
    }


class ExpenseForm(PimForm):
    """What both kinds of expense ask."""

    spent_on = DatePartsField(
        label="Which day?",
        called="the day",
        validators=[
            NotAfter("The day must be today or in the past"),
            NotBefore("The day must be in the last 12 months", days=-365),
        ],
    )
    expense_id = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, expense: Expense | None = None, **kwargs: Any) -> None:
        beforehand = self.stands(expense) if expense else {"spent_on": clock.today()}
        beforehand["expense_id"] = expense.pk if expense else uuid4()
        kwargs["initial"] = beforehand | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)

    def stands(self, expense: Expense) -> dict[str, Any]:
        """What she sent in before."""
        return {"spent_on": expense.spent_on, "note": expense.note or ""}

    def clean_expense_id(self) -> UUID | None:
        """Made when the form was drawn, so that a double tap is one expense."""
        with suppress(ValueError):
            return UUID(self.cleaned_data["expense_id"])
        return None


def a_note(label: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text="No names of mums, please.",
        required=False,
        max_length=500,
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class MilesForm(ExpenseForm):
    """What the miles are worth is shown before they are sent in: ``worth`` is what she saw."""

    submit_label = "Work it out"
    names = {"miles": "the miles"}
    field_order = ("miles", "spent_on", "note")

    miles = NumberField(
        label="How many miles?",
        help_text="There and back. For example: 12.5.",
        min_value=Decimal("0.1"),
        max_value=MOST_MILES,
        decimal_places=1,
        error_messages=like("12.5", f"{MOST_MILES} miles", "one figure after the point"),
    )
    note = a_note("Where to? (optional)")
    shown_pence = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, worth: int | None = None, **kwargs: Any) -> None:
        if worth is not None:
            self.submit_label = f"Send in {money.pounds(worth)}"
        super().__init__(*args, **kwargs)

    def stands(self, expense: Expense) -> dict[str, Any]:
        return super().stands(expense) | {"miles": expense.miles}

    def clean(self) -> dict[str, Any]:
        return super().clean() | {"kind": ExpenseKind.MILEAGE}


class PaidForForm(ExpenseForm):
    submit_label = "Send it in"
    another = forms.CharField(widget=forms.HiddenInput, required=False)
    names = {"kind": "what it was", "pence": "the amount"}
    field_order = ("kind", "pence", "spent_on", "has_receipt", "note")

    kind = RadiosField(label="What was it?", choices=PAID_FOR)
    pence = MoneyField(
        label="How much, in pounds?",
        help_text="For example: 4.50.",
        min_value=Decimal("0.01"),
        max_value=MOST_POUNDS,
        decimal_places=2,
        error_messages=like("4.50", f"£{MOST_POUNDS}", "pounds and pence"),
    )
    has_receipt = forms.BooleanField(label="I have the receipt", required=False)
    note = a_note("A few words (optional)")

    def stands(self, expense: Expense) -> dict[str, Any]:
        return super().stands(expense) | {
            "kind": expense.kind,
            "pence": f"{expense.pence / 100:.2f}",
            "has_receipt": expense.has_receipt,
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("kind") == ExpenseKind.OTHER and not cleaned.get("note"):
            self.add_error("note", ValidationError("Say in a few words what it was"))
        return cleaned
