"""What is typed about a study, and why a release is declined."""

from collections.abc import Sequence
from typing import Any

from django import forms

from outcomes.releases import columns
from pim.forms.base import PimForm
from pim.forms.fields import CheckboxesField, DatePartsField, RadiosField
from pim.models import Programme

EXACTLY = "Exact figures tell people apart: most cells of this column will be blank."


class StudyForm(PimForm):
    submit_label = "Open this study"
    names = {"ends_on": "the last day of the study"}

    key = forms.SlugField(
        label="Short name",
        max_length=50,
        help_text="Small letters, figures and hyphens. It stands in the address and in the files.",
    )
    purpose = forms.CharField(
        label="What is it to find out?",
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text="Whoever approves a release reads this. It comes with the files.",
    )
    programme = RadiosField(label="Which programme is it about?")
    columns = CheckboxesField(
        label="What may it have beside the answers and scores?",
        choices=[(column.name, column.meaning) for column in columns.TO_CHOOSE],
        hints=dict.fromkeys(columns.EXACT, EXACTLY),
        initial=list(columns.USUAL),
        required=False,
        help_text="Only what it needs. Fewer columns mean fewer blank cells.",
    )
    ends_on = DatePartsField(label="Last day", called="the last day of the study")

    def __init__(self, programmes: Sequence[Programme], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.programmes = {str(one.pk): one for one in programmes}
        choices = [(pk, one.name) for pk, one in self.programmes.items()]
        self.fields["programme"].choices = choices
        if len(choices) == 1:
            self.initial.setdefault("programme", choices[0][0])

    def wanted(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {
            "key": said["key"],
            "purpose": said["purpose"],
            "programme": self.programmes[said["programme"]],
            "names": said["columns"],
            "ends_on": said["ends_on"],
        }


class DecliningForm(PimForm):
    submit_label = "Decline this release"

    why = forms.CharField(
        label="Why not?",
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        help_text="Whoever asked for it reads this.",
    )
