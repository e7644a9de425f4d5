"""What a manager must know about a wave before it is asked of anybody."""

from django.db.models import QuerySet

from outcomes import schedule, use_rules
from outcomes.enums import WhyLeftOut
from outcomes.models import Wave
from outcomes.queries.duty import desks_of
from outcomes.queries.instruments import current_instruments, definition
from outcomes.use_rules import Facts, LeftOut
from pim import clock
from pim.access import roles
from pim.models import Programme, Site, User


def waves_of(user: User) -> QuerySet[Wave]:
    """Those of programmes that she looks after as a whole."""
    hers = Programme.objects.where(user, roles.MANAGE_SITES)
    return Wave.objects.filter(programme__in=hers).select_related("programme")


def plan_of(wave: Wave) -> schedule.WavePlan:
    return schedule.WavePlan(
        wave.key, wave.anchor, wave.opens_days, wave.closes_days, tuple(wave.reminder_days)
    )


def has_risk_item(keys: list[str]) -> bool:
    """Whether one of these questionnaires has an answer that somebody must look at."""
    return any(definition(one).risk_rules for one in current_instruments(keys).values())


def sites_without_rota(programme: Programme) -> tuple[list[Site], list[Site]]:
    """All its sites, and those of them where nobody would look at such an answer."""
    sites = list(Site.objects.filter(programme=programme).order_by("name"))
    desks = desks_of(sites)
    return sites, [site for site in sites if not desks[site.pk].is_manned]


def not_usable(keys: list[str]) -> list[LeftOut]:
    """Questionnaires that would be left out today wherever they are asked, and why."""
    current, facts = current_instruments(keys), Facts(on=clock.today())
    found = {key: _why(current.get(key), facts) for key in keys}
    return [LeftOut(key, why) for key, why in found.items() if why]


def _why(instrument, facts: Facts) -> WhyLeftOut | None:
    if instrument is None:
        return WhyLeftOut.NOT_LOADED
    return use_rules.why_not_anybody(definition(instrument), facts)


def titles_of(keys: list[str]) -> dict[str, str]:
    return {key: row.title for key, row in current_instruments(keys).items()}
