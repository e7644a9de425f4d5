"""A quarter is printed once, when it is over and what belongs to it has come in."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from outcomes import disclosure, report
from outcomes.disclosure import Atom, Cell, Measure, Printed, key_of, quarter_of
from outcomes.models import Publication
from outcomes.periods import Period, period_of, quarter_with
from outcomes.publishing.events import events_of
from outcomes.publishing.measures import measures_of
from pim.access import audit
from pim.access.audit import SYSTEM
from pim.models import Programme, Site
from referrals.models import Referral

SETTLES = timedelta(days=35)
"""After the end of a quarter: forms on paper are typed in by then, and mistakes put right."""


def publish_next(*, now: datetime) -> int:
    """The oldest quarter each programme has not printed yet, if it is time; how many there were."""
    printed = [_publish_next(key, now) for key in Programme.objects.values_list("pk", flat=True)]
    return len([one for one in printed if one])


@transaction.atomic
def _publish_next(programme_id: Any, now: datetime) -> Publication | None:
    free = Programme.objects.select_for_update(no_key=True, skip_locked=True)
    programme = free.filter(pk=programme_id).first()
    quarter = programme and _next_quarter(programme)
    if not programme or not quarter or not quarter.ends_at or quarter.ends_at + SETTLES > now:
        return None
    return _publish(programme, quarter, now)


def _next_quarter(programme: Programme) -> Period | None:
    last = Publication.objects.filter(programme=programme).order_by("-quarter").first()
    if last:
        return period_of(key_of(quarter_of(last.quarter) + 1))
    asked = Referral.objects.filter(programme=programme).order_by("asked_at")
    first = asked.values_list("asked_at", flat=True).first()
    return first and quarter_with(first)


def _publish(programme: Programme, quarter: Period, now: datetime) -> Publication:
    plan = report.plan_of(programme)
    events = events_of(programme, quarter, plan)
    earlier = list(Publication.objects.filter(programme=programme).order_by("quarter"))
    counts = Counter(events)
    for one in earlier:
        counts.update(_kept(one))
    measures = [_with_sorts(measure, counts) for measure in measures_of(plan)]
    made = Publication.objects.create(
        programme=programme,
        quarter=quarter.key,
        made_at=now,
        counts={"events": [[a.measure, a.sort, a.place, n] for a, n in sorted(events.items())]},
        tables=_tables(measures, _places(programme, counts), counts, quarter, earlier),
    )
    audit.record(by=SYSTEM, action="figures.published", target=made, now=now, quarter=quarter.key)
    return made


def _kept(publication: Publication) -> dict[Atom, int]:
    quarter = quarter_of(publication.quarter)
    rows = publication.counts["events"]
    return {Atom(measure, sort, place, quarter): n for measure, sort, place, n in rows}


def _with_sorts(measure: Measure, counts: Iterable[Atom]) -> Measure:
    """With the sorts its rules knew earlier, too."""
    seen = [atom.sort for atom in counts if atom.measure == measure.key]
    return replace(measure, sorts=tuple(dict.fromkeys([*measure.sorts, *sorted(seen)])))


def _places(programme: Programme, counts: Iterable[Atom]) -> list[str]:
    sites = Site.objects.filter(programme=programme).values_list("pk", flat=True)
    return sorted({*map(str, sites), *(atom.place for atom in counts if atom.place)})


def _tables(
    measures: list[Measure],
    places: list[str],
    counts: Counter[Atom],
    quarter: Period,
    earlier: list[Publication],
) -> dict[str, Any]:
    before = {cell: n for one in earlier for cell, n in cells_in(one).items()}
    candidates = list(disclosure.cells_of(quarter_of(quarter.key), measures, places))
    shown = disclosure.printed(measures, places, counts, candidates, before)
    return {
        "measures": [_described(measure) for measure in measures],
        "cells": [[*cell[:3], *map(key_of, cell[3:]), n] for cell, n in shown.items()],
    }


def _described(measure: Measure) -> dict[str, Any]:
    """Parts as a list: PostgreSQL keeps no order of keys."""
    return {"key": measure.key, "title": measure.title, "parts": [*measure.parts.items()]}


def cells_in(publication: Publication) -> Printed:
    """What stands in each cell of a publication."""
    return {
        Cell(measure, part, place, quarter_of(since), quarter_of(until)): n
        for measure, part, place, since, until, n in publication.tables["cells"]
    }
