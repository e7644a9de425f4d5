"""Matching: the optimum against another solver, and time against the floors."""

import csv
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from datetime import date
from itertools import cycle
from pathlib import Path
from time import process_time

import numpy as np
from django.db import connection
from django.test.utils import CaptureQueriesContext
from matching.games import HospitalResident

from bench.own_database import loaded
from bench.report import Figure
from bench.timing import in_turns
from pim import clock
from pim.enums import Role
from pim.models import Membership, Programme, User
from referrals.models import Referral
from volunteers.matching import MATCH, STANDARD, allocate
from volunteers.matching.criteria import waiting_counted
from volunteers.matching.flow import best_pairs
from volunteers.matching.weighed import Weighed, weigh
from volunteers.queries.best import best_rows, best_ten
from volunteers.queries.by_column import by_column

SIZES = ((200, 77), (2_000, 700), (20_000, 5_000))
ROUNDS = 5
MUMS_TRIED = 30


def measure() -> list[Figure]:
    figures: list[Figure] = []
    queries = []
    for referrals, volunteers in SIZES:
        loaded(referrals, volunteers, waiting=referrals)
        programme = Programme.objects.get()
        on = clock.today()
        with CaptureQueriesContext(connection) as asked:
            weighed = weigh(*by_column(programme, on=on), STANDARD)
        queries.append(len(asked))
        size = f"{referrals:,} x {volunteers:,}"
        figures += _quality(size, weighed)
        if referrals == 2_000:
            figures += _beside_the_library(size, weighed)
    figures += _end_to_end(size, programme, weighed, on)
    figures += _best_ten(programme, on)
    more = max(queries) - min(queries)
    figures.append(
        Figure("Queries for the whole list, most less fewest", more, "== 0", f"{queries}")
    )
    return figures


# --- How good -------------------------------------------------------------------------------
Found = dict[str, tuple[str, int]]  # the mum: her volunteer, and their score


def _quality(size: str, weighed: Weighed) -> list[Figure]:
    found = weighed.allocate()
    ours = {pair.referral: (pair.volunteer, pair.score) for pair in found.pairs}
    greedy = longest_wait_first(weighed)
    gap = highest_total_of(weighed) - found.objective
    fit, points = (
        worth(weighed, ours) / worth(weighed, greedy) for worth in (fit_alone, all_points)
    )
    left = mean_wait(weighed, ours), mean_wait(weighed, greedy)
    days = f"{left[0]:.2f} and {left[1]:.2f} days"
    more = len(ours) - len(greedy)
    return [
        Figure(f"Gap to the oracle, {size}", gap, "== 0", f"{found.considered:,} pairs"),
        Figure(f"Rules or capacities broken, {size}", broken(weighed, ours), "== 0"),
        Figure(f"Fit / longest wait first, {size}", fit, ">= 1.05", "without points for waiting"),
        Figure(f"All points / longest wait first, {size}", points, ""),
        Figure(f"Matched less longest wait first, {size}", more, ">= 0", f"{len(ours):,} matched"),
        Figure(
            f"Wait of who is left / longest wait first, {size}", left[0] / left[1], "<= 1", days
        ),
    ]


def broken(weighed: Weighed, found: Found) -> int:
    """Pairs that are not eligible or not scored so, and volunteers above their places."""
    edges = {(mum, one): score for mum, one, score in weighed.edges()}
    taken = Counter(volunteer for volunteer, _ in found.values())
    places = dict(weighed.places())
    wrong = sum(edges.get((mum, one)) != score for mum, (one, score) in found.items())
    return wrong + sum(taken[one] > places[one] for one in taken)


def highest_total_of(weighed: Weighed) -> int:
    """In a process of its own, from files, as anyone could."""
    with tempfile.TemporaryDirectory() as folder:
        edges = Path(folder) / "edges.csv"
        _write(edges, ("referral", "volunteer", "score"), weighed.edges())
        _write(Path(f"{edges}.capacity.csv"), ("volunteer", "free"), weighed.places())
        asked = [sys.executable, "-m", "bench.oracle", str(edges)]
        done = subprocess.run(asked, capture_output=True, text=True, timeout=300, check=True)
    return int(done.stdout)


def _write(file: Path, heading: tuple[str, ...], rows) -> None:
    with file.open("w", newline="") as out:
        csv.writer(out).writerow(heading)
        csv.writer(out).writerows(rows)


def longest_wait_first(weighed: Weighed) -> Found:
    """Whoever has waited longest takes the best who is free; then the next."""
    free = dict(weighed.places())
    who = defaultdict(list)
    for mum, volunteer, score in weighed.edges():
        who[mum].append((-score, volunteer))
    waits = weighed.needs.columns["waiting_days"]
    found = {}
    for place in sorted(range(len(waits)), key=lambda at: (-waits[at], at)):
        mum = weighed.needs.columns["referral"][place]
        best = min((one for one in who[mum] if free[one[1]]), default=None)
        if best:
            free[best[1]] -= 1
            found[mum] = best[1], -best[0]
    return found


