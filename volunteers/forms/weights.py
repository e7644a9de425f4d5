"""What each criterion of matching is worth in a programme."""

from typing import Any

from pim.forms.base import PimForm
from pim.forms.fields import WholeNumberField
from volunteers.matching import STANDARD
from volunteers.models import SupportRules
from volunteers.queries import weights_from

CALLED = {
    "waiting": "Waiting",
    "experience": "The same experience",
    "continuity": "Somebody she knows already",
    "language": "Her own language",
    "background": "A background she would like",
    "background_left_out": "No background she would rather not have",
    "same_area": "The same area",
    "travels": "Travelling to her",
    "times": "Times that suit both",
    "days": "Days that suit both",
    "formats": "Ways of meeting that suit both",
    "stage": "The baby’s age the volunteer likes best",
    "first_weeks": "The first weeks",
}
TOO_MUCH = (
    "These points are too many together: nobody may be left without a volunteer for their sake. "
    "Please make some of them smaller."
)


class WeightsForm(PimForm):
    """One whole number for each; nothing below 0, so that a better fit never counts against her."""

    submit_label = "Save these points"
    names = {key: f"the points for “{name}”" for key, name in CALLED.items()}

    def __init__(self, *args: Any, record: SupportRules, **kwargs: Any) -> None:
        now = weights_from(record)
        self.base_fields = {
            key: WholeNumberField(
                label=CALLED[key],
                help_text=f"Points {weight.meaning}. Usually {weight.points}.",
                min_value=0,
                max_value=10_000,
                initial=now.points(key),
            )
            for key, weight in STANDARD.of.items()
        }
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        points = super().clean()
        if not self.errors:
            try:
                STANDARD.changed(**points)
            except ValueError:
                self.add_error(None, TOO_MUCH)
        return {"points": points}
