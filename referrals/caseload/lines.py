"""Each line of a sheet as somebody to take in, or with everything that is wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from referrals.arrivals import Arrival, Asked, NewContact, NewParent
from referrals.caseload.columns import BY_KEY, COLUMNS, Column, named
from referrals.caseload.sheets import BadFile, Sheet
from referrals.enums import ContactChannel, Means, Purpose, Situation, Source, Status

OLDEST = timedelta(days=5 * 365)
OLDEST_BABY = timedelta(days=6 * 365)
LATEST_DUE = timedelta(days=310)
WAYS = {
    "phone": ContactChannel.PHONE,
    "text": ContactChannel.TEXT,
    "email": ContactChannel.EMAIL,
    "address": ContactChannel.LETTER,
}
CONSENTS = {
    "messages": Purpose.MESSAGES,
    "evaluation": Purpose.EVALUATION,
    "research": Purpose.RESEARCH,
}


@dataclass(frozen=True)
class Problem:
    """``column`` is empty where it is about the whole line."""

    line: int
    column: str
    reason: str


@dataclass
class Line:
    """``cells`` as they were typed, in the order of the file; ``said`` what we understood."""

    place: int
    cells: tuple[str, ...]
    said: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, key: str, reason: str) -> None:
        self.problems.append(Problem(self.place, BY_KEY[key].heading if key else "", reason))

    @property
    def status(self) -> Status:
        return self.said.get("status") or Status.RECEIVED


@dataclass(frozen=True)
class Caseload:
    headings: tuple[str, ...]
    lines: tuple[Line, ...]
    passed_over: tuple[str, ...]  # headings we do not know: what stands there is not brought in


def understood(sheet: Sheet, *, today: date) -> Caseload:
    columns = [named(heading) for heading in sheet.headings]
    _refuse_a_sheet_without(columns)
    lines = tuple(_line(place, cells, columns, today) for place, cells in sheet.lines)
    _refuse_numbers_used_twice(lines)
    unknown = [
        heading
        for heading, column in zip(sheet.headings, columns, strict=True)
        if heading and column is None and heading not in OUR_OWN
    ]
    return Caseload(sheet.headings, lines, tuple(unknown))


OUR_OWN = ("Line", "What to change")  # what we add to the lines we give back


def _refuse_a_sheet_without(columns: Sequence[Column | None]) -> None:
    found = [column.key for column in columns if column]
    if missing := [one.heading for one in COLUMNS if one.required and one.key not in found]:
        raise BadFile(f"These columns are missing: {', '.join(missing)}.")
    if twice := {BY_KEY[key].heading for key in found if found.count(key) > 1}:
        raise BadFile(f"These columns stand there twice: {', '.join(sorted(twice))}.")


def _line(place: int, cells: tuple[str, ...], columns, today: date) -> Line:
    line = Line(place, cells)
    for column, typed in zip(columns, cells, strict=False):
        if column and typed:
            _read(line, column, typed)
    wrong = {problem.column for problem in line.problems}
    for column in COLUMNS:
        if column.required and column.key not in line.said and column.heading not in wrong:
            line.refuse(column.key, "This is empty.")
    if not line.problems:
        _look_at_the_whole(line, today)
    return line


def _read(line: Line, column: Column, typed: str) -> None:
    try:
        line.said[column.key] = column.reader(typed)
    except ValueError as error:
        line.refuse(column.key, str(error))


def _look_at_the_whole(line: Line, today: date) -> None:
    said = line.said
    if not said["agreed"]:
        line.refuse("agreed", "Nobody comes in without her own yes. Ask her first.")
    if not any(said.get(key) for key in WAYS):
        line.refuse("", "There is no safe way to reach her: a phone, a text, an e-mail, a letter.")
    for key in ("asked_on", "in_contact_on", "waiting_on", "born_on"):
        if key in said and said[key] > today:
            line.refuse(key, "This day has not come yet.")
    if said["asked_on"] < today - OLDEST:
        line.refuse("asked_on", "This is more than five years ago. Look at the year.")
    for earlier, later in (("asked_on", "in_contact_on"), ("asked_on", "waiting_on")):
        if later in said and said[later] < said[earlier]:
            line.refuse(later, "This is before she asked.")
    if "born_on" in said and said["born_on"] < today - OLDEST_BABY:
        line.refuse("born_on", "This is more than six years ago. Look at the year.")
    if "due_on" in said and abs(said["due_on"] - today) > LATEST_DUE:
        line.refuse("due_on", "This is too far from today. Look at the year.")


def _refuse_numbers_used_twice(lines: Sequence[Line]) -> None:
    first: dict[str, int] = {}
    for line in lines:
        if number := line.said.get("number"):
            before = first.setdefault(number.casefold(), line.place)
            if before != line.place:
                line.refuse("number", f"This number stands on line {before} already.")


# --- Somebody to take in ----------------------------------------------------------------------
def arrival_of(line: Line, site) -> Arrival:
    """Entered by staff from their own papers; she said yes before, and gets no receipt for it."""
    said = line.said
    return Arrival(
        source=Source.STAFF,
        means=Means.ON_PAPER,
        parent=NewParent(
            called=said["called"],
            postcode=said.get("postcode", ""),
            language=said.get("language", "English"),
            needs_interpreter=said.get("interpreter", False),
            access_needs=said.get("access_needs", ""),
        ),
        contacts=[_contact(said, key) for key in WAYS if said.get(key)],
        asked=Asked(
            situation=_situation(said),
            due_on=said.get("due_on"),
            born_on=said.get("born_on"),
            wish=said.get("wish", ""),
            known_risks=said.get("known_risks", ""),
            others_involved=said.get("others_involved", ""),
        ),
        consents={purpose: said[key] for key, purpose in CONSENTS.items() if key in said},
        programme=site.programme,
        site=site,
        gets_receipt=False,
    )


def _contact(said: dict[str, Any], key: str) -> NewContact:
    voicemail = key == "phone" and said.get("voicemail", False)
    return NewContact(WAYS[key], said[key], voicemail_ok=voicemail)


def _situation(said: dict[str, Any]) -> Situation:
    if said.get("lost"):
        return Situation.LOSS
    if said.get("born_on"):
        return Situation.BABY
    return Situation.PREGNANT if said.get("due_on") else Situation.NOT_ASKED
