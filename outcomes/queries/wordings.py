"""Instruments as those see them who look after their wording."""

from collections.abc import Iterator
from datetime import date, timedelta

from outcomes import instrument_register
from outcomes.enums import WhyLeftOut
from outcomes.models import Instrument, Wave
from outcomes.queries.duty import desks_of
from outcomes.queries.instruments import definition
from outcomes.use_rules import Facts, why_not_anybody
from pim.access import roles
from pim.models import Site, User

WARNED = timedelta(days=60)


def versions_of(key: str) -> list[Instrument]:
    """The newest first."""
    rows = Instrument.objects.filter(key=key).select_related("loaded_by")
    return sorted(rows, key=lambda row: instrument_register.numbers_of(row.version), reverse=True)


def newest_rules(instrument: Instrument) -> Instrument:
    """The version whose rules a new wording is fitted to."""
    return versions_of(instrument.key)[0]


def needs_wording(instrument: Instrument) -> bool:
    """Whether its words belong to a holder who has to permit them."""
    return definition(instrument).licence.status in ("needs_permission", "permitted")


def may_read(user: User, instrument: Instrument) -> bool:
    """Whether the staff pages show this person its words."""
    return not needs_wording(instrument) or roles.can(user, roles.MANAGE_INSTRUMENTS)


def may_bring_in(user: User, instrument: Instrument) -> bool:
    return needs_wording(instrument) and roles.can(user, roles.MANAGE_INSTRUMENTS)


def brought_in() -> Iterator[Instrument]:
    """The current versions whose words an organisation brought in."""
    rows = Instrument.objects.filter(is_current=True, scoring__licence__status="permitted")
    return iter(rows.order_by("key"))


def ending(on: date) -> list[Instrument]:
    """Those whose permission ends within two months, or has ended; the first to end first."""
    rows = [(definition(one).licence.expires, one) for one in brought_in()]
    return [one for last, one in sorted(rows, key=_by_end) if last and last <= on + WARNED]


def _by_end(pair: tuple[date | None, Instrument]) -> tuple[date, str]:
    return pair[0] or date.max, pair[1].key


def outrun() -> list[Instrument]:
    """Those asked with older rules than the newest that came with the service."""
    return [one for one in brought_in() if newest_rules(one).pk != one.pk]


def where_asked(instrument: Instrument, on: date) -> Iterator[tuple[Wave, Site, WhyLeftOut | None]]:
    """Each wave that names it at each site, and why it is not asked there on that day."""
    waves = Wave.objects.filter(is_active=True, instruments__contains=[instrument.key])
    sites = Site.objects.open_on(on).order_by("name")
    attended = {desk.site: desk.is_manned for desk in desks_of(sites).values()}
    for wave in waves.select_related("programme").order_by("programme__name", "opens_days"):
        for site, is_attended in attended.items():
            if site.programme_id == wave.programme_id:
                yield wave, site, why_not_anybody(definition(instrument), Facts(on, is_attended))
