"""What a coordinator notes of a check, and what a manager asks for."""

from typing import Any

from django import forms

from pim import clock
from pim.access import roles
from pim.enums import Nation
from pim.forms.base import PimForm
from pim.forms.fields import DatePartsField, NotAfter, RadiosField, WholeNumberField
from pim.models import Programme
from volunteers import check_rules, queries
from volunteers.enums import RECORD_CHECKS, CheckKind, CheckLevel, VolunteerRole
from volunteers.models import Check, CheckRule, Volunteer

RECORDS = [(kind.value, kind.label) for kind in RECORD_CHECKS]
GRADES = [(grade.value, grade.label) for grade in check_rules.GRADES]


def manageable(user: Any):
    return Programme.objects.where(user, roles.MANAGE_SITES).order_by("name")


class CheckForm(PimForm):
    """One check, seen by whoever is signed in. A number and dates; never a scan or a copy."""

    submit_label = "Save"
    names = {"kind": "what you have seen", "level": "which level it has"}

    kind = RadiosField(label="What have you seen?", choices=CheckKind.choices)
    level = RadiosField(
        label="Which level does it have?",
        choices=GRADES,
        required=False,
        help_text="Of a DBS or an AccessNI check. It is written on the certificate.",
    )
    number = forms.CharField(
        label="Number (optional)",
        help_text="Never keep a scan or a copy.",
        required=False,
        max_length=40,
        widget=forms.TextInput({"class": "nhsuk-input--width-20", "autocomplete": "off"}),
    )
    issued_on = DatePartsField(
        label="Date of issue",
        called="the date of issue",
        validators=[NotAfter("The date of issue must be today or in the past")],
    )
    seen_on = DatePartsField(
        label="When did you see it?",
        called="the day you saw it",
        validators=[NotAfter("The day you saw it must be today or in the past")],
    )
    recheck_on = DatePartsField(
        label="Check again on (optional)", called="the date to check again", required=False
    )

    def __init__(self, *args: Any, record: Volunteer, **kwargs: Any) -> None:
        initial = {"seen_on": clock.today()} | (kwargs.pop("initial", None) or {})
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["recheck_on"].help_text = _usual(record)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        kind, level = cleaned.get("kind"), cleaned.get("level")
        if kind in (CheckKind.DBS, CheckKind.ACCESS_NI):
            if not level:
                self.add_error("level", "Choose which level it has")
            elif not check_rules.fits(kind, level):
                self.add_error("level", "There is no such level of this check")
        else:
            cleaned["level"] = ""
        return cleaned


class WithdrawCheckForm(PimForm):
    """Which of her checks, and what was wrong with it."""

    submit_label = "This was entered wrongly"
    names = {"check": "which one", "why": "what was wrong"}

    check = forms.ModelChoiceField(
        label="Which one was entered wrongly?", queryset=Check.objects.none(), empty_label=None
    )
    why = forms.CharField(
        label="What was wrong with it?",
        help_text="It stays on her page, marked as wrong. Then record the right one.",
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, *args: Any, record: Volunteer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hers = Check.objects.standing().filter(volunteer=record)
        self.fields["check"].queryset = hers.order_by("-issued_on", "kind")
        self.fields["check"].label_from_instance = _dated


def _dated(check: Check) -> str:
    again = f", again on {check.recheck_on:%-d %B %Y}" if check.recheck_on else ""
    return f"{check}{again}"


def _usual(volunteer: Volunteer) -> str:
    """What an empty date means for her."""
    rules = queries.required_kinds(volunteer).values()
    dated = [f"{CheckKind(rule.kind).label}: {rule.months} months" for rule in rules if rule.months]
    usual = ", ".join(dated)
    return f"Leave it empty for the usual time ({usual}), counted from the date of issue."


class CheckRuleForm(PimForm):
    """Which check, for whom, and why. Needs its reason."""

    submit_label = "Save"
    names = {
        "programme": "which programme",
        "nation": "which nation",
        "role": "what she does",
        "kind": "which check",
        "level": "which level",
        "months": "after how many months",
        "reason": "why",
    }

    programme = forms.ModelChoiceField(
        label="Programme", queryset=Programme.objects.none(), empty_label=None
    )
    nation = RadiosField(label="Where?", choices=Nation.choices)
    role = RadiosField(label="For whom?", choices=VolunteerRole.choices)
    kind = RadiosField(label="Which check?", choices=RECORDS)
    level = RadiosField(
        label="Which level, at least?",
        choices=CheckLevel.choices,
        hints={CheckLevel.MEMBERSHIP: "For PVG only. The other levels are for DBS and AccessNI."},
    )
    months = WholeNumberField(
        label="After how many months is it done again? (optional)",
        help_text="Empty means never.",
        required=False,
        min_value=1,
        max_value=120,
    )
    reason = forms.CharField(
        label="Why this check and this level?",
        help_text="For whoever asks later. Name who advised you.",
        max_length=1000,
        widget=forms.Textarea({"rows": 4}),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = manageable(user)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        kind, level = cleaned.get("kind"), cleaned.get("level")
        if kind and level and not check_rules.fits(kind, level):
            self.add_error("level", "There is no such level of this check")
        return cleaned


class ChangeRuleForm(CheckRuleForm):
    """Another check, level or reason. For whom it is, stays: set another rule for others."""

    def __init__(self, *args: Any, record: CheckRule, user: Any, **kwargs: Any) -> None:
        names = ("kind", "level", "months", "reason")
        held = {name: getattr(record, name) for name in names}
        super().__init__(*args, user=user, initial=held, **kwargs)
        for name in ("programme", "nation", "role"):
            del self.fields[name]
        self.helper = self.build_helper()
