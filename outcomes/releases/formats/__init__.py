"""The tables of a release for other programs, made from its CSV files when it is frozen.

A maker is given the frozen CSV files by table, the codebook and an empty folder. It writes its
files there and returns them; their names are those under which they are kept, checked against
``SHA256SUMS`` and fetched. A maker reads file by file: what it needs as a whole it holds as narrow
columns, one table at a time.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from outcomes.releases.codebook import Codebook
from outcomes.releases.formats import fhir, page, parquet, r_script, redcap, spss, stata
from outcomes.releases.formats.frames import Maker

MAKERS: dict[str, Maker] = {
    "parquet": parquet.make,
    "sav": spss.make,
    "dta": stata.make,
    "r": r_script.make,
    "redcap": redcap.make,
    "fhir": fhir.make,
    "html": page.make,
}
"""Format to maker. ``manage.py release --format`` offers the first three beside csv."""


def make(tables: Mapping[str, Path], codebook: Codebook, folder: Path) -> Iterator[Path]:
    """Every file of every format, one after the other."""
    for maker in MAKERS.values():
        yield from maker(tables, codebook, folder)
