"""A reader who keeps every page of figures and works out what she can. Knows how rounding is done
and that people come in whole numbers; reads pages as text and shares no code with the service."""

import html
import re
from collections import Counter
from typing import NamedTuple

import numpy as np
import scipy

MOST = 10_000
SORTS = {
    "asked": ["herself", "professional", "staff"],
    "accepted": [""],
    "matched": [""],
    "ended": ["planned", "early", "her_choice", "not_reached", "elsewhere"],
    "change": [
        f"{moved}{case}"
        for moved in ("better", "same", "worse")
        for case in ("", " case", " case recovered")
        if not (moved == "worse" and "recovered" in case)
    ],
    "opinion": ["agreed", ""],
}
STEPS = {
    "Asked for support": "asked",
    "Were accepted": "accepted",
    "Had their first match": "matched",
    "Ended": "ended",
}
PARTS = {
    "By herself": ("asked", "herself"),
    "Through somebody who works with her": ("asked", "professional"),
    "By phone or in person": ("asked", "staff"),
    "Support came to its planned end": ("ended", "planned"),
    "Support ended early, or she moved away": ("ended", "early"),
    "She decided not to go on": ("ended", "her_choice"),
    "We could not reach her": ("ended", "not_reached"),
    "Another service fits better, or another area": ("ended", "elsewhere"),
    "Answered before and at the end": ("change", ""),
    "Reliably better": ("change", "better"),
    "No reliable change": ("change", "same"),
    "Reliably worse": ("change", "worse"),
    "Over the cut-off before": ("change", "case"),
    "Over the cut-off before, and not any more": ("change", "recovered"),
    "Answered": ("opinion", ""),
    "Agreed": ("opinion", "agreed"),
}
OPINION = "isolated"
ORDERS = [("asked", "accepted"), ("accepted", "matched"), ("asked", "ended")]
ORDERS += [("matched", "change"), ("matched", "opinion")]  # nobody else is asked at the end


class Cell(NamedTuple):
    measure: str
    tag: str
    site: int | None
    since: int
    until: int


def tables(page: str) -> list[tuple[str, list[list[str]]]]:
    """Caption and rows of each table, as words."""
    found = []
    for table in re.findall(r"<table.*?</table>", page, re.S):
        caption = _words(re.search(r"<caption.*?>(.*?)</caption>", table, re.S)[1])
        rows = re.findall(r"<tr.*?>(.*?)</tr>", table, re.S)
        cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S) for row in rows]
        found.append((caption, [[_words(cell) for cell in row] for row in cells]))
    return found


def _words(text: str) -> str:
    return html.unescape(re.sub(r"<.*?>", "", text)).strip()


def cells(page: str, quarter: int, sites: list[str]) -> dict[Cell, str]:
    """What is printed on the page of a quarter; stars and numbers, not the shares."""
    found: dict[Cell, str] = {}
    for caption, rows in tables(page):
        for label, *said in rows:
            if caption == "By area" and label in sites:
                for measure, text in zip(("asked", "accepted", "matched"), said, strict=True):
                    found[Cell(measure, "", sites.index(label), quarter - 3, quarter)] = text
            elif label in STEPS and " to " in caption:
                found[Cell(STEPS[label], "", None, quarter, quarter)] = said[0]
            elif label in STEPS:
                found[Cell(STEPS[label], "", None, quarter - 3, quarter)] = said[0]
            elif label in PARTS and (PARTS[label][0] != "opinion" or OPINION in caption):
                found[Cell(*PARTS[label], None, quarter - 3, quarter)] = said[0]
    return found


class Reader:
    """``printed``: every cell ever seen. ``sites``: how many areas there are."""

    def __init__(self, printed: dict[Cell, str], sites: int, quarters: int):
        self.printed, self.quarters = printed, quarters
        self.atoms = [
            (measure, sort, site, quarter)
            for measure, sorts in SORTS.items()
            for sort in sorts
            for site in (*range(sites), None)
            for quarter in range(quarters)
        ]
        known = {cell: int(n.replace(",", "")) for cell, n in printed.items() if n != "*"}
        rows = [self.sum_of(cell) for cell in known]
        least = [n if n == 0 else max(8, n - 2) for n in known.values()]
        most = [n if n == 0 else n + 2 for n in known.values()]
        orders = [self._order(*pair, until) for pair in ORDERS for until in range(quarters)]
        self.rules = scipy.sparse.csr_array(np.array([*rows, *orders]))
        self.least = np.array([*least, *[0] * len(orders)])
        self.most = np.array([*most, *[np.inf] * len(orders)])
        self.possible: list[np.ndarray] = []

    def sum_of(self, cell: Cell, but: str = "never") -> np.ndarray:
        return np.array(
            [
                measure == cell.measure
                and cell.tag in ("", *sort.split())
                and but not in sort.split()
                and cell.site in (None, site)
                and cell.since <= quarter <= cell.until
                for measure, sort, site, quarter in self.atoms
            ],
            float,
        )

    def _order(self, more: str, less: str, until: int) -> np.ndarray:
        every = [(measure, quarter) for measure, _, _, quarter in self.atoms]
        return np.array(
            [(quarter <= until) * ((m == more) - float(m == less)) for m, quarter in every]
        )

    def value(self, row: np.ndarray, truth: Counter) -> int:
        return round(sum(row[i] * truth.get(atom, 0) for i, atom in enumerate(self.atoms)))

    def fitting(self, row: np.ndarray, least: float, most: float) -> np.ndarray | None:
        """Whole numbers that fit everything printed and put this sum between the two."""
        limits = scipy.optimize.LinearConstraint
        found = scipy.optimize.milp(
            np.zeros_like(row),
            integrality=np.ones_like(row),
            bounds=scipy.optimize.Bounds(0, MOST),
            constraints=[limits(self.rules, self.least, self.most), limits(row, least, most)],
        )
        return np.round(found.x) if found.success else None

    def is_narrowed(self, row: np.ndarray) -> bool:
        """Whether it cannot be 1 or less, or cannot be 7 or more. Numbers once found to fit are
        tried on every other sum."""
        for least, most in ((0, 1), (7, MOST)):
            if any(least <= row @ one <= most for one in self.possible):
                continue
            found = self.fitting(row, least, most)
            if found is None:
                return True
            self.possible.append(found)
        return False

    def hidden(self, truth: Counter) -> list[tuple[Cell, np.ndarray]]:
        """Stars over 1 to 7, and small numbers nobody printed: of one to four quarters on end,
        which are what differences of reports come down to."""
        runs = {
            cell._replace(since=since, until=until)
            for cell in self.printed
            if cell.site is None
            for since in range(self.quarters)
            for until in range(since, min(since + 4, self.quarters))
        }
        stars = {cell for cell, said in self.printed.items() if said == "*"}
        rows = [(cell, self.sum_of(cell)) for cell in sorted(runs | stars, key=str)]
        return [(cell, row) for cell, row in rows if 1 <= self.value(row, truth) <= 7]

    def worked_out(self, truth: Counter) -> list[Cell]:
        return [cell for cell, row in self.hidden(truth) if self.is_narrowed(row)]
