"""What a wave asks of many women at once, in a constant number of queries."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from outcomes.models import Instrument, Wave
from outcomes.queries.duty import who_may
from outcomes.queries.instruments import (
    current_instruments,
    definition,
    facts_of,
    why_not_asked,
)
from outcomes.queries.lately import Lately, lately
from outcomes.use_rules import LeftOut, soon_may_be
from pim import duty
from pim.models import Site
from referrals.models import Referral


class Choice(NamedTuple):
    """The instruments one woman is asked, in order, and what the wave leaves out for her."""

    asked: list[Instrument]
    left_out: list[LeftOut]


def choices(wave: Wave, referrals: Sequence[Referral], on: date) -> dict[UUID, Choice]:
    """By referral. They come with ``site``, ``parent`` and ``anchor_on``."""
    attended = _attended({referral.site for referral in referrals})
    before = lately([referral.pk for referral in referrals])
    current = current_instruments(wave.instruments)
    found = {}
    for referral in referrals:
        hers = {key: before.get((referral.pk, key), Lately()) for key in wave.instruments}
        until = referral.anchor_on + timedelta(days=wave.closes_days)
        looked_at = attended[referral.site_id]
        found[referral.pk] = _choice(current, referral, (on, until), looked_at, hers)
    return found


def _attended(sites: Collection[Site]) -> dict[UUID, bool]:
    """Whether anybody would look at an answer there."""
    rotas = duty.rotas_of(sites)
    days = {site: duty.attended_weekdays(site, who_may(site, rotas[site.pk])) for site in sites}
    return {site.pk: bool(found) for site, found in days.items()}


def _choice(
    current: Mapping[str, Instrument],
    referral: Referral,
    days: tuple[date, date],
    attended: bool,
    before: Mapping[str, Lately],
) -> Choice:
    """Nothing at all while one of them may be asked in a few days: better all at once, later."""
    (on, until), choice, waits = days, Choice([], []), False
    for key, last in before.items():
        facts = facts_of(referral, on=on, is_attended=attended, lately=last, until=until)
        if why := why_not_asked(current.get(key), facts):
            choice.left_out.append(LeftOut(key, why))
            waits |= key in current and soon_may_be(definition(current[key]), facts)
        else:
            choice.asked.append(current[key])
    return Choice([], choice.left_out) if waits else choice
