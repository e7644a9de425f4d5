"""What happened in one quarter, counted exactly. Events, so that quarters add up to years."""

from collections import Counter
from collections.abc import Iterator

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from outcomes.counts import WHO_COUNTS
from outcomes.definitions import Definition, Scale
from outcomes.disclosure import EVERYWHERE, Atom, quarter_of
from outcomes.enums import ResponseStatus
from outcomes.models import Score, Wave
from outcomes.periods import Period
from outcomes.publishing.measures import (
    AGREED,
    AT_CASENESS,
    ENDING_OF,
    RECOVERED,
    change_key,
    opinion_key,
)
from outcomes.report import Plan
from outcomes.statistics import reliable_class
from outcomes.statistics.exact import exact
from outcomes.windows import came_while_due
from pim.models import Programme
from referrals.models import Referral
from volunteers.models import GroupPlace, Match

Counted = Iterator[tuple[str, str, str]]
"""Measure, sort and place of one event."""


def events_of(programme: Programme, quarter: Period, plan: Plan) -> Counter[Atom]:
    number = quarter_of(quarter.key)
    who = Referral.objects.filter(WHO_COUNTS, programme=programme).order_by()
    found: Counter[Atom] = Counter()
    for measure, sort, site, n in _steps(who, quarter):
        found[Atom(measure, sort, _place(site), number)] += n
    for measure, sort, place in _answers(who, quarter, plan):
        found[Atom(measure, sort, place, number)] += 1
    return found


def _place(site: object) -> str:
    return str(site) if site else EVERYWHERE


def _steps(who: QuerySet[Referral], quarter: Period) -> Iterator[tuple[str, str, object, int]]:
    for source, site, n in _by(_during(who, "asked_at", quarter), "source"):
        yield "asked", source, site, n
    for _, site, n in _by(_during(who, "accepted_at", quarter), "programme"):
        yield "accepted", "", site, n
    for _, site, n in _by(who.filter(_first_matched_in(quarter)), "programme"):
        yield "matched", "", site, n
    for reason, site, n in _by(_during(who, "closed_at", quarter), "closed_reason"):
        if reason in ENDING_OF:
            yield "ended", ENDING_OF[reason], site, n


def _during(rows: QuerySet, moment: str, quarter: Period) -> QuerySet:
    return rows.filter(**{f"{moment}__gte": quarter.starts_at, f"{moment}__lt": quarter.ends_at})


def _by(rows: QuerySet[Referral], column: str) -> Iterator[tuple[str, object, int]]:
    return rows.values_list(column, "site").annotate(n=Count("pk")).iterator()


def _first_matched_in(quarter: Period) -> Q:
    """A place in a group is support as well."""
    first, after = (timezone.localdate(at) for at in (quarter.starts_at, quarter.ends_at))
    matches = Match.objects.filter(referral=OuterRef("pk"))
    places = GroupPlace.objects.filter(referral=OuterRef("pk"))
    within = Q(Exists(_during(matches, "started_at", quarter))) | Q(
        Exists(places.filter(joined_on__gte=first, joined_on__lt=after))
    )
    earlier = Q(Exists(matches.filter(started_at__lt=quarter.starts_at))) | Q(
        Exists(places.filter(joined_on__lt=first))
    )
    return within & ~earlier


def _answers(who: QuerySet[Referral], quarter: Period, plan: Plan) -> Counted:
    """Whoever finished the questions at the end in the quarter."""
    after = _totals(_during(_scores(who, plan.after), "response__completed_at", quarter))
    before: dict[tuple, float] = {}
    for wave in reversed(plan.before):  # the last before support is what counts
        before |= _totals(_scores(who, wave))
    sites = dict(who.values_list("pk", "site"))
    opinions = {(d.key, s.key): (d, s) for d, s in plan.opinions()}
    compared = {(d.key, s.key): (d, s) for d, s in plan.compared()}
    for (referral, *key), total in after.items():
        asked, place = tuple(key), _place(sites[referral])
        if asked in opinions:
            definition, scale = opinions[asked]
            agreed = AGREED if total >= (scale.agrees_from or 0) else ""
            yield opinion_key(definition, scale), agreed, place
        elif asked in compared and (referral, *key) in before:
            first = before[(referral, *key)]
            yield change_key(*compared[asked]), _sort(*compared[asked], first, total), place


def _scores(who: QuerySet[Referral], wave: Wave | None) -> QuerySet[Score]:
    return Score.objects.filter(
        came_while_due("response__"),
        response__request__wave=wave,
        response__request__referral__in=who,
        response__status=ResponseStatus.COMPLETED,
        total__isnull=False,
    )


def _totals(scores: QuerySet[Score]) -> dict[tuple, float]:
    names = ("response__request__referral", "response__instrument__key", "scale", "total")
    return {(her, key, scale): total for her, key, scale, total in scores.values_list(*names)}


def _sort(definition: Definition, scale: Scale, before: float, after: float) -> str:
    tags: list[str] = []
    if scale.reliable_change:
        change = exact(after) - exact(before)
        tags.append(reliable_class(change, scale.reliable_change.points, definition.higher_is))
    if scale.caseness and before >= scale.caseness.at_least:
        tags.append(AT_CASENESS)
        tags += [RECOVERED] if after < scale.caseness.at_least else []
    return ".".join(tags)
