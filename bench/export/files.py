"""Each file of the answers beside the least it could be: ``psql`` copying the same rows."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction

from bench.export import floor
from bench.export.answers import ANSWERS
from bench.memory import grown
from bench.report import Figure
from bench.timing import in_turns
from outcomes.models import Study
from outcomes.releases import freezing, rows
from outcomes.releases.formats import parquet, spss, stata
from pim import clock

ROUNDS = 2
MAKERS = {"parquet": (parquet, 2), "dta": (stata, 3), "sav": (spss, 4)}
TABLES = ("long", "wide")


def files(study: Study) -> tuple[list[Figure], float]:
    """The figures, and the seconds of the whole table of answers, laid out and written."""
    memory = grown()  # of the first release: it gives every woman her code
    with transaction.atomic():  # committed, as psql is another session
        floor.lay_ready(freezing.lay_out(study, clock.now())[1]["long"])
    with transaction.atomic(), TemporaryDirectory() as folder:
        took = in_turns(ROUNDS, **_steps(study, Path(folder)))
    whole = took["lay_out"] + took["long"]
    return [*_of_csv(took, whole), *_of_formats(took), memory], whole


def _steps(study: Study, folder: Path) -> dict[str, Callable[[], object]]:
    codebook, selects, _ = freezing.lay_out(study, clock.now())
    frozen = {table: folder / f"{table}.csv" for table in TABLES}
    steps: dict[str, Callable[[], object]] = {
        "lay_out": lambda: freezing.lay_out(study, clock.now()),
        "ready": lambda: floor.copied("SELECT * FROM measured.ready", folder / "bare.csv"),
    }
    for table, path in frozen.items():
        steps[f"bare_{table}"] = partial(floor.copied, selects[table], folder / "bare.csv")
        steps[table] = partial(_written, selects[table], path)
        for name, (maker, _) in MAKERS.items():
            steps[f"{name}_{table}"] = partial(maker.make, {table: path}, codebook, folder)
    return steps


def _written(select: str, path: Path) -> None:
    rows.copy(select, path)
    freezing.sha256(path)


def _of_csv(took: dict[str, float], whole: float) -> list[Figure]:
    floor_of, ready = took["bare_long"], took["ready"]
    return [
        Figure(
            f"CSV of {ANSWERS:,} answers / psql copying the same select",
            took["long"] / floor_of,
            "<= 1.5",
            f"{took['long']:.2f} s, read, laid out, hidden and hashed answer by answer; "
            f"psql {floor_of:.2f} s",
        ),
        Figure(
            "The same and laying out women and forms, and hiding / psql",
            whole / floor_of,
            "",
            f"{took['lay_out']:.2f} s more, once a release for all of its tables",
        ),
        Figure(
            "The same / psql copying one ready table, no join and no sort",
            whole / ready,
            "",
            f"psql {ready:.2f} s",
        ),
    ]


def _of_formats(took: dict[str, float]) -> list[Figure]:
    return [
        Figure(
            f"{name} ({table}) from the database / psql copying the same select",
            (took[table] + took[f"{name}_{table}"]) / took[f"bare_{table}"],
            f"<= {most}",
            f"CSV {took[table]:.2f} s, {name} {took[f'{name}_{table}']:.2f} s; "
            f"psql {took[f'bare_{table}']:.2f} s",
        )
        for table in TABLES
        for name, (_, most) in MAKERS.items()
    ]
