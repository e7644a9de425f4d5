"""The points of matching, on the page of a programme's rules."""

from pim.admin import panels as added
from pim.admin.bases import Table, button
from volunteers import actions
from volunteers.forms.weights import CALLED, WeightsForm
from volunteers.matching import STANDARD
from volunteers.models import SupportRules
from volunteers.queries import weights_from


class WeightsButton:
    @button(
        "Change the points of matching",
        form=WeightsForm,
        hint=(
            "The points put volunteers in order for a mum; a person decides. They change neither "
            "who may be put together nor what was proposed before."
        ),
        done="Saved. From now on the lists are in the new order.",
    )
    def set_weights(self, rules, **asked):
        actions.set_weights(rules=rules, **asked)


@added.on(SupportRules, order=10)
def points(user, rules: SupportRules) -> Table:
    own = weights_from(rules)
    return Table(
        "Points of matching",
        ["What counts", "What it means", "Usual points", "Points here"],
        [
            (CALLED[key], weight.meaning.capitalize(), weight.points, own.points(key))
            for key, weight in STANDARD.of.items()
        ],
    )
