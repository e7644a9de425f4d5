"""Counts read for a report: what is stored, and the stale months counted on the spot."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from outcomes.counts.counting import ASKED_IN_MONTH, counted

Counts = dict[tuple[float | None, float | None], int]
"""(before, after) -> how many women; None for a score that is missing."""


class Span(NamedTuple):
    """Two times that are compared: keys of waves, or ``BEFORE``."""

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
    wanted = which | {"first_wave": span.first, "second_wave": span.second}
    of_these = " AND ".join(f"{column} = %({column})s" for column in wanted)
    rows = " UNION ALL ".join(
        f"SELECT {by}, before, after, n FROM ({source}) AS c WHERE {of_these}"
        for source in _sources(about, by)
    )
    text = f"""
        WITH stale AS MATERIALIZED (
            SELECT DISTINCT programme_id, site_id, month
            FROM outcomes_stalecounts c WHERE {_where(about)}
        )
        SELECT {by}, before, after, sum(n) FROM ({rows}) AS counted GROUP BY {by}, before, after
    """
    with connection.cursor() as cursor:
        cursor.execute(text, _values(about) | wanted)
        return list(cursor.fetchall())


def _sources(about: Counted, by: str) -> list[str]:
    """What is added up: each woman is in one of them."""
    if about.only is not None:
        hers = "unnest(%(only)s::uuid[]) AS o(id) JOIN referrals_referral r ON r.id = o.id"
        return [f"SELECT * FROM ({counted(hers)}) AS c WHERE {_where(about)}"]
    if about.sites is None and "site_id" not in by:
        return [_fresh_months(about), _fresh_sites_of_stale_months(about), counted(STALE)]
    return [_fresh_sites(about), counted(STALE)]


STALE = f"""
    (SELECT DISTINCT programme_id, month FROM stale) AS b CROSS JOIN LATERAL (
        SELECT * FROM referrals_referral r WHERE {ASKED_IN_MONTH} AND EXISTS (
            SELECT FROM stale s
            WHERE s.month = b.month AND s.site_id IS NOT DISTINCT FROM r.site_id
        )
        OFFSET 0
    ) AS r
"""
"""Referrals of the stale months, month by month: few are stale, whatever the planner expects."""


def _fresh_months(about: Counted) -> str:
    """Months in which nothing is stale anywhere."""
    return f"""
        SELECT * FROM outcomes_pairsum c
        WHERE {_where(about)} AND c.month <> ALL (ARRAY(SELECT month FROM stale))
    """


def _fresh_sites_of_stale_months(about: Counted) -> str:
    """Of months in which something is stale elsewhere; month by month, as they are few."""
    return f"""
        SELECT c.* FROM (SELECT DISTINCT month FROM stale) AS b CROSS JOIN LATERAL (
            SELECT * FROM ({_fresh_sites(about)}) AS c WHERE c.month = b.month
            AND c.first_wave = %(first_wave)s AND c.second_wave = %(second_wave)s OFFSET 0
        ) AS c
    """


def _fresh_sites(about: Counted) -> str:
    """Months in which nothing is stale at the site."""
    return f"""
        SELECT * FROM outcomes_paircount c WHERE {_where(about)} AND NOT EXISTS (
            SELECT FROM stale s
            WHERE s.month = c.month AND s.site_id IS NOT DISTINCT FROM c.site_id
        )
    """


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
        "only": None if about.only is None else list(about.only),
    }
