"""What is planned for a mum whose volunteer cannot be there."""

from typing import Any

from django import forms

from pim import clock
from pim.forms.base import PimForm
from pim.forms.fields import RadiosField
from volunteers import queries
from volunteers.actions import COVER_SETTLED_BY_HAND
from volunteers.enums import WhyCover
from volunteers.models import CoverNeed, Volunteer
from volunteers.naming import name_of

MOST_CANDIDATES = 10


class PlanForm(PimForm):
    submit_label = "Save the plan"

    plan = forms.CharField(
        label="What is planned for her?",
        help_text="Who rings her and when, what she was told, what she would like.",
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
    )


class SettleForm(PimForm):
    submit_label = "Save"
    names = {"outcome": "how it is settled"}

    outcome = RadiosField(
        label="How is it settled?",
        choices=[(one.value, one.label) for one in COVER_SETTLED_BY_HAND],
    )
    plan = forms.CharField(
        label="What exactly? (optional)",
        help_text="For example who rings her, and on which days.",
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
    )


class WhyForm(PimForm):
    submit_label = "Plan for her"
    names = {"why": "why"}

    why = RadiosField(
        label="Why can her volunteer not be there?",
        choices=[one for one in WhyCover.choices if one[0] != WhyCover.CHECK_LAPSED],
    )


class StandInForm(PimForm):
    """The best candidates for her, each with the reasons; the same rules as for who waits."""

    submit_label = "Ask her"
    names = {"volunteer": "whom to ask"}

    volunteer = RadiosField(label="Whom shall we ask?", choices=())

    def __init__(self, *args: Any, record: CoverNeed, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_id = _candidates(record, user)
        field = self.fields["volunteer"]
        field.choices = [(key, name_of(who)) for key, (who, _) in self.by_id.items()]
        field.hints = {key: "; ".join(reasons) for key, (_, reasons) in self.by_id.items()}
        if not self.by_id:
            field.help_text = "Nobody fits just now. You can write down another plan."

    def clean_volunteer(self) -> Volunteer:
        return self.by_id[self.cleaned_data["volunteer"]][0]


def _candidates(need: CoverNeed, user: Any) -> dict[str, tuple[Volunteer, tuple[str, ...]]]:
    referral = need.match.referral
    found, _, by_id = queries.suggestions(referral, user, now=clock.now())
    there = queries.there_for(referral)
    fit = [one for one in found if one.offer.volunteer not in there][:MOST_CANDIDATES]
    return {one.offer.volunteer: (by_id[one.offer.volunteer], one.reasons) for one in fit}
