"""How each instrument is scored, written down once more from its published rules.

Nothing here reads our data files: a slip in one of them must show as a difference. Options are
given as printed, top to bottom or left to right.
"""

from random import Random

UP, DOWN = (0, 1, 2, 3), (3, 2, 1, 0)
FIVE = (1, 2, 3, 4, 5)

SWEMWBS_METRIC = dict(
    zip(
        range(7, 36),
        (
            *(7.0, 9.51, 11.25, 12.4, 13.33, 14.08, 14.75, 15.32, 15.84, 16.36),
            *(16.88, 17.43, 17.98, 18.59, 19.25, 19.98, 20.73, 21.54, 22.35, 23.21),
            *(24.11, 25.03, 26.02, 27.03, 28.13, 29.31, 30.7, 32.55, 35.0),
        ),
        strict=True,
    )
)


def _printed(n_items: int, usual: tuple, others: tuple = (), where: tuple = ()) -> list[tuple]:
    return [others if number in where else usual for number in range(1, n_items + 1)]


PRINTED = {
    "phq-9": _printed(9, UP),
    "gad-7": _printed(7, UP),
    "phq-2": _printed(2, UP),
    "gad-2": _printed(2, UP),
    "whooley": _printed(2, (1, 0)),
    "ucla-3": _printed(3, (1, 2, 3)),
    "epds": _printed(10, DOWN, UP, (1, 2, 4)),
    "hads": _printed(14, DOWN, UP, (2, 4, 7, 9, 12, 14)),
    "core-10": _printed(10, (0, 1, 2, 3, 4), (4, 3, 2, 1, 0), (2, 3)),
    "wemwbs": _printed(14, FIVE),
    "swemwbs": _printed(7, FIVE),
    "pbq": _printed(25, (5, 4, 3, 2, 1, 0), (0, 1, 2, 3, 4, 5), (1, 4, 8, 9, 11, 16, 22, 25)),
}

SCALES = {
    "hads": {"anxiety": (1, 3, 5, 7, 9, 11, 13), "depression": (2, 4, 6, 8, 10, 12, 14)},
    "pbq": {
        "total": tuple(range(1, 26)),
        "f1": (1, 2, 6, 7, 8, 9, 10, 12, 13, 15, 16, 17),
        "f2": (3, 4, 5, 11, 14, 21, 23),
        "f3": (19, 20, 22, 25),
        "f4": (18, 24),
    },
    "swemwbs": {"raw": tuple(range(1, 8)), "metric": tuple(range(1, 8))},
}
FORGIVEN = {"phq-9": 2, "gad-7": 2, "hads": 3, "core-10": 1, "wemwbs": 3}
CASENESS = {"phq-9": 10, "gad-7": 8, "hads": 8, "core-10": 11, "epds": 13, "phq-2": 3, "gad-2": 3}
RISK = {"phq-9": (9,), "epds": (10,), "core-10": (6,), "pbq": (18, 24)}
FIRST_OF_BAND = {
    "phq-9": ((20, "severe"), (15, "moderately_severe"), (10, "moderate"), (5, "mild"),
              (0, "minimal")),
    "gad-7": ((15, "severe"), (10, "moderate"), (5, "mild"), (0, "minimal")),
    "hads": ((15, "severe"), (11, "moderate"), (8, "mild"), (0, "normal")),
    "core-10": ((25, "severe"), (20, "moderate_severe"), (15, "moderate"), (11, "mild"),
                (6, "low"), (0, "healthy")),
}  # fmt: skip


def scales_of(key: str) -> dict[str, tuple[int, ...]]:
    return SCALES.get(key, {"total": tuple(range(1, len(PRINTED[key]) + 1))})


def expected(key: str, answers: list[int | None], by: str) -> dict:
    """What a form with valid answers comes to."""
    scores = [_score(key, place, answer, by) for place, answer in enumerate(answers)]
    found = {name: {} for name in ("totals", "prorated", "bands", "at_least", "caseness")}
    for scale, items in scales_of(key).items():
        of_scale = [scores[number - 1] for number in items]
        floor = [min(PRINTED[key][number - 1]) for number in items]
        for name, value in _figures(key, scale, of_scale, floor).items():
            found[name][scale] = value
    risky = [n for n in RISK.get(key, ()) if (scores[n - 1] or 0) >= 1]
    missing = [place for place, answer in enumerate(answers, start=1) if answer is None]
    return {**found, "risk_items": risky, "missing_items": missing}


