"""The highest total there is, from the two files that ``allocate --edges`` writes.

``python -m bench.oracle FILE`` reads FILE and FILE.capacity.csv and knows nothing of the service:
another solver (scipy's assignment), with a column for each place a volunteer has.
"""

import csv
import sys
from pathlib import Path

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

LARGEST_DENSE = 4_000_000  # cells


def highest_total(edges: Path) -> int:
    columns, rows = _places(edges), {}
    mum, place, score = [], [], []
    with edges.open(newline="") as lines:
        for row in csv.DictReader(lines):
            number = rows.setdefault(row["referral"], len(rows))
            for column in columns[row["volunteer"]]:
                mum.append(number)
                place.append(column)
                score.append(int(row["score"]))
    if not mum:
        return 0
    width = sum(map(len, columns.values()))
    solve = _dense if len(rows) * width <= LARGEST_DENSE else _sparse
    return solve(np.array(mum), np.array(place), np.array(score), len(rows), width)


def _places(edges: Path) -> dict[str, range]:
    """For each volunteer her columns, one a place."""
    columns, width = {}, 0
    with Path(f"{edges}.capacity.csv").open(newline="") as lines:
        for row in csv.DictReader(lines):
            columns[row["volunteer"]] = range(width, width + int(row["free"]))
            width += int(row["free"])
    return columns


def _dense(mum, place, score, height: int, width: int) -> int:
    table = np.zeros((height, width))
    table[mum, place] = score
    return int(table[linear_sum_assignment(table, maximize=True)].sum())


def _sparse(mum, place, score, height: int, width: int) -> int:
    """Each mum also has a column of her own, worth nothing: she may stay without anybody."""
    most = int(score.max()) + 1
    alone = np.arange(height)
    weights = np.concatenate([most - score, np.full(height, most)]).astype(float)
    cells = (np.concatenate([mum, alone]), np.concatenate([place, width + alone]))
    table = csr_array((weights, cells), shape=(height, width + height))
    return int(most * height - table[min_weight_full_bipartite_matching(table)].sum())


if __name__ == "__main__":
    print(highest_total(Path(sys.argv[1])))
