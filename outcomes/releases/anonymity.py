"""Who could be told apart, and what is blanked so that nobody can.

An attacker knows a woman: where she lives, when her baby was due, who referred her, how often
somebody came. Whatever of that a release tells, at least :data:`K` episodes in it look alike, and
among those that do not all have, or all lack, a score at the cut-off, and not all lost a baby.

Columns are taken one after the other, those most worth keeping first. Where too few share a value
it is left blank, and as few others as it takes are left blank with them: the blank ones have to
be enough to hide among themselves.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import connection
from psycopg2.extras import execute_values

K, L = 5, 2

ALIKE = """
SELECT alike, count(*), count(*) FILTER (WHERE is_case), count(*) FILTER (WHERE is_lost), {columns}
  FROM release_person GROUP BY alike, {columns} ORDER BY alike
"""
BLANK = """
UPDATE release_person SET withheld = blank.withheld, {columns}
  FROM release_blank blank WHERE blank.alike = release_person.alike
"""


class Alike(NamedTuple):
    """Episodes of which the same is told."""

    number: int
    n: int
    cases: int
    lost: int
    told: tuple[Any, ...]


Group = list[Alike]


@dataclass
class Blanked:
    """What is left blank about whom, and what became of it."""

    columns: Sequence[str]
    of: dict[int, frozenset[int]] = field(default_factory=dict)
    """Places of columns by the number of the episodes."""
    sizes: list[int] = field(default_factory=list)


def protect(columns: Sequence[str]) -> dict[str, Any]:
    """Blank what tells too few apart, in ``release_person``; gives the report for who approves."""
    everyone = _alike(columns)
    blanked = blank(columns, everyone)
    _write(blanked)
    return report(blanked, everyone)


def _alike(columns: Sequence[str]) -> Group:
    with connection.chunked_cursor() as cursor:
        cursor.execute(ALIKE.format(columns=", ".join(columns)))
        return [Alike(*row[:4], tuple(row[4:])) for row in cursor]


def blank(columns: Sequence[str], everyone: Group) -> Blanked:
    blanked = Blanked(columns)
    rule = Rule.among(everyone)
    if not rule.holds(Totals.of(everyone)):
        _settle(blanked, everyone, frozenset(range(len(columns))))
    else:
        _split(blanked, rule, everyone, 0, frozenset())
    return blanked


class Totals(NamedTuple):
    """Of some group: how many, how many at the cut-off, how many who lost a baby."""

    n: int
    cases: int
    lost: int

    @classmethod
    def of(cls, group: Group) -> "Totals":
        return cls(
            sum(one.n for one in group),
            sum(one.cases for one in group),
            sum(one.lost for one in group),
        )

    def without(self, one: Alike) -> "Totals":
        return Totals(self.n - one.n, self.cases - one.cases, self.lost - one.lost)


@dataclass(frozen=True)
class Rule:
    """What a group that looks alike must hold. Where nobody at all reached a cut-off, or
    everybody did, there is nothing to hide about it."""

    mixes_cases: bool

    @classmethod
    def among(cls, everyone: Group) -> "Rule":
        totals = Totals.of(everyone)
        return cls(0 < totals.cases < totals.n)

    def holds(self, totals: Totals) -> bool:
        is_mixed = not self.mixes_cases or 0 < totals.cases < totals.n
        return totals.n >= K and totals.lost < totals.n and is_mixed


def _split(blanked: Blanked, rule: Rule, group: Group, place: int, left: frozenset[int]) -> None:
    if place == len(blanked.columns):
        return _settle(blanked, group, left)
    parts: dict[Any, Group] = {}
    for one in group:
        parts.setdefault(one.told[place], []).append(one)
    kept = [part for part in parts.values() if rule.holds(Totals.of(part))]
    rest = [one for part in parts.values() if not rule.holds(Totals.of(part)) for one in part]
    while rest and kept and not rule.holds(Totals.of(rest)):
        rest += _company(rule, kept)
    for part in kept:
        _split(blanked, rule, part, place + 1, left)
    if rest:
        _split(blanked, rule, rest, place + 1, left | {place})
    return None


def _company(rule: Rule, kept: list[Group]) -> Group:
    """Some to hide among: of the largest group that can spare them, else the smallest whole."""
    kept.sort(key=_size)
    for part in reversed(kept):
        totals = Totals.of(part)
        for one in part:
            if rule.holds(totals.without(one)):
                part.remove(one)
                return [one]
    return kept.pop(0)


def _settle(blanked: Blanked, group: Group, left: frozenset[int]) -> None:
    blanked.of |= {one.number: left for one in group}
    if group:
        blanked.sizes.append(_size(group))


def _size(group: Group) -> int:
    return sum(one.n for one in group)


def _write(blanked: Blanked) -> None:
    rows = [(number, _names(blanked, places)) for number, places in blanked.of.items() if places]
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE release_blank (alike bigint, withheld text) ON COMMIT DROP"
        )
        execute_values(cursor.cursor, "INSERT INTO release_blank VALUES %s", rows)
        cursor.execute(BLANK.format(columns=", ".join(map(_emptied, blanked.columns))))


def _names(blanked: Blanked, places: frozenset[int]) -> str:
    return " ".join(blanked.columns[place] for place in sorted(places))


def _emptied(column: str) -> str:
    is_left_out = f"'{column}' = ANY(string_to_array(blank.withheld, ' '))"
    return f"{column} = CASE WHEN NOT {is_left_out} THEN release_person.{column} END"


def report(blanked: Blanked, everyone: Group) -> dict[str, Any]:
    """What whoever approves reads first. Counts of columns and groups, nothing about anybody."""
    counts = {one.number: one.n for one in everyone}
    empty = dict.fromkeys(blanked.columns, 0)
    for number, places in blanked.of.items():
        for place in places:
            empty[blanked.columns[place]] += counts[number]
    return {
        "k": K,
        "l": L,
        "episodes": _size(everyone),
        "smallest_group": min(blanked.sizes, default=0),
        "groups": len(blanked.sizes),
        "with_blanks": sum(counts[number] for number, places in blanked.of.items() if places),
        "blanked": [[name, n] for name, n in empty.items()],
    }