def _score(key: str, place: int, answer: int | None, by: str) -> int | None:
    return answer if by == "score" or answer is None else PRINTED[key][place][answer]


def _figures(key: str, scale: str, scores: list[int | None], floor: list[int]) -> dict:
    answered = [score for score in scores if score is not None]
    n_missing = len(scores) - len(answered)
    convert = SWEMWBS_METRIC.__getitem__ if scale == "metric" else int
    total = None if n_missing else convert(sum(answered))
    lowest = sum(least if s is None else s for s, least in zip(scores, floor, strict=True))
    prorated = total
    if n_missing and answered and n_missing <= FORGIVEN.get(key, 0):
        prorated = sum(answered) / len(answered) * len(scores)
    bands = FIRST_OF_BAND.get(key, ())
    return {
        "totals": total,
        "prorated": prorated,
        "at_least": convert(lowest),
        "bands": None if total is None else next((b for n, b in bands if total >= n), None),
        "caseness": _caseness(key, total, answered),
    }


def _caseness(key: str, total: int | None, answered: list[int]) -> bool | None:
    if key == "whooley":
        return True if 1 in answered else (False if total == 0 else None)
    return None if total is None or key not in CASENESS else total >= CASENESS[key]


def difference(key: str, answers: list, by: str, line: dict) -> dict:
    """What a printed line says otherwise than published: nothing, we hope."""
    wanted = expected(key, answers, by)
    wanted |= {"instrument": key, "n_items": len(answers), "errors": []}
    wanted["prorated"], line["prorated"] = near(wanted["prorated"]), near(line["prorated"])
    return {
        name: (answers, line[name], value) for name, value in wanted.items() if line[name] != value
    }


def near(figures: dict) -> dict:
    """The same but for the last digits a computer carries."""
    return {scale: found if found is None else round(found, 9) for scale, found in figures.items()}


def forms(key: str, by: str, how_many: int, chance: Random) -> list[list[int | None]]:
    """Forms to score: the corners first, then at random with more and more left out."""
    printed = PRINTED[key]
    choices = [range(len(options)) if by == "position" else sorted(options) for options in printed]
    first, last = [each[0] for each in choices], [each[-1] for each in choices]
    found = [first, last, [None] * len(printed)]
    for place, each in enumerate(choices):
        for form in (first, last):
            found += [[*form[:place], value, *form[place + 1 :]] for value in (*each, None)]
    pairs = list(zip(choices, printed, strict=True))
    while len(found) < how_many:
        holes = chance.choice((0, 0, 0, 1, 1, 2, 3, 4, 7, len(printed)))
        level = chance.random()  # so that every band is reached, not only the middle
        form = [_pick(each, by, options, chance, level) for each, options in pairs]
        for _ in range(holes):
            form[chance.randrange(len(form))] = None
        found.append(form)
    return found


def _pick(each, by: str, options: tuple, chance: Random, level: float) -> int:
    by_score = sorted(each, key=lambda one: options[one] if by == "position" else one)
    return by_score[min(len(by_score) - 1, int(chance.triangular(0, 1, level) * len(by_score)))]


def spoilt(key: str, by: str, chance: Random) -> list[tuple[list, set[int]]]:
    """Forms nobody can score, each with the items that hold what is no option."""
    n_items = len(PRINTED[key])
    bad = (7, -1, 1.5, 1.0, "1", "", True, False, [], [1], {}, {"a": 1}, 10**30, 1e300)
    found = []
    for value in bad:
        form, place = chance.choice(forms(key, by, 40, chance)).copy(), chance.randrange(n_items)
        form[place] = value
        found.append((form, {place + 1}))
    whole = forms(key, by, 1, chance)[1]
    found += [(form, set()) for form in (whole[:-1], [], [*whole, None], [*whole, whole[0]])]
    return found
