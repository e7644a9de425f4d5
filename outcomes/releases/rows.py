"""The rows of a release: one written-out statement a table, straight from PostgreSQL to a file."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from django.db import connection

from outcomes.enums import MissingReason, WaveKey
from outcomes.models import Wave
from outcomes.releases.columns import NOT_RELEASED, Asked, Column, Compared

BEFORE = (WaveKey.START, WaveKey.ASKED)
"""A change is counted from the later of the two that she answered."""

ITS_REASON = f"""CASE WHEN f.left_out IS NOT NULL THEN f.left_out
       WHEN a.option_id IS NOT NULL THEN o.reason
       ELSE COALESCE(NULLIF(a.missing, ''), '{MissingReason.NOT_ANSWERED}') END"""
LONG = f"""
SELECT {{columns}}
  FROM (
    SELECT f.place, i.item, o.code AS option_code, o.score AS option_score,
           CASE WHEN i.withheld THEN '{NOT_RELEASED}' ELSE {ITS_REASON} END AS missing_reason
      FROM release_line f
      JOIN release_item i USING (instrument_id)
      LEFT JOIN outcomes_answer a
        ON a.response_id = f.response AND a.item = i.item AND NOT i.withheld
      LEFT JOIN release_option o ON o.option = a.option_id
     ORDER BY f.place, i.item
  ) answer
  JOIN release_line line USING (place)
 ORDER BY place, item
"""
"""What is sorted are the few figures of an answer, not the long line about its form."""

SHARED_REASON = f"""
    SELECT CASE WHEN count(DISTINCT one.reason) = 1 THEN min(one.reason)
                ELSE '{MissingReason.NOT_ANSWERED}' END
      FROM unnest(s.items) AS i(item)
      LEFT JOIN outcomes_answer a ON a.response_id = f.response AND a.item = i.item
      LEFT JOIN release_option o ON o.option = a.option_id
     CROSS JOIN LATERAL (SELECT {ITS_REASON} AS reason) one
"""
SCORES = f"""
SELECT {{columns}}
  FROM (
    SELECT f.*, s.scale, c.total, c.prorated, c.missing_items, c.band, c.caseness,
           CASE WHEN c.total IS NULL THEN ({SHARED_REASON}) END AS missing_reason
      FROM release_line f
      JOIN release_scale s USING (instrument_id)
      LEFT JOIN outcomes_score c ON c.response_id = f.response AND c.scale = s.scale
  ) score
 ORDER BY place, scale
"""
WIDE = f"""
SELECT {{columns}}
  FROM release_person
  LEFT JOIN (
    SELECT f.referral{{totals}}
      FROM release_form f JOIN outcomes_score c ON c.response_id = f.response GROUP BY 1
  ) totals USING (referral)
  LEFT JOIN (
    SELECT f.referral{{items}}
      FROM release_form f JOIN outcomes_answer a ON a.response_id = f.response
      JOIN release_option o ON o.option = a.option_id GROUP BY 1
  ) items USING (referral)
  LEFT JOIN (
    SELECT f.referral{{reasons}} FROM release_form f
     CROSS JOIN LATERAL (
        SELECT CASE WHEN f.response IS NOT NULL THEN ''
                    ELSE COALESCE(f.left_out, '{MissingReason.NOT_ANSWERED}') END AS reason
     ) r GROUP BY 1
  ) reasons USING (referral)
 ORDER BY code
"""
EPISODES = """
SELECT {columns}
  FROM release_person
  LEFT JOIN (
    SELECT summed.*{changes}
      FROM (
        SELECT f.referral{totals}
          FROM release_form f JOIN outcomes_score c ON c.response_id = f.response GROUP BY 1
      ) summed
  ) outcome USING (referral)
 ORDER BY code
"""


def long(heads: Sequence[Column]) -> str:
    return LONG.format(columns=_columns(heads))


def scores(heads: Sequence[Column]) -> str:
    return SCORES.format(columns=_columns(heads))


def wide(heads: Sequence[Column], forms: Sequence[Asked]) -> str:
    return WIDE.format(
        columns=_columns(heads),
        totals=_listed(
            _of_form("max(c.total)", form, f"c.scale = {_text(scale)}", form.total_name(scale))
            for form in forms
            for scale in form.scales
        ),
        items=_listed(
            _of_form("max(o.score)", form, f"a.item = {item}", form.item_name(item))
            for form in forms
            for item in form.items
        ),
        reasons=_listed(
            _of_form("max(r.reason)", form, "true", form.reason_name) for form in forms
        ),
    )


def episodes(heads: Sequence[Column], scales: Sequence[Compared]) -> str:
    return EPISODES.format(
        columns=_columns(heads),
        totals=_listed(line for scale in scales for line in _before_and_after(scale)),
        changes=_listed(
            f"{_name(one.after_name)} - {_name(one.before_name)} AS {_name(one.change_name)}"
            for one in scales
            if one.before
        ),
    )


def compared(forms: Sequence[Asked], waves: Iterable[Wave]) -> list[Compared]:
    """Each scale asked at the end, and the waves it is measured from."""
    keys = {wave.key for wave in waves}
    asked = {(form.instrument, scale, form.wave) for form in forms for scale in form.scales}
    last = [
        (form.instrument, scale)
        for form in forms
        if form.wave == WaveKey.END
        for scale in form.scales
    ]
    return [
        Compared(
            *one,
            tuple(str(key) for key in BEFORE if key in keys and (*one, key) in asked),
            str(WaveKey.END),
        )
        for one in last
    ]


def _before_and_after(scale: Compared) -> list[str]:
    which = f"f.instrument = {_text(scale.instrument)} AND c.scale = {_text(scale.scale)}"
    times = [((scale.after,), scale.after_name)]
    if scale.before:
        times.insert(0, (scale.before, scale.before_name))
    return [f"{_first_there(waves, which)} AS {_name(name)}" for waves, name in times]


def _first_there(waves: Iterable[str], which: str) -> str:
    """The total of the first of these waves that has one which came in while it was due."""
    in_time = f"f.window_ok = 'yes' AND {which}"
    totals = [f"max(c.total) FILTER (WHERE f.wave = {_text(wave)} AND {in_time})" for wave in waves]
    return f"coalesce({', '.join(totals)})"


def _of_form(figure: str, form: Asked, condition: str, name: str) -> str:
    which = f"f.wave = {_text(form.wave)} AND f.instrument = {_text(form.instrument)}"
    return f"{figure} FILTER (WHERE {which} AND {condition}) AS {_name(name)}"


def _columns(heads: Sequence[Column]) -> str:
    return ", ".join(
        f"{column.sql or _name(column.name)} AS {_name(column.name)}" for column in heads
    )


def _listed(lines: Iterable[str]) -> str:
    return "".join(f", {line}" for line in lines)


def _name(name: str) -> str:
    return connection.ops.quote_name(name)


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def copy(select: str, path: Path) -> int:
    """Write a table as CSV with one heading line; gives how many rows. Nothing stays in memory."""
    with connection.cursor() as cursor, path.open("wb") as file:
        cursor.copy_expert(f"COPY ({select}) TO STDOUT WITH (FORMAT csv, HEADER)", file)
        return cursor.rowcount
