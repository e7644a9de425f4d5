"""What leaves the team as a figure. Pure.

Outside the team there is one fixed catalogue, printed once a quarter and never changed. 0 is
shown; 1 to 7 is a star; everything else, totals too, is rounded to the nearest 5. A star also
stands for whatever would give such a count away, by any sum or difference of everything ever
printed: ``hiding`` plays the reader who tries.
"""

from outcomes.disclosure.catalogue import (
    EVERYWHERE,
    WHOLE,
    Cell,
    Measure,
    cells_of,
    key_of,
    quarter_of,
)
from outcomes.disclosure.hiding import Printed, printed
from outcomes.disclosure.ledger import STAR, Atom

__all__ = [
    "EVERYWHERE",
    "STAR",
    "WHOLE",
    "Atom",
    "Cell",
    "Measure",
    "Printed",
    "cells_of",
    "key_of",
    "printed",
    "quarter_of",
]
