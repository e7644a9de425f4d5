"""Bringing in the words of an instrument, once somebody has looked at them."""

from datetime import datetime

from django.db import transaction

from outcomes import instrument_register
from outcomes.models import Instrument
from outcomes.wordings import Wording
from outcomes.wordings.versions import Terms, key_of, worded
from pim.access.audit import Actor


@transaction.atomic
def bring_in_wording(
    *, instrument: Instrument, wording: Wording, terms: Terms, by: Actor, now: datetime
) -> Instrument:
    """Add the next version with these words and make it the one asked. The older ones stay.

    Raises BadWording where the words do not fit the questions and the key.
    """
    Instrument.objects.select_for_update().get(pk=instrument.pk)
    base = (instrument.questionnaire, instrument.scoring)
    number = _next_number(key_of(instrument.scoring, terms.language), instrument.version)
    row, _ = instrument_register.add(*worded(base, wording, terms, number), by=by, now=now)
    return row


def _next_number(key: str, version: str) -> int:
    """The last number counts the wordings brought in on the same rules."""
    *rules, _ = instrument_register.numbers_of(version)
    known = Instrument.objects.filter(key=key).values_list("version", flat=True)
    numbers = [instrument_register.numbers_of(one) for one in known]
    return max((n[-1] for n in numbers if n[:-1] == rules), default=0) + 1