def _waits(weighed: Weighed) -> dict[str, int]:
    columns = weighed.needs.columns
    return dict(zip(columns["referral"], columns["waiting_days"], strict=True))


def all_points(weighed: Weighed, found: Found) -> int:
    return sum(score - MATCH for _, score in found.values())


def fit_alone(weighed: Weighed, found: Found) -> int:
    """How well they fit each other, whoever has waited how long."""
    waits = _waits(weighed)
    waited = sum(waiting_counted(waits[mum]) for mum in found)
    return all_points(weighed, found) - STANDARD.points("waiting") * waited


def mean_wait(weighed: Weighed, found: Found) -> float:
    left = [days for mum, days in _waits(weighed).items() if mum not in found]
    return sum(left) / len(left)


# --- How fast -------------------------------------------------------------------------------
def _bare(weighed: Weighed) -> np.ndarray:
    pairs, free = weighed.pairs, weighed.pairs.offers.free
    return best_pairs(pairs.need, pairs.offer, weighed.scores, len(weighed.needs), free)


def _beside_the_library(size: str, weighed: Weighed) -> list[Figure]:
    """It is given its lists of preferences ready made; ours begins with needs and offers."""
    mums, volunteers, places = _preferences(weighed)

    def library() -> None:
        HospitalResident.create_from_dictionaries(mums, volunteers, places).solve()

    def ours() -> None:
        _bare(weigh(weighed.needs, weighed.offers, STANDARD))

    # Neither asks a database, so only the time of this process counts.
    took = in_turns(ROUNDS, process_time, library=library, ours=ours)
    times = took["library"] / took["ours"]
    detail = f"{took['library'] * 1000:,.0f} and {took['ours'] * 1000:,.0f} ms"
    return [Figure(f"Library / scored and solved, {size}", times, ">= 20", detail)]


def _preferences(weighed: Weighed):
    hers, theirs = defaultdict(list), defaultdict(list)
    for mum, volunteer, score in weighed.edges():
        hers[mum].append((-score, volunteer))
        theirs[volunteer].append((-score, mum))
    places = {one: free for one, free in weighed.places() if one in theirs}
    return _ranked(hers), _ranked(theirs), places


def _ranked(side: dict[str, list[tuple[int, str]]]) -> dict[str, list[str]]:
    return {one: [key for _, key in sorted(scored)] for one, scored in side.items()}


def _end_to_end(size: str, programme: Programme, weighed: Weighed, on: date) -> list[Figure]:
    took = in_turns(
        ROUNDS,
        bare=lambda: _bare(weighed),
        solved=lambda: _bare(weigh(*by_column(programme, on=on), STANDARD)),
        whole=lambda: allocate(*by_column(programme, on=on)),
    )
    in_ms = {name: f"{seconds * 1000:,.0f} ms" for name, seconds in took.items()}
    whole, solved = took["whole"] / took["bare"], took["solved"] / took["bare"]
    both = f"{in_ms['whole']} and {in_ms['bare']}"
    return [
        Figure(f"Database to allocation, in words / bare solve, {size}", whole, "<= 3", both),
        Figure(f"Of it, read, weighed and solved, {size}", solved, "", in_ms["solved"]),
    ]


def _best_ten(programme: Programme, on: date) -> list[Figure]:
    user = User.objects.create(email="bench@parents.example", name="Bench")
    Membership.objects.create(
        user=user, role=Role.PROGRAMME_MANAGER, programme=programme, started_on=on
    )
    waiting = Referral.objects.waiting().select_related("parent", "programme", "site")
    mums = list(waiting.order_by("pk")[:MUMS_TRIED])
    turns = {name: cycle(mums) for name in ("statement", "function")}
    took = in_turns(
        MUMS_TRIED,
        select_1=_select_1,
        statement=lambda: best_rows(next(turns["statement"]), user, STANDARD, on=on),
        function=lambda: best_ten(next(turns["function"]), user, on),
    )
    in_ms = {name: f"{seconds * 1000:.2f} ms" for name, seconds in took.items()}
    with CaptureQueriesContext(connection) as asked:
        best_ten(mums[0], user, on)
    statement, function = (took[name] / took["select_1"] for name in turns)
    both = f"{in_ms['statement']} and {in_ms['select_1']}"
    with_words = f"{in_ms['function']}, {len(asked)} queries"
    return [
        Figure("Top ten, one statement / select 1", statement, "<= 4", both),
        Figure("Top ten with reasons and points / select 1", function, "", with_words),
    ]


def _select_1() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchall()
