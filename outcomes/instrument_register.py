"""The instruments in the database: those that ship are added from their files, once a version.

A version never changes: answers keep the words they were given to and the key they were scored
with. Whoever changes a word or a rule gives the instrument a new version.
"""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction

from outcomes import instrument_files
from outcomes.definitions import Definition
from outcomes.instrument_documents import definition_of
from outcomes.models import Instrument, InstrumentOption
from pim.access import audit
from pim.access.audit import SYSTEM, Actor
from pim.errors import DomainError


class VersionTaken(DomainError):
    """This version is loaded already, and it does not say the same."""


class Loaded(NamedTuple):
    """One instrument, and whether loading made it."""

    row: Instrument
    created: bool


@transaction.atomic
def install(
    *, keys: Iterable[str] | None = None, by: Actor = SYSTEM, now: datetime
) -> list[Loaded]:
    """Add the shipped instruments that are not there yet: these, or all. Every one, or none."""
    shipped = instrument_files.keys() if keys is None else keys
    return [add(*instrument_files.documents(key), by=by, now=now) for key in shipped]


@transaction.atomic
def add(
    questionnaire: dict[str, Any], scoring: dict[str, Any], *, by: Actor, now: datetime
) -> Loaded:
    """Add one version with its answer options. Raises BadInstrument or VersionTaken."""
    definition = definition_of(questionnaire, scoring)
    known = Instrument.objects.filter(key=definition.key, version=definition.version).first()
    if known:
        _check_same(known, questionnaire, scoring)
        return Loaded(known, False)
    row = Instrument.objects.create(
        key=definition.key,
        version=definition.version,
        title=definition.title,
        questionnaire=questionnaire,
        scoring=scoring,
        text_hash=definition.text_hash.removeprefix("sha256:"),
        is_current=False,
        loaded_at=now,
        loaded_by=by.user,
    )
    _add_options(row, definition)
    _make_newest_current(definition.key)
    audit.record(by=by, action="instrument.loaded", target=row, now=now, version=row.version)
    row.refresh_from_db()
    return Loaded(row, True)


def _check_same(known: Instrument, questionnaire: dict[str, Any], scoring: dict[str, Any]) -> None:
    if (known.questionnaire, known.scoring) == (questionnaire, scoring):
        return
    text = "wording" if known.text_hash not in scoring["text_hash"] else "rules"
    raise VersionTaken(
        f"{known.key} {known.version} is loaded already with other {text}. "
        "Give the changed one a new version."
    )


def _add_options(row: Instrument, definition: Definition) -> None:
    InstrumentOption.objects.bulk_create(
        InstrumentOption(instrument=row, item=item.number, code=option.code)
        for item in definition.items
        for option in item.options
    )


def _make_newest_current(key: str) -> None:
    """The newest version is asked. One without words never takes the place of one with them."""
    versions = Instrument.objects.filter(key=key)
    newest = max(versions, key=lambda row: (is_brought_in(row), numbers_of(row.version)))
    versions.filter(is_current=True).exclude(pk=newest.pk).update(is_current=False)
    versions.filter(pk=newest.pk).update(is_current=True)


def is_brought_in(row: Instrument) -> bool:
    """Whether an organisation brought its wording in, by its permission."""
    return row.scoring.get("licence", {}).get("status") == "permitted"


def numbers_of(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", version)]
