"""What is due, found among all that is not."""

import json

from django.db import connection

from bench.report import Figure
from bench.sweeps.country import DUE, MESSAGES
from bench.sweeps.rounds import ROUNDS, in_ms
from bench.timing import in_turns
from pim import clock
from pim.messages import outbox

FIND = outbox.DUE.format(of_its_lane=outbox.ORDINARY)
NO_INDEX = "SET enable_indexscan = {0}; SET enable_indexonlyscan = {0}; SET enable_bitmapscan = {0}"


def finding() -> list[Figure]:
    asked = {"now": clock.now(), "limit": MESSAGES}
    plan = _plan(FIND, asked)
    took = in_turns(ROUNDS, found=lambda: _find(asked), scanned=lambda: _scan(asked))
    shown = in_ms(took)
    found = _find(asked)
    return [
        Figure("Due messages found, less those there are", found - DUE, "== 0", f"{found:,}"),
        Figure(
            "Finding what is due, other plans than index-only",
            sum(node != "Index Only Scan" for node in plan if "Scan" in node),
            "== 0",
            ", ".join(plan),
        ),
        Figure(
            f"Sequential scan / finding {DUE:,} of {MESSAGES:,}",
            took["scanned"] / took["found"],
            ">= 5",
            f"{shown['scanned']} and {shown['found']}",
        ),
    ]


def _find(asked: dict) -> int:
    """In the database alone: carrying thousands of keys over takes longer than finding them."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({FIND}) found", asked)
        return cursor.fetchone()[0]


def _scan(asked: dict) -> int:
    with connection.cursor() as cursor:
        cursor.execute(NO_INDEX.format("off"))
        try:
            return _find(asked)
        finally:
            cursor.execute(NO_INDEX.format("on"))


def _plan(statement: str, asked) -> list[str]:
    """The names of its nodes."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}", asked)
        found = cursor.fetchone()[0]
    plan = json.loads(found) if isinstance(found, str) else found
    return list(_nodes(plan[0]["Plan"]))


def _nodes(plan: dict):
    yield plan["Node Type"]
    for one in plan.get("Plans", []):
        yield from _nodes(one)
