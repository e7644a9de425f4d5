"""Instruments from files to rows: once, and never quietly changed."""

from copy import deepcopy
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from outcomes import instrument_files, instrument_register
from outcomes.instrument_documents import BadInstrument, text_hash
from outcomes.instrument_register import VersionTaken
from outcomes.models import Instrument, InstrumentOption
from pim import clock
from pim.access.audit import SYSTEM

pytestmark = pytest.mark.django_db

SHIPPED = instrument_files.definition("gad-7").version


def load() -> list[str]:
    out = StringIO()
    call_command("load_instruments", stdout=out)
    return out.getvalue().splitlines()


def changed(version: str = SHIPPED):
    """The GAD-7 with one word of its first question changed."""
    questionnaire, scoring = deepcopy(instrument_files.documents("gad-7"))
    questionnaire["item"][0]["item"][0]["text"] += " lately"
    scoring["text_hash"] = text_hash(questionnaire)
    scoring["version"] = questionnaire["version"] = version
    return questionnaire, scoring


def add(documents):
    return instrument_register.add(*documents, by=SYSTEM, now=clock.now())


def install(*keys):
    return instrument_register.install(keys=keys, now=clock.now())


def test_every_shipped_instrument_is_loaded_once_with_its_options():
    assert {line.split(":")[0] for line in load()} == {"created"}
    options = InstrumentOption.objects.count()
    assert {line.split(":")[0] for line in load()} == {"unchanged"}
    assert sorted(Instrument.objects.values_list("key", flat=True)) == instrument_files.keys()
    assert InstrumentOption.objects.count() == options
    phq_9 = InstrumentOption.objects.filter(instrument__key="phq-9")
    assert [phq_9.filter(item=n).count() for n in (1, 9, 10)] == [4, 4, 4]


def test_only_those_that_are_named_are_loaded_and_none_that_is_not_on_file():
    assert [one.created for one in install("gad-7", "phq-9")] == [True, True]
    assert [one.created for one in install("gad-7", "gad-2")] == [False, True]
    with pytest.raises(BadInstrument, match="no instrument called 'phq'"):
        install("phq-2", "phq")
    assert sorted(Instrument.objects.values_list("key", flat=True)) == ["gad-2", "gad-7", "phq-9"]
    assert all(Instrument.objects.values_list("is_current", flat=True))


def test_the_same_version_with_another_word_is_refused():
    load()
    with pytest.raises(VersionTaken, match=r"gad-7 [\d.]+ is loaded already with other wording"):
        add(changed())


def test_the_same_version_with_another_rule_is_refused():
    load()
    questionnaire, scoring = deepcopy(instrument_files.documents("gad-7"))
    scoring["scales"][0]["caseness"]["at_least"] = 10
    with pytest.raises(VersionTaken, match="other rules"):
        add((questionnaire, scoring))


def test_the_newest_version_is_asked_whatever_the_order_of_loading():
    add(changed("1.10.0"))
    load()
    add(changed("1.9.0"))
    current = Instrument.objects.get(key="gad-7", is_current=True)
    assert (current.version, Instrument.objects.filter(key="gad-7").count()) == ("1.10.0", 3)


def test_the_command_says_in_one_line_what_is_wrong():
    load()
    Instrument.objects.filter(key="gad-7").update(scoring={}, text_hash="0" * 64)
    with pytest.raises(CommandError, match="Give the changed one a new version"):
        load()
