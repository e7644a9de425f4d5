"""What women say of the support, as agreement with our own sentences."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

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
    return [_opinion(plan, found, sent, *opinion) for opinion in plan.opinions()]


def _opinion(
    plan: Plan, found: Figures, sent: Mapping, definition: Definition, scale: Scale
) -> Opinion:
    women = found.get((definition.key, scale.key), {}).values()
    totals = [hers[plan.after.key] for hers in women if plan.after.key in hers]
    asked, responded = sent.get(definition.key, (0, 0))
    text = definition.item(scale.items[0]).text
    agreed = sum(total >= scale.agrees_from for total in totals)
    return Opinion(text, agreed, len(totals), responded, asked)


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
