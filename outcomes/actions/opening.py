"""Asking every wave that is due, in batches: harmless if it runs twice, or two at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from uuid import UUID, uuid4

from django.db import transaction

from outcomes import queries
from outcomes.actions.inviting import messages_of
from outcomes.models import Instrument, QuestionnaireRequest, RequestInstrument, Wave
from outcomes.queries import Choice
from outcomes.schedule import Window
from pim import bulk, clock
from pim.access import audit
from pim.access.audit import SYSTEM
from pim.messages import outbox
from referrals.models import Referral

AT_ONCE = 500


@dataclass(frozen=True)
class Opening:
    """One wave that is about to be asked of one woman."""

    id: UUID
    referral: Referral
    window: Window
    choice: Choice


def open_due_requests(*, now: datetime) -> int:
    """Ask every wave that is due of everybody who said yes to being asked. How many opened."""
    return sum(_open_wave(wave, now=now) for wave in queries.active_waves())


def _open_wave(wave: Wave, *, now: datetime) -> int:
    """Batch by batch: whoever cannot be asked anything keeps nobody after her from being asked."""
    due = queries.due_referrals(wave, clock.day_of(now)).iterator(chunk_size=AT_ONCE)
    return sum(_open(wave, batch, now=now) for batch in _batches(due))


def _batches(rows: Iterator[Referral]) -> Iterator[list[Referral]]:
    while batch := list(islice(rows, AT_ONCE)):
        yield batch


@transaction.atomic
def _open(wave: Wave, batch: Sequence[Referral], *, now: datetime) -> int:
    openings = list(_openings(wave, batch, now))
    made = bulk.insert(QuestionnaireRequest, (_request(wave, one, now) for one in openings))
    new = [one for one in openings if one.id in made]
    bulk.insert(RequestInstrument, (row for one in new for row in _places(one)))
    outbox.queue_all(
        message for one in new for message in messages_of(one.id, one.referral.pk, one.window, now)
    )
    audit.record_many(
        by=SYSTEM,
        action="questionnaire.opened",
        model=QuestionnaireRequest,
        now=now,
        codes={one.id: _codes(one.choice) for one in new},
    )
    return len(new)


def _openings(wave: Wave, batch: Sequence[Referral], now: datetime) -> Iterator[Opening]:
    today = clock.day_of(now)
    choices = queries.choices(wave, batch, today)
    days = {referral.anchor_on for referral in batch}
    windows = {day: queries.window(wave, day, today) for day in days}
    for referral in batch:
        window = windows[referral.anchor_on]
        choice = choices[referral.pk]
        if window and choice.asked:
            yield Opening(uuid4(), referral, window, choice)


def _request(wave: Wave, opening: Opening, now: datetime) -> bulk.Row:
    return {
        "id": opening.id,
        "referral": opening.referral,
        "wave": wave,
        "opened_at": now,
        "closes_at": opening.window.closes_at,
    }


def _places(opening: Opening) -> Iterator[bulk.Row]:
    asked: list[Instrument] = opening.choice.asked
    for place, instrument in enumerate(asked, start=1):
        yield {"request": opening.id, "instrument": instrument, "place": place}


def _codes(choice: Choice) -> dict[str, str]:
    return {"left_out": " ".join(map(str, choice.left_out))} if choice.left_out else {}
