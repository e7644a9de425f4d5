"""The parts of a scoring file, each as a value."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from outcomes.definitions import GoesTo, Grade, Scale
from outcomes.instrument_rules import (
    Band,
    Begins,
    Cutoff,
    Cutpoint,
    Licence,
    Period,
    ReliableChange,
    RiskRule,
    RiskStep,
    Source,
    Youngest,
)

Document = Mapping[str, Any]


def scale_of(scale: Document) -> Scale:
    missing = scale["missing"]
    bands = scale.get("bands") or {"ranges": [], "source": None}
    caseness = scale.get("caseness")
    change = scale.get("reliable_change")
    table = scale.get("conversion")
    return Scale(
        key=scale["key"],
        name=scale["name"],
        items=tuple(scale["items"]),
        lowest=scale["lowest"],
        highest=scale["highest"],
        max_missing=missing["max_missing"],
        missing_source=_source(missing.get("source")),
        bands=tuple(Band(**band) for band in bands["ranges"]),
        bands_source=_source(bands["source"]),
        caseness=caseness and _cutoff(caseness),
        cutpoints=tuple(_cutpoint(point) for point in scale.get("cutpoints", ())),
        reliable_change=change and ReliableChange(change["points"], Source(**change["source"])),
        agrees_from=scale.get("agrees_from"),
        conversion=table and {int(raw): metric for raw, metric in table["table"].items()},
    )


def _source(source: Document | None) -> Source | None:
    return None if source is None else Source(**source)


def _cutoff(cutoff: Document) -> Cutoff:
    settled_early = cutoff.get("settled_early", False)
    return Cutoff(cutoff["at_least"], settled_early, Source(**cutoff["source"]))


def _cutpoint(point: Document) -> Cutpoint:
    return Cutpoint(point["at_least"], point["meaning"], Source(**point["source"]))


def risk_rule_of(rule: Document) -> RiskRule:
    steps = [RiskStep(step["at_least"], Grade(step["grade"])) for step in rule["steps"]]
    steps.sort(key=lambda step: step.at_least)
    return RiskRule(rule["item"], tuple(steps), GoesTo(rule["goes_to"]), Source(**rule["source"]))


def licence_of(licence: Document) -> Licence:
    expires = licence["expires"]
    return Licence(
        holder=licence["holder"],
        terms_url=licence["terms_url"],
        status=licence["status"],
        permission_ref=licence["permission_ref"] or "",
        expires=None if expires is None else date.fromisoformat(expires),
        attribution=licence["attribution"],
    )


def youngest_of(scoring: Document) -> Youngest | None:
    rule = scoring.get("use", {}).get("youngest")  # versions before 1.1.0 have no such rules
    return rule and Youngest(rule["years"], Source(**rule["source"]))


def period_of(scoring: Document) -> Period | None:
    rule = scoring.get("use", {}).get("period")
    if rule is None:
        return None
    return Period(Begins(rule["begins"]), rule["until_months"], Source(**rule["source"]))
