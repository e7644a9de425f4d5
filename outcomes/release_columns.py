"""Every column a release may hold, written out with its meaning. Nothing else leaves.

A column that is not here cannot be released: the writers below take their headings from these
lists, and the codebook is made from the same ones.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Column(NamedTuple):
    """One column: its name, what kind of value it holds, and what it means."""

    name: str
    kind: str
    """``text``, ``code``, ``whole number``, ``number`` or ``yes or no``."""
    meaning: str


WHO = (
    Column("code", "text", "Random code of one episode of support, made for this study alone."),
    Column("site_code", "code", "The area that supports her."),
    Column("age_band", "code", "under_18 or 18_plus; blank where not known."),
    Column("source", "code", "Who asked for support: herself, professional or staff."),
    Column("consent_research", "yes or no", "Her consent to research on the day of the request."),
    Column("consent_version", "code", "The version of the words she consented to."),
)
WHICH = (
    Column("wave", "code", "asked, start, mid, end or follow_up."),
    Column("instrument", "code", "The questionnaire."),
    Column("instrument_version", "code", "Its version."),
    Column("scoring_version", "code", "The version of the scoring rules used."),
    Column("mode", "code", "online (herself), phone or paper (entered by staff)."),
    Column(
        "days_from_asked", "whole number", "Days from asking for support to finishing the form."
    ),
    Column(
        "weeks_from_birth",
        "whole number",
        "Full weeks from the birth (or the due date) to finishing the form; negative in "
        "pregnancy; blank where not known, or after a loss.",
    ),
)
MISSING = (
    "Why there is no value: not_asked, not_answered, rather_not, does_not_apply, not_given, "
    "withdrawn, invalid, or not_released."
)
LONG = (
    *WHO,
    *WHICH,
    Column("item", "whole number", "Number of the question, from 1."),
    Column("option_code", "code", "The answer she chose, as the questionnaire codes it."),
    Column("option_score", "whole number", "What that answer is worth; blank where not scored."),
    Column("missing_reason", "code", MISSING),
)
SCORES = (
    *WHO,
    *WHICH,
    Column("scale", "code", "The scale of the questionnaire."),
    Column("total", "number", "Sum of the scale; blank unless every item was answered."),
    Column(
        "prorated",
        "number",
        "The total, or its estimate where few items are missing. For groups, never for one woman.",
    ),
    Column("n_missing", "whole number", "Items of the scale without an answer."),
    Column("band", "code", "The published band of the total. Not a diagnosis."),
    Column("caseness", "yes or no", "Whether the total reached the published cut-off."),
    Column("missing_reason", "code", MISSING),
)
CODEBOOK = (
    Column("file", "text", "The file the column is in, without its ending."),
    Column("column", "text", "Its name."),
    Column("kind", "text", "What kind of value it holds."),
    Column("meaning", "text", "What it means."),
)


def names(columns: Iterable[Column]) -> list[str]:
    return [column.name for column in columns]


class FormScale(NamedTuple):
    """One figure of a wide row: a wave, a questionnaire and one of its scales."""

    wave: str
    instrument: str
    scale: str


class FormItem(NamedTuple):
    """One answer of a wide row: a wave, a questionnaire and one of its questions."""

    wave: str
    instrument: str
    item: int


def wide(scales: Sequence[FormScale], items: Sequence[FormItem]) -> tuple[Column, ...]:
    """The columns of one row a person, for the waves and questionnaires that were asked."""
    return (*WHO, *(_scale_column(scale) for scale in scales), *(_item(item) for item in items))


def wide_scale(wave: str, instrument: str, scale: str) -> str:
    return f"{wave}_{plain(instrument)}_{plain(scale)}"


def wide_item(wave: str, instrument: str, item: int) -> str:
    return f"{wave}_{plain(instrument)}_item{item}"


def plain(key: str) -> str:
    """A name every statistics program accepts: phq-9 becomes phq9."""
    return key.replace("-", "")


def _scale_column(of: FormScale) -> Column:
    meaning = f"Total of {of.instrument}, {of.scale}, at wave {of.wave}; blank unless complete."
    return Column(wide_scale(*of), "number", meaning)


def _item(of: FormItem) -> Column:
    meaning = f"Score of the answer to question {of.item} of {of.instrument} at wave {of.wave}."
    return Column(wide_item(*of), "whole number", meaning)
