"""A minimum-cost flow with capacities: each mum at most one volunteer, each volunteer her places.

ortools and highspy cannot be loaded into one process; nothing here or elsewhere imports highspy.
"""

import numpy as np
from ortools.graph.python import min_cost_flow

from volunteers.matching.columns import Ints


def best_pairs(need: Ints, offer: Ints, score: Ints, needs: int, free: Ints) -> Ints:
    """The places of the chosen pairs: no other choice has a higher total. Scores are above 0.

    Every mum sends one unit: along a pair and out through one of the volunteer's places, or past
    all of them for nothing.
    """
    if not len(need):
        return np.zeros(0, dtype=np.int64)
    offers, sink = len(free), needs + len(free)
    flow = min_cost_flow.SimpleMinCostFlow()
    _arcs(flow, need, needs + offer, 1, -score)
    _arcs(flow, needs + np.arange(offers), sink, free, 0)
    _arcs(flow, np.arange(needs), sink, 1, 0)
    flow.set_nodes_supplies(
        np.append(np.arange(needs), sink), np.append(np.ones(needs, int), -needs)
    )
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise ArithmeticError(f"The solver found no optimum: {status.name}")
    return np.flatnonzero(flow.flows(np.arange(len(need))))


def _arcs(
    flow: min_cost_flow.SimpleMinCostFlow,
    tail: Ints,
    head: Ints | int,
    capacity: Ints | int,
    cost: Ints | int,
) -> None:
    same = np.broadcast_to
    arcs = (np.ascontiguousarray(same(one, tail.shape)) for one in (tail, head, capacity, cost))
    flow.add_arcs_with_capacity_and_unit_cost(*arcs)
