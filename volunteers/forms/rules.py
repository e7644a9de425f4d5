"""The rhythm in which a programme looks after its volunteers and mums."""

from typing import Any

from django import forms

from pim.access import roles
from pim.forms.base import PimModelForm
from pim.forms.fields import WholeNumberField
from pim.models import Programme
from volunteers.models import SupportRules


def whole(label: str, most: int) -> WholeNumberField:
    return WholeNumberField(label=label, min_value=1, max_value=most)


class RhythmForm(PimModelForm):
    """Where a programme has said nothing, what stands here beforehand holds."""

    submit_label = "Save"

    class Meta:
        model = SupportRules
        fields = (
            "programme",
            "check_in_weeks",
            "supervision_weeks",
            "debrief_days",
            "pence_a_mile",
            "volunteer_answer_days",
            "her_answer_days",
            "quiet_after_days",
            "ending_notice_days",
            "check_out_grace_minutes",
        )

    programme = forms.ModelChoiceField(
        label="Programme", queryset=Programme.objects.none(), empty_label=None
    )
    check_in_weeks = whole("Weeks between check-ins with a volunteer", 52)
    supervision_weeks = whole("Weeks between supervisions", 52)
    debrief_days = whole("Working days to talk after a hard contact", 20)
    pence_a_mile = whole("Pence we pay for a mile", 200)
    volunteer_answer_days = whole("Days a volunteer has to answer a proposal", 60)
    her_answer_days = whole("Days we try to ask the mum", 60)
    quiet_after_days = whole("Days without a log until we ask", 90)
    ending_notice_days = whole("Days before the planned end to prepare it", 90)
    check_out_grace_minutes = whole("Minutes late from a home visit until somebody is told", 120)

    def __init__(self, *args: Any, user: Any = None, **kwargs: Any) -> None:
        usual = SupportRules()
        kwargs["instance"] = kwargs.get("instance") or usual  # filled with what is usual
        super().__init__(*args, **kwargs)
        for name in self.fields.keys() - {"programme"}:
            self.fields[name].help_text = f"Usually {getattr(usual, name)}."
        if self.instance.pk:
            del self.fields["programme"]
            self.helper = self.build_helper()
        else:
            mine = Programme.objects.where(user, roles.MANAGE_SITES)
            unset = mine.filter(support_rules__isnull=True)
            self.fields["programme"].queryset = unset.order_by("name")
