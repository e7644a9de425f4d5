"""Bringing in the words of an instrument, once somebody has looked at them."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from outcomes import instrument_register, queries
from outcomes.actions.ending import end
from outcomes.enums import RequestStatus, ResponseStatus, StopReason
from outcomes.models import Instrument, QuestionnaireRequest, RequestInstrument, Response
from outcomes.wordings import Wording
from outcomes.wordings.versions import Terms, ended, key_of, worded
from pim import clock
from pim.access import audit, reach
from pim.access.audit import Actor
from pim.errors import DomainError

DAY = timedelta(days=1)


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


@reach.further("every woman who is asked with these words just now")
@transaction.atomic
def end_permission(*, instrument: Instrument, why: str, by: Actor, now: datetime) -> Instrument:
    """From now on nobody is asked with these words, and nobody is shown them on screen.

    What is asked just now and not answered yet is stopped. What she answered stays, and staff go
    on typing in forms by number.
    """
    locked = Instrument.objects.select_for_update().get(pk=instrument.pk)
    today = clock.day_of(now)
    if not (instrument_register.is_brought_in(locked) and locked.is_current):
        raise DomainError("Only the words that are in use now can be stopped.")
    if not queries.definition(locked).licence.allows_use_on(today):
        raise DomainError("The permission has ended already.")
    base = (locked.questionnaire, locked.scoring)
    documents = ended(base, today - DAY, why, _next_number(locked.key, locked.version))
    row, _ = instrument_register.add(*documents, by=by, now=now)
    audit.record(by=by, action="instrument.permission_ended", target=row, now=now)
    for request in _asked_with(locked.key):
        end(request, RequestStatus.STOPPED, why=StopReason.BY_STAFF, by=by, now=now)
    return row


def _asked_with(key: str) -> list[QuestionnaireRequest]:
    """Still open, with these words still to answer; ours until the transaction ends."""
    done = Response.objects.filter(
        request=OuterRef("pk"), instrument__key=key, status=ResponseStatus.COMPLETED
    )
    asked = RequestInstrument.objects.filter(request=OuterRef("pk"), instrument__key=key)
    rows = QuestionnaireRequest.objects.open().filter(Exists(asked), ~Exists(done))
    by_wave = rows.filter(wave__isnull=False).select_related("referral").order_by("pk")
    return list(by_wave.select_for_update(of=("self",)))


def _next_number(key: str, version: str) -> int:
    """The last number counts the wordings brought in on the same rules."""
    *rules, _ = instrument_register.numbers_of(version)
    known = Instrument.objects.filter(key=key).values_list("version", flat=True)
    numbers = [instrument_register.numbers_of(one) for one in known]
    return max((n[-1] for n in numbers if n[:-1] == rules), default=0) + 1
