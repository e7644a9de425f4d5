"""Export: the files of a release of a million item answers."""

from bench.evidence.episodes import rested
from bench.export.answers import study
from bench.export.files import files
from bench.export.slow import slow
from bench.own_database import emptied
from bench.report import Figure


def measure() -> list[Figure]:
    emptied()
    asked = study()
    rested()
    figures, whole = files(asked)
    return [*figures, slow(whole)]
