"""Everybody at every address: each answer as the matrix says, and nobody else's words in any."""

import logging
import time

import pytest

from outcomes.papers import sheet
from tests.attacks.matrix import people, reading, world
from tests.attacks.matrix.walking import Walk

pytestmark = pytest.mark.django_db
AREAS = {
    "screens": lambda line: line.name.startswith("admin:") and not line.button,
    "buttons": lambda line: bool(line.button),
    "pages": lambda line: not line.name.startswith("admin:"),
}


class Heard(logging.Handler):
    """What was logged, as it stands in the log."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.getMessage()} {record.__dict__}")


@pytest.mark.parametrize("area", AREAS)
def test_every_cell(area, monkeypatch, mailoutbox):
    there = world.build()
    kinds = people.arrive(there)
    lines = [line for line in reading.lines() if AREAS[area](line)]
    walk, heard, began = Walk(there, kinds), Heard(), time.monotonic()
    monkeypatch.setattr(sheet, "escape", lambda text: walk.typeset.append(text) or text)
    logging.getLogger().addHandler(heard)
    try:
        report = walk.all(lines)
    finally:
        logging.getLogger().removeHandler(heard)
    logged = there.canaries.within("\n".join(heard.lines).encode())
    print(  # noqa: T201
        f"\n{area}: {sum(report.cells.values())} cells in {time.monotonic() - began:.0f} s, "
        f"{len(lines)} lines, {len(kinds)} kinds of people, {there.columns_filled} canaries; "
        f"read rightly {sum(report.read.values())}, foreign {len(report.foreign)}, "
        f"in {len(heard.lines)} lines of the log {len(logged)}; "
        f"answers the matrix does not say {len(report.wrong)}"
    )
    said = [f"{seen} read by {where}" for (_, _, seen), where in report.foreign.items()]
    if said + report.wrong:
        pytest.fail("\n".join(said + report.wrong), pytrace=False)
    assert logged == set() and mailoutbox == []
    assert sum(report.read.values()) > 100
