"""All of a site in open formats: a CSV file for each table, one JSON file, and what it means."""

import io
import json
import zipfile
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from pim.access import audit
from pim.access.audit import Actor
from pim.models import Site
from referrals.caseload.sheets import written
from referrals.caseload.tables import Table, every_table

LEFT_OUT = (
    ("Concerns about volunteers and staff", "they go to a trustee, and not to the site"),
    ("Equality answers", "they are counted in reports and read by nobody one by one"),
    ("Secret words", "nobody can read them, and nobody should"),
    ("Messages and the audit trail", "they hold no words about anyone"),
)


@transaction.atomic
def take_out(*, site: Site, by: Actor, now: datetime) -> dict[str, bytes]:
    """Every file by its name. That it was taken, and how much, is written down with it."""
    tables = every_table()
    read = {table.name: list(table.read(site)) for table in tables}
    files = {f"{table.name}.csv": _csv(table, read[table.name]) for table in tables}
    files["caseload.json"] = json.dumps(read, ensure_ascii=False, indent=1).encode()
    files["README.txt"] = readme(site, tables, now).encode()
    counts = {name: len(rows) for name, rows in read.items()}
    audit.record(by=by, action="caseload.taken_out", target=site, now=now, **counts)
    return files


def _csv(table: Table, rows: Sequence[dict]) -> bytes:
    heads = [column.name for column in table.columns]
    return written([heads, *([_cell(row[head]) for head in heads] for row in rows)])


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "; ".join(map(str, value)) if isinstance(value, list) else value


def zipped(files: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, held in files.items():
            archive.writestr(name, held)
    return content.getvalue()


# --- What it means ----------------------------------------------------------------------------
def readme(site: Site, tables: Sequence[Table], now: datetime) -> str:
    """Every column of every file, with its meaning."""
    parts = [
        f"All that is kept about the referrals of {site}, as of {now:%d %B %Y, %H:%M} UTC.",
        "These files hold names, numbers and what people told us. Keep them where only those "
        "who work on these cases can read them, and delete them when you are done.",
        "CSV files: UTF-8, one heading line, days as 2026-12-25, times in UK time with their "
        "distance from UTC. Several answers in one cell stand apart by a semicolon. A cell that "
        "a spreadsheet would run as a formula has an apostrophe in front; caseload.json has "
        "every value as it is.",
        *(_about(table) for table in tables),
        "\n".join(["Not in these files", *(f"  {what}: {why}." for what, why in LEFT_OUT)]),
    ]
    return "\n\n".join(parts) + "\n"


def _about(table: Table) -> str:
    lines = [f"{table.name}.csv: {table.about}."]
    lines += [f"  {column.name}: {column.meaning}." for column in table.columns]
    lines += [f"  (not in it: {name}, {why})" for name, why in table.left_out.items()]
    return "\n".join(lines)
