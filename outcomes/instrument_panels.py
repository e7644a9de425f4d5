"""What staff see of an instrument: rules with their sources, and who holds the words.

A rule that somebody still has to confirm says so. Words of a holder whose permission we need are
shown to those who manage them, and to nobody else here.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from django.utils.formats import date_format

from outcomes.definitions import Definition, GoesTo, Grade, Item, Scale
from outcomes.enums import WhyLeftOut
from outcomes.instrument_rules import Licence, Source
from outcomes.models import Instrument, Wave
from outcomes.use_rules import Facts, why_not_anybody
from pim.admin.panels import Summary, Table, Tag, Words
from pim.models import Site

TO_CONFIRM = Tag("To be confirmed", "orange")
STANDS = {
    None: Tag("May be asked", "green"),
    WhyLeftOut.NO_WORDING: Tag("No wording here", "grey"),
    WhyLeftOut.NOT_YET: Tag("Not yet in force", "blue"),
    WhyLeftOut.NO_PERMISSION: Tag("No permission", "orange"),
    WhyLeftOut.PERMISSION_ENDED: Tag("Permission has ended", "red"),
}
GRADES = {Grade.SAME_DAY: "the same staffed day", Grade.AT_ONCE: "at once"}
GOES_TO = {
    GoesTo.DUTY_ROTA: "Whoever is on duty",
    GoesTo.SAFEGUARDING_LEAD: "The safeguarding lead",
}


def stands(definition: Definition, on: date) -> Tag:
    """Whether it may be put before a person, rotas apart."""
    return STANDS[why_not_anybody(definition, Facts(on))]


def holder(definition: Definition, row: Instrument) -> Summary:
    licence = definition.licence
    return Summary(
        "Whose words these are",
        [
            ("Holder", licence.holder),
            ("Terms", licence.terms_url),
            ("Permission", permitted(licence)),
            ("Its reference", licence.permission_ref or "None"),
            ("Line shown with the questions", licence.attribution),
            ("Language", definition.language),
            ("Translation from", definition.translation_source or "Not a translation"),
            ("Came with", "The service" if row.loaded_by is None else row.loaded_by.name),
            ("Loaded", row.loaded_at),
        ],
    )


def permitted(licence: Licence) -> str:
    """How it stands with the permission, in a few words."""
    if licence.status in ("free", "own"):
        return "None is needed"
    if licence.status != "permitted":
        return "There is none on file"
    if licence.expires is None:
        return "Without an end"
    return f"Until {date_format(licence.expires, 'j F Y')}"


def notes(row: Instrument) -> Words:
    return Words("Keep in mind", row.scoring.get("notes", ""))


def use(definition: Definition) -> Summary:
    young, period = definition.youngest, definition.period
    recall = f"{definition.recall_days} days" if definition.recall_days else "No window is stated"
    return Summary(
        "For whom and when",
        [
            ("Asks about the last", recall),
            ("Youngest age", [f"{young.years} years", *sourced(young.source)] if young else "Any"),
            ("Time", [_period(definition), *sourced(period.source)] if period else "Any"),
            ("Higher scores mean", "worse" if definition.higher_is == "worse" else "better"),
        ],
    )


def _period(definition: Definition) -> str:
    period = definition.period
    begins = "After the birth" if period.begins == "birth" else "Pregnancy"
    until = f"until {period.until_months} months after the birth"
    return f"{begins}, {until}" if period.until_months else begins


def sourced(source: Source | None) -> list:
    """Where a rule comes from, for whom it was found, and whether somebody confirmed it."""
    if source is None:
        return []
    year = f" ({source.year})" if source.year else ""
    said = f"{source.citation}{year}. {source.population[:1].upper()}{source.population[1:]}."
    return [said] if source.confirmed else [said, TO_CONFIRM]


def scales(definition: Definition) -> Table:
    rows = [row for scale in definition.scales for row in _rules(scale)]
    return Table("Scales and their rules", ["Scale", "Rule", "Where it comes from"], rows)


def _rules(scale: Scale) -> Iterator[tuple]:
    yield scale.name, f"{scale.lowest:g} to {scale.highest:g}", "What its answers can add up to"
    if scale.max_missing:
        forgiven = f"Made up for at most {scale.max_missing} unanswered, in reports only"
        yield scale.name, forgiven, sourced(scale.missing_source)
    else:
        yield scale.name, "No figure where an answer is missing", "No rule to make one up"
    if scale.bands:
        named = [f"{band.label}: {band.lowest} to {band.highest}" for band in scale.bands]
        yield scale.name, named, sourced(scale.bands_source)
    if scale.caseness:
        counted = f"Counts as at or above the threshold from {scale.caseness.at_least}"
        yield scale.name, counted, sourced(scale.caseness.source)
    for point in scale.cutpoints:
        shown = f"{point.at_least} or more: {point.meaning}. Not used here"
        yield scale.name, shown, sourced(point.source)
    if scale.reliable_change:
        points = f"A change of {scale.reliable_change.points} or more is a reliable one"
        yield scale.name, points, sourced(scale.reliable_change.source)


def worrying(definition: Definition) -> Table:
    return Table(
        "Answers somebody must look at, whatever the score",
        ["Question", "From a score of", "How soon", "Who", "Where it comes from"],
        [
            (rule.item, step.at_least, GRADES[step.grade], GOES_TO[rule.goes_to],
             sourced(rule.source))
            for rule in definition.risk_rules
            for step in rule.steps
        ],
        empty="It asks nothing of the kind. A low score says nothing about self-harm.",
    )  # fmt: skip


def questions(definition: Definition, *, with_words: bool, title: str = "Questions") -> Table:
    return Table(
        title,
        ["Number", "Question", "Answers as printed, and what each counts"],
        [
            (item.number, _question(item, with_words), list(_answers(item, with_words)))
            for item in definition.items
        ],
    )


def _question(item: Item, with_words: bool) -> list[str] | str:
    if not with_words:
        return "Its words belong to the holder"
    return [item.stem, item.text] if item.stem else item.text


def _answers(item: Item, with_words: bool) -> Iterator[str]:
    if not item.options:
        yield "Her own words"
    for place, option in enumerate(item.options, start=1):
        label = option.label if with_words else f"Option {place}"
        yield f"{label}: {'not scored' if option.score is None else option.score}"


def versions(rows: list[Instrument]) -> Table:
    return Table(
        "Versions",
        ["Version", "Loaded", "By", "Newest"],
        [
            (row.version, row.loaded_at, row.loaded_by.name if row.loaded_by else "The service",
             row.is_current)
            for row in rows
        ],
    )  # fmt: skip


def asked_where(found: Iterable[tuple[Wave, Site, WhyLeftOut | None]]) -> Table:
    return Table(
        "Where it is asked on screen",
        ["Programme", "When", "Site", "Today"],
        [
            (wave.programme, wave.get_key_display(), site, why.label if why else "Asked")
            for wave, site, why in found
        ],
        empty="No plan names it. Numbers from a paper form can still be entered.",
    )


def ends(definition: Definition, on: date) -> str:
    """How the end of a permission is told on Today."""
    last = definition.licence.expires
    when = date_format(last, "l j F Y")
    if last < on:
        return f"It ended on {when}. It is not asked on screen any more"
    days = (last - on).days
    left = "today" if days == 0 else "tomorrow" if days == 1 else f"in {days} days"
    return f"It ends on {when}, {left}. After that it is not asked on screen"
