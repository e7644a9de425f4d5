"""Every column a release may hold, written out with its meaning. Nothing else leaves.

A column that is not here cannot be released: the statements that read the rows, the codebook and
every other format are made from these lists.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db.models import TextChoices

from outcomes.enums import MissingReason, Mode, WaveKey
from referrals.enums import Source

Values = tuple[tuple[str, str], ...]
WAVES = tuple(str(key) for key in WaveKey)
"""In the order of time."""


def words_of(choices: type[TextChoices]) -> Values:
    return tuple((str(code), str(label)) for code, label in choices.choices)


YES_NO: Values = (("yes", "Yes"), ("no", "No"))
NOT_RELEASED = "not_released"
REASONS: Values = (*words_of(MissingReason), (NOT_RELEASED, "Held back: about self-harm"))


class Column(NamedTuple):
    """One column: its name, what kind of value it holds, and what it means."""

    name: str
    kind: str
    """``text``, ``code``, ``whole number``, ``number`` or ``yes or no``."""
    meaning: str
    sql: str = ""
    """What :mod:`outcomes.releases.rows` selects, where it is not ready under that name."""
    values: Values = ()
    """Each code with its words, where the codes are a fixed list."""
    reason: str = ""
    """The column that says why a cell of this one is blank."""


WITHHELD = "withheld"


def _about(name: str, kind: str, meaning: str, values: Values = ()) -> Column:
    return Column(name, kind, meaning, "", values, WITHHELD)


# --- What a study may have beside the scores ---------------------------------------------------

WHO = (
    _about("site_code", "code", "The area that supports her."),
    _about("source", "code", "Who asked for support.", words_of(Source)),
    _about(
        "age_band",
        "code",
        "Her age when she asked; blank where not known.",
        (("under_18", "Under 18"), ("18_plus", "18 or over")),
    ),
)
WHEN = (
    Column(
        "birth_band",
        "whole number",
        "Weeks from the birth (or the due date) to the form, as the first of 13 weeks: 0 stands "
        "for 0 to 12, -13 for the last 13 weeks of pregnancy. Blank where not known.",
        reason=WITHHELD,
    ),
    Column(
        "weeks_from_asked",
        "whole number",
        "Full weeks from asking for support to finishing the form.",
        reason=WITHHELD,
    ),
    Column(
        "weeks_from_start",
        "whole number",
        "Full weeks from her first session to finishing the form; negative before it.",
        reason=WITHHELD,
    ),
)
WHEN_EXACTLY = (
    Column(
        "weeks_from_birth",
        "whole number",
        "Full weeks from the birth (or the due date) to the form; negative in pregnancy; blank "
        "where not known.",
        reason=WITHHELD,
    ),
    Column("days_from_asked", "whole number", "Days from asking to the form.", reason=WITHHELD),
    Column(
        "days_from_start", "whole number", "Days from her first session to it.", reason=WITHHELD
    ),
)
BAND_OF_WEEKS = "as the first of 4 weeks: 4 stands for 4 to 7; 24 for 24 or more."
SUPPORT = (
    _about(
        "support_kind",
        "code",
        "What support she had.",
        (
            ("one_to_one", "One volunteer, one to one"),
            ("group", "A group"),
            ("both", "Both"),
            ("none", "None"),
        ),
    ),
    _about(
        "sessions_band",
        "whole number",
        "Sessions she had, one to one and in a group, as the lowest of a band: 0, 1 (1 to 3), "
        "4 (4 to 7), 8 (8 to 15), 16 (16 or more).",
    ),
    _about(
        "minutes_band",
        "whole number",
        "Minutes of those sessions, as the lowest of a band: 0, 1, 240, 480, 960.",
    ),
    _about("volunteers_band", "whole number", "Volunteers she had: 0, 1, or 2 for two or more."),
    _about(
        "match_kinds",
        "code",
        "Kinds of match she had: main, cover, handover, with a space between.",
    ),
    _about(
        "ended",
        "code",
        "How it ended.",
        (
            ("going_on", "It goes on"),
            ("completed", "It came to its planned end"),
            ("ended_early", "It ended earlier"),
            ("not_begun", "It ended before support began"),
        ),
    ),
    _about("wait_accepted", "whole number", f"Weeks from asking to a place, {BAND_OF_WEEKS}"),
    _about("wait_match", "whole number", f"Weeks from her place to a volunteer, {BAND_OF_WEEKS}"),
    _about("wait_session", "whole number", f"Weeks from her place to a session, {BAND_OF_WEEKS}"),
)
SUPPORT_EXACTLY = (
    _about("sessions", "whole number", "Sessions she had, one to one and in a group."),
    _about("minutes", "whole number", "Minutes of those sessions."),
    _about("days_to_accepted", "whole number", "Days from asking to a place."),
    _about("days_to_match", "whole number", "Days from her place to her first volunteer."),
    _about("days_to_session", "whole number", "Days from her place to her first session."),
)
TO_CHOOSE = (*WHO, *WHEN, *SUPPORT, *WHEN_EXACTLY, *SUPPORT_EXACTLY)
OF_A_FORM = frozenset(column.name for column in (*WHEN, *WHEN_EXACTLY))
USUAL = tuple(column.name for column in (*WHO, *WHEN, *SUPPORT))
"""Bands: what a study has unless somebody asks for more, or for less."""
EXACT = frozenset(column.name for column in (*WHEN_EXACTLY, *SUPPORT_EXACTLY))

# --- What is always there ----------------------------------------------------------------------

CODE = Column("code", "text", "Random code of one episode of support, for this study alone.")
CONSENT = (
    Column(
        "consent_research",
        "yes or no",
        "Her consent to research on the day of the request.",
        "'yes'",
        YES_NO,
    ),
    Column(
        "consent_version",
        "code",
        "The version of the words she consented to.",
        reason=WITHHELD,
    ),
    Column(
        WITHHELD,
        "code",
        "Columns left blank about her, with a space between, because too few others are alike.",
    ),
)
WHICH = (
    Column("wave", "code", "When it was asked.", values=words_of(WaveKey)),
    Column("instrument", "code", "The questionnaire."),
    Column("instrument_version", "code", "Its version.", "version"),
    Column("scoring_version", "code", "The version of the scoring rules used.", "version"),
    Column("form_language", "code", "The language the form is in.", "language"),
    Column("mode", "code", "How it was answered.", values=words_of(Mode)),
    Column("window_ok", "yes or no", "Whether it came in while it was due.", values=YES_NO),
)
MISSING = Column("missing_reason", "code", "Why there is no value.", values=REASONS)
ANSWER = (
    Column("item", "whole number", "Number of the question, from 1."),
    Column(
        "option_code",
        "code",
        "The answer she chose, as the questionnaire codes it.",
        reason=MISSING.name,
    ),
    Column(
        "option_score",
        "whole number",
        "What that answer is worth; blank where not scored.",
        reason=MISSING.name,
    ),
    MISSING,
)
FIGURES = (
    Column("scale", "code", "The scale of the questionnaire."),
    Column(
        "total",
        "number",
        "Sum of the scale; blank unless every item was answered.",
        reason=MISSING.name,
    ),
    Column(
        "prorated",
        "number",
        "The total, or its estimate where few items are missing. For groups, never for one woman.",
        reason=MISSING.name,
    ),
    Column("n_missing", "whole number", "Items of the scale without an answer.", "missing_items"),
    Column(
        "band",
        "code",
        "The published band of the total. Not a diagnosis.",
        "CASE WHEN total IS NOT NULL THEN NULLIF(band, '') END",
    ),
    Column(
        "caseness",
        "yes or no",
        "Whether the total reached the published cut-off.",
        "CASE caseness WHEN true THEN 'yes' WHEN false THEN 'no' END",
        YES_NO,
    ),
    MISSING,
)
CODEBOOK = (
    Column("file", "text", "The file the column is in, without its ending."),
    Column("column", "text", "Its name."),
    Column("kind", "text", "What kind of value it holds."),
    Column("meaning", "text", "What it means."),
    Column("values", "text", "Its codes and their words."),
    Column("reason", "text", "The column that says why a cell is blank."),
)


# --- The tables of one release -----------------------------------------------------------------


def chosen(names: Iterable[str], among: Sequence[Column] = TO_CHOOSE) -> tuple[Column, ...]:
    """These columns, in the order they stand in above."""
    wanted = set(names)
    return tuple(column for column in among if column.name in wanted)


def of_person(names: Iterable[str]) -> tuple[Column, ...]:
    about = [column for column in chosen(names) if column.name not in OF_A_FORM]
    return (CODE, *about, *CONSENT)


def of_form(names: Iterable[str], waves: Sequence[str]) -> tuple[Column, ...]:
    when = [column for column in chosen(names) if column.name in OF_A_FORM]
    return (*WHICH, *(column._replace(sql=_at_its_wave(column, waves)) for column in when))


def _at_its_wave(column: Column, waves: Sequence[str]) -> str:
    """Kept with the person, so that what is blanked about her is blank in every file."""
    cases = " ".join(f"WHEN '{wave}' THEN {wave}_{column.name}" for wave in waves)
    return f"CASE wave {cases} END" if waves else "NULL"


def long(names: Sequence[str], waves: Sequence[str]) -> tuple[Column, ...]:
    return (*of_person(names), *of_form(names, waves), *ANSWER)


def scores(names: Sequence[str], waves: Sequence[str]) -> tuple[Column, ...]:
    return (*of_person(names), *of_form(names, waves), *FIGURES)


class Asked(NamedTuple):
    """One questionnaire of one wave, as it was asked of anybody in the release."""

    wave: str
    instrument: str
    scales: tuple[str, ...]
    items: tuple[int, ...]
    """Those whose single answers may be given."""

    @property
    def stem(self) -> str:
        return f"{self.wave}_{plain(self.instrument)}"

    @property
    def reason_name(self) -> str:
        return f"{self.stem}_missing"

    def total_name(self, scale: str) -> str:
        return f"{self.stem}_{plain(scale)}"

    def item_name(self, item: int) -> str:
        return f"{self.stem}_item{item}"


def plain(key: str) -> str:
    """A name every statistics program accepts: phq-9 becomes phq9."""
    return key.replace("-", "")


def wide(names: Sequence[str], forms: Sequence[Asked]) -> tuple[Column, ...]:
    """The columns of one row an episode, for the waves and questionnaires that were asked."""
    figures = [column for form in forms for column in _of_asked(form)]
    return (*of_person(names), *of_waves(names, waves_of(forms)), *figures)


def waves_of(forms: Iterable[Asked]) -> list[str]:
    return list(dict.fromkeys(form.wave for form in forms))


def of_waves(names: Iterable[str], waves: Sequence[str]) -> list[Column]:
    """When each wave was answered, as columns of the person."""
    when = [column for column in chosen(names) if column.name in OF_A_FORM]
    return [_at_wave(column, wave) for wave in waves for column in when]


def _at_wave(column: Column, wave: str) -> Column:
    name = f"{wave}_{column.name}"
    return column._replace(name=name, meaning=f"At wave {wave}: {column.meaning}")


def _of_asked(form: Asked) -> list[Column]:
    totals = [_total(form, scale) for scale in form.scales]
    items = [_item(form, item) for item in form.items]
    why = f"Why there is nothing of {form.instrument} at wave {form.wave}; blank where it was done."
    name = form.reason_name
    sql = f"NULLIF(COALESCE({name}, '{MissingReason.NOT_GIVEN}'), '')"
    return [*totals, *items, Column(name, "code", why, sql, REASONS)]


def _total(form: Asked, scale: str) -> Column:
    name = form.total_name(scale)
    meaning = f"Total of {form.instrument}, {scale}, at wave {form.wave}; blank unless complete."
    return Column(name, "number", meaning, reason=form.reason_name)


def _item(form: Asked, item: int) -> Column:
    name = form.item_name(item)
    meaning = f"Score of the answer to question {item} of {form.instrument} at wave {form.wave}."
    return Column(name, "whole number", meaning, reason=form.reason_name)


class Compared(NamedTuple):
    """One scale in the row that leads from asking to how it came out."""

    instrument: str
    scale: str
    before: tuple[str, ...]
    """The waves before support, the later one first; empty where it is asked at the end alone."""
    after: str

    @property
    def before_name(self) -> str:
        return f"{plain(self.instrument)}_{plain(self.scale)}_before"

    @property
    def after_name(self) -> str:
        return f"{plain(self.instrument)}_{plain(self.scale)}_after"

    @property
    def change_name(self) -> str:
        return f"{plain(self.instrument)}_{plain(self.scale)}_change"


def episodes(names: Sequence[str], scales: Sequence[Compared]) -> tuple[Column, ...]:
    """From asking for support to how it came out."""
    return (*of_person(names), *(column for scale in scales for column in _outcome(scale)))


IN_TIME = "Blank where it did not come in while it was due."


def _outcome(of: Compared) -> list[Column]:
    called = f"{of.instrument}, {of.scale}"
    after = _figure(of.after_name, f"Total of {called}, at wave {of.after}. {IN_TIME}")
    if not of.before:
        return [after]
    waves = ", or where it is not there at wave ".join(of.before)
    before = _figure(of.before_name, f"Total of {called}, at wave {waves}. {IN_TIME}")
    return [
        before,
        after,
        _figure(of.change_name, "After less before; blank unless both are there."),
    ]


def _figure(name: str, meaning: str) -> Column:
    return Column(name, "number", meaning)


def names(columns: Iterable[Column]) -> list[str]:
    return [column.name for column in columns]
