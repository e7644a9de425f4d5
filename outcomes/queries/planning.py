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


def worrying(keys: list[str]) -> list[str]:
    """By name, those of these questionnaires with an answer that somebody must look at."""
    found = (definition(one) for one in current_instruments(keys).values())
    return [one.name for one in found if one.risk_rules]


def sites_without_rota(programme: Programme) -> tuple[list[Site], list[Site]]:
    """All its sites, and those of them where nobody would look at such an answer."""
    sites = list(Site.objects.filter(programme=programme).order_by("name"))
    desks = desks_of(sites)
    return sites, [site for site in sites if not desks[site.pk].is_manned]


def missing_before_asking(wave: Wave) -> list[str]:
    """What has to be done before it may be asked of anybody: somebody has to be there to look."""
    names = worrying(wave.instruments)
    sites, without = sites_without_rota(wave.programme) if names else ([], [])
    if not names or len(without) < len(sites):
        return []
    nowhere = ", ".join(site.name for site in without) or "there is no site yet"
    return [
        f"{' and '.join(names)} may bring an answer that somebody must look at, and nobody is on "
        f"a rota yet: {nowhere}. Please put somebody on the rota of a site, under Sites."
    ]


def left_out_at(wave: Wave) -> list[str]:
    """Where something of it is not asked, because nobody would look."""
    names = " and ".join(worrying(wave.instruments))
    _, without = sites_without_rota(wave.programme) if names else ([], [])
    return [
        f"{site.name}: nobody is on the rota, so {names} is left out there until somebody is."
        for site in without
    ]


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
