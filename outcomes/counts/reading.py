"""Counts read for a report: what is stored, and the stale months counted on the spot."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from outcomes.counts.counting import OF_A_MONTH, counted

Counts = dict[tuple[float | None, float | None], int]
"""(before, after) -> how many women; None for a score that is missing."""


class Span(NamedTuple):
    """Two waves of a programme, by their keys."""

    first: str
    second: str


class Counted(NamedTuple):
    """Which women. ``sites`` None: of the whole programme, those of no site included.

    ``since`` and ``until``: months in which they asked, by their first days, ``until`` left out.
    ``only``: nobody but these referrals; then nothing stored is used.
    """

    programme: UUID
    sites: Collection[UUID] | None = None
    since: date | None = None
    until: date | None = None
    only: Collection[UUID] | None = None


def pair_counts(about: Counted, span: Span) -> dict[tuple[str, str], Counts]:
    """(instrument, scale) -> counts, in one statement."""
    found: dict[tuple[str, str], Counts] = {}
    for instrument, scale, before, after, n in _summed(about, span, "instrument, scale"):
        found.setdefault((instrument, scale), {})[before, after] = int(n)
    return found


def pair_counts_by_site(
    about: Counted, span: Span, instrument: str, scale: str
) -> dict[Any, Counts]:
    """Site -> counts of one scale, in one statement."""
    found: dict[Any, Counts] = {}
    one = {"instrument": instrument, "scale": scale}
    for site, before, after, n in _summed(about, span, "site_id", **one):
        found.setdefault(site, {})[before, after] = int(n)
    return found


def _summed(about: Counted, span: Span, by: str, **which: str) -> list[tuple[Any, ...]]:
    """Counts of the pairs of one span, added up by these columns; ``which``: of these alone."""
    rows, values = _only(about) if about.only is not None else _stored_and_stale(about)
    wanted = which | {"first_wave": span.first, "second_wave": span.second}
    text = f"""
        SELECT {by}, before, after, sum(n) FROM ({rows}) AS counted
        WHERE {" AND ".join(f"{column} = %({column})s" for column in wanted)}
        GROUP BY {by}, before, after
    """
    with connection.cursor() as cursor:
        cursor.execute(text, values | wanted)
        return list(cursor.fetchall())


def _only(about: Counted) -> tuple[str, dict[str, Any]]:
    values = _values(about) | {"only": list(about.only or ())}
    whose = "unnest(%(only)s::uuid[]) AS o(id) JOIN referrals_referral r ON r.id = o.id"
    return f"SELECT * FROM ({counted(whose)}) AS c WHERE {_where(about)}", values


def _stored_and_stale(about: Counted) -> tuple[str, dict[str, Any]]:
    stale = f"""
        (SELECT DISTINCT programme_id, site_id, month FROM outcomes_stalecounts c
         WHERE {_where(about)}) AS b JOIN referrals_referral r ON {OF_A_MONTH}
    """
    columns = "programme_id, site_id, month, instrument, scale, first_wave, second_wave, before"
    text = f"""
        SELECT {columns}, after, n FROM outcomes_paircount c WHERE {_where(about)}
        AND first_wave = %(first_wave)s AND second_wave = %(second_wave)s
        AND NOT EXISTS (
            SELECT FROM outcomes_stalecounts s
            WHERE s.programme_id = c.programme_id AND s.month = c.month
              AND s.site_id IS NOT DISTINCT FROM c.site_id
        )
        UNION ALL {counted(stale)}
    """
    return text, _values(about)


def _where(about: Counted) -> str:
    return " AND ".join(_conditions(about))


def _conditions(about: Counted) -> Iterator[str]:
    yield "c.programme_id = %(programme)s"
    if about.sites is not None:
        yield "c.site_id = ANY(%(sites)s::uuid[])"
    if about.since is not None:
        yield "c.month >= %(since)s"
    if about.until is not None:
        yield "c.month < %(until)s"


def _values(about: Counted) -> dict[str, Any]:
    sites = None if about.sites is None else list(about.sites)
    return {
        "programme": about.programme,
        "sites": sites,
        "since": about.since,
        "until": about.until,
    }
