"""How a programme matches, and its rhythm."""

from collections.abc import Mapping

from pim.models import Programme, User
from volunteers.matching import STANDARD, Weights
from volunteers.models import SupportRules


def rules_of(programme: Programme) -> SupportRules:
    """What this programme has set; the usual rules, not saved, where it has set none."""
    return SupportRules.objects.filter(programme=programme).first() or SupportRules(
        programme=programme
    )


def rules_seen(user: User) -> list[SupportRules]:
    """What holds in each programme she sees, by its name, whether it has set it or not."""
    programmes = Programme.objects.visible_to(user).select_related("support_rules")
    return [rules_held(programme) for programme in programmes.order_by("name", "pk")]


def rules_held(programme: Programme) -> SupportRules:
    """As ``rules_of`` says, for a programme that came with its ``support_rules``: no query."""
    return getattr(programme, "support_rules", None) or SupportRules(programme=programme)


def weights_of(programme: Programme) -> Weights:
    """Its points for each criterion. One that is not known any more counts for nothing."""
    return weights_from(rules_of(programme))


def weights_from(rules: SupportRules) -> Weights:
    return weights_said(rules.weights)


def weights_said(said: Mapping[str, int]) -> Weights:
    own = {key: points for key, points in said.items() if key in STANDARD.of}
    return STANDARD.changed(**own)
