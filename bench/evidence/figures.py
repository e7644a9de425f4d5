"""The change of a whole programme: kept ready, counted in SQL, and woman by woman."""

import time

from django.db import connection

from bench.evidence.episodes import EPISODES, rested
from bench.report import Figure
from bench.timing import in_turns
from outcomes import statistics
from outcomes.counts import BEFORE, Counted, Counts, Span, pair_counts, renew_stale_months
from outcomes.enums import ResponseStatus, WaveKey
from outcomes.models import Score
from pim.models import Programme

ROUNDS = 5
SUPPORT = Span(BEFORE, WaveKey.END)


def figures(programme: Programme) -> list[Figure]:
    about = Counted(programme.pk)
    live = pair_counts(about, SUPPORT)  # nothing is kept ready yet: all of it is counted
    began = time.perf_counter()
    while renew_stale_months():
        pass
    renewing = time.perf_counter() - began
    _narrow()
    rested()
    took = in_turns(
        ROUNDS,
        scan=_scan,
        kept=lambda: pair_counts(about, SUPPORT),
        figures=lambda: _figures(pair_counts(about, SUPPORT)),
        by_woman=lambda: _figures(_woman_by_woman(programme)),
    )
    kept = pair_counts(about, SUPPORT)
    shown = {name: f"{1000 * seconds:,.1f} ms" for name, seconds in took.items()}
    return [
        Figure(
            f"Figures of {EPISODES:,} episodes / scan of them",
            took["figures"] / took["scan"],
            "<= 5",
            f"{shown['figures']}, {shown['kept']} of it counts; scan {shown['scan']}",
        ),
        Figure(
            "Woman by woman through the ORM / figures",
            took["by_woman"] / took["figures"],
            ">= 20",
            shown["by_woman"],
        ),
        Figure("Kept counts unlike the long way round", _unlike(kept, programme), "== 0"),
        Figure("Kept counts unlike those counted live", _differences(kept, live), "== 0"),
        Figure("Making all months ready, seconds", renewing, "", f"{EPISODES:,} episodes"),
    ]


def _narrow() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE narrow AS SELECT id, asked_at, (random() * 21)::float AS a,"
            " (random() * 21)::float AS b FROM referrals_referral"
        )


def _scan() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), avg(a), avg(b), avg(a * b) FROM narrow")
        cursor.fetchone()


def _figures(found: dict[tuple[str, str], Counts]) -> list[statistics.PairedChange]:
    return [statistics.paired_change_of(counts) for counts in found.values()]


def _woman_by_woman(programme: Programme) -> dict[tuple[str, str], Counts]:
    hers: dict[tuple, dict[str, float]] = {}
    scores = Score.objects.filter(
        response__status=ResponseStatus.COMPLETED, response__request__referral__programme=programme
    ).select_related("response__instrument", "response__request__wave")
    for score in scores.iterator():
        request = score.response.request
        one = (score.response.instrument.key, score.scale, request.referral_id)
        hers.setdefault(one, {})[request.wave.key] = score.total
    found: dict[tuple[str, str], Counts] = {}
    for (instrument, scale, _), totals in hers.items():
        pair = totals.get(WaveKey.ASKED), totals.get(WaveKey.END)
        counts = found.setdefault((instrument, scale), {})
        counts[pair] = counts.get(pair, 0) + 1
    return found


def _unlike(kept: dict[tuple[str, str], Counts], programme: Programme) -> int:
    return _differences(kept, _woman_by_woman(programme))


def _differences(one: dict, other: dict) -> int:
    keys = one.keys() | other.keys()
    return sum(one.get(key) != other.get(key) for key in keys)
