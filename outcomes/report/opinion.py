"""What women say of the support, as agreement with our own sentences."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from outcomes.counts import Counts
from outcomes.definitions import Definition, Scale
from outcomes.enums import ResponseStatus
from outcomes.models import RequestInstrument, Response
from outcomes.report.change import Figures
from outcomes.report.scope import Plan, Scope


@dataclass(frozen=True)
class Opinion:
    """How many agreed with one of our own sentences, of those with a valid answer."""

    text: str
    agreed: int
    valid: int
    responded: int
    asked: int


def opinions(scope: Scope, plan: Plan, found: Figures) -> list[Opinion]:
    sent = _sent(scope, plan)
    return [_opinion(found, sent, *opinion) for opinion in plan.opinions()]


def _opinion(found: Figures, sent: Mapping, definition: Definition, scale: Scale) -> Opinion:
    totals = _totals(found.get((definition.key, scale.key), {}))
    asked, responded = sent.get(definition.key, (0, 0))
    text = definition.item(scale.items[0]).text
    agreed = sum(n for total, n in totals.items() if total >= scale.agrees_from)
    return Opinion(text, agreed, totals.total(), responded, asked)


def _totals(counts: Counts) -> Counter[float]:
    """How many women have which total at the end."""
    totals: Counter[float] = Counter()
    for (_, after), n in counts.items():
        if after is not None:
            totals[after] += n
    return totals


def _sent(scope: Scope, plan: Plan) -> dict[str, tuple[int, int]]:
    """Questionnaire -> how often asked at the end, and how often done."""
    lines = RequestInstrument.objects.filter(
        request__wave=plan.after, request__referral__in=scope.referrals()
    )
    done = Response.objects.filter(
        request=OuterRef("request"),
        instrument=OuterRef("instrument"),
        status=ResponseStatus.COMPLETED,
    )
    counted = (
        lines.annotate(done=Exists(done))
        .values("instrument__key")
        .annotate(asked=Count("pk"), responded=Count("pk", filter=Q(done=True)))
    )
    return {line["instrument__key"]: (line["asked"], line["responded"]) for line in counted}
