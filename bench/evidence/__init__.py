"""Evidence: a programme's figures of a hundred thousand episodes of support."""

from bench.evidence.episodes import episodes
from bench.evidence.figures import figures
from bench.evidence.helping import helped
from bench.evidence.page import page
from bench.own_database import emptied
from bench.report import Figure


def measure() -> list[Figure]:
    emptied()
    programme = episodes()
    helped()
    return [*figures(programme), *page(programme)]
