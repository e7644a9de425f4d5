"""The files of a release by what somebody wants them for, each with a line on what it holds."""

from collections.abc import Iterable
from typing import NamedTuple

from outcomes.models import ReleaseFile

TABLES = {
    "long": "every answer to every question",
    "scores": "every score",
    "wide": "everything about one episode of support in one row",
    "episodes": "from asking for support to how it came out, in one row",
}
ORDER = (*TABLES, "load", "redcap", "fhir", "README", "codebook", "SHA256SUMS")
HOLDS = {
    "load.R": "reads the CSV files that lie beside it, and labels them",
    "redcap.csv": "the data dictionary: a project made from it takes in wide.csv",
    "fhir.ndjson": "one bundle a line, with the answers and scores of one episode",
    "README.txt": "what is in it, and what is not: read this first",
    "codebook.html": "what every column means, to read",
    "codebook.csv": "the same, as a table",
    "SHA256SUMS": "to check that files arrived whole: sha256sum --check SHA256SUMS",
}
ABOUT = "About the data"
BY_NAME = {"redcap.csv": "For REDCap", "codebook.csv": ABOUT}
BY_ENDING = {
    "csv": "Data as CSV",
    "sav": "For SPSS",
    "dta": "For Stata",
    "R": "For R",
    "parquet": "As Parquet",
    "ndjson": "FHIR R4",
}
WHAT_FOR = {
    "Data as CSV": "For any spreadsheet or statistics program. A blank has its reason beside it.",
    "For SPSS": "Labelled. Why something is missing is declared as missing.",
    "For Stata": "Labelled, from Stata 14. Why something is missing is .a to .h.",
    "For R": "Needs the CSV files in the same folder, and no package.",
    "As Parquet": "For Python, or R with arrow: large tables in little room.",
    "For REDCap": "To go on with the data in a project of your own.",
    "FHIR R4": "For systems of health care.",
    ABOUT: "Needed beside each of the others.",
}


class Line(NamedTuple):
    file: ReleaseFile
    holds: str


class Shelf(NamedTuple):
    title: str
    what_for: str
    lines: list[Line]


def shelves(files: Iterable[ReleaseFile]) -> list[Shelf]:
    """Only those that hold something."""
    lines: dict[str, list[Line]] = {title: [] for title in WHAT_FOR}
    for file in sorted(files, key=_place):
        stem, _, ending = file.name.rpartition(".")
        title = BY_NAME.get(file.name) or BY_ENDING.get(ending, ABOUT)
        lines[title].append(Line(file, HOLDS.get(file.name) or TABLES.get(stem, "")))
    return [Shelf(title, WHAT_FOR[title], found) for title, found in lines.items() if found]


def _place(file: ReleaseFile) -> tuple[int, str]:
    stem = file.name.partition(".")[0]
    return ORDER.index(stem) if stem in ORDER else len(ORDER), file.name
