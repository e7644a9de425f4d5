"""What came out, beside what is to be reached: a table to read and JSON to keep."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Figure:
    what: str
    value: float
    reach: str  # ``<= 3``, ``>= 20`` or ``== 0``; empty where nothing is asked
    detail: str = ""

    @property
    def holds(self) -> bool:
        if not self.reach:
            return True
        sign, wanted = self.reach.split()
        value, limit = self.value, float(wanted)
        return {"<=": value <= limit, ">=": value >= limit, "==": value == limit}[sign]


def write(name: str, figures: list[Figure], folder: Path = Path("var/bench")) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name}.json"
    rows = [asdict(figure) | {"holds": figure.holds} for figure in figures]
    file.write_text(json.dumps(rows, indent=2, ensure_ascii=False) + "\n")
    return file


def table(figures: list[Figure]) -> str:
    wide = max(len(figure.what) for figure in figures)
    return "\n".join(
        f"{figure.what:<{wide}}  {figure.value:>12,.2f}  {figure.reach:>8}  "
        f"{_verdict(figure):<6}  {figure.detail}".rstrip()
        for figure in figures
    )


def _verdict(figure: Figure) -> str:
    if not figure.reach:
        return ""
    return "holds" if figure.holds else "MISSES"
