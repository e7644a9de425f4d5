"""A study of a million item answers: who agreed to research, and each question she answered."""

from bench.evidence.episodes import HERS, WOMEN, scored, wave, women
from bench.evidence.helping import helped
from bench.rows import grow, key
from outcomes.enums import Anchor, WaveKey
from outcomes.models import Answer, Instrument, InstrumentOption, Study, Wave
from outcomes.releases import columns
from pim import clock
from referrals.models import Consent

ASKED = "gad-7"
"""None of its answers is held back: every row is one that has to be read."""
ITEMS, WAVES = 7, 4
IN_IT = "n % 100 < 36"
ANSWERS = 36_000 * WAVES * ITEMS


def study() -> Study:
    """A third of all women say yes to research; they were asked four times and always answered."""
    programme = women()
    helped()
    _agreed()
    for which, anchor, mean in (
        (WaveKey.ASKED, Anchor.ACCEPTED, 14),
        (WaveKey.START, Anchor.FIRST_SESSION, 13),
        (WaveKey.END, Anchor.PLANNED_END, 10),
        (WaveKey.FOLLOW_UP, Anchor.PLANNED_END, 9),
    ):
        asked = wave(programme, which, anchor, 14, [ASKED])
        scored(asked, IN_IT, mean)
        _answered(asked)
    return Study.objects.create(
        key="measured",
        purpose="How long a release takes",
        programme=programme,
        columns=list(columns.USUAL),
        ends_on=clock.today(),
    )


def _agreed() -> None:
    columns = {
        "referral": HERS,
        "purpose": "'research'",
        "given": "true",
        "wording_version": "'1'",
        "means": "'on_screen'",
        "at": "at",
        "actor_kind": "'herself'",
    }
    grow(Consent, f"(SELECT n, at FROM {WOMEN} WHERE {IN_IT}) made", columns)


def _answered(wave: Wave) -> None:
    """One answer in forty is left out, with its reason."""
    row = Instrument.objects.get(key=ASKED, is_current=True)
    options = InstrumentOption.objects.filter(instrument=row).order_by("item", "pk")
    keys = ", ".join(str(option.pk) for option in options)
    each = options.count() // ITEMS
    left_out = "(n + item) % 40 = 0"
    chosen = f"(ARRAY[{keys}])[(item - 1) * {each} + 1 + (n * 7 + item * 3 + n / 11) % {each}]"
    some = f"(SELECT n, item, at FROM {WOMEN}, generate_series(1, {ITEMS}) item WHERE {IN_IT}) made"
    answers = {
        "response": key(f"'{wave.key} {ASKED} ' || n"),
        "item": "item",
        "option": f"CASE WHEN NOT {left_out} THEN {chosen} END",
        "missing": f"CASE WHEN {left_out} THEN 'rather_not' ELSE '' END",
        "mode": "'online'",
        "answered_at": "at",
    }
    grow(Answer, some, answers)
