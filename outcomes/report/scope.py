"""Whose figures, of which period, and which questionnaires are compared."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from outcomes.counts import BEFORE, WHO_COUNTS, Span
from outcomes.definitions import Definition, Scale
from outcomes.enums import WaveKey
from outcomes.instrument_documents import definition_of
from outcomes.models import Instrument, Wave
from outcomes.periods import ALL, Period
from pim.access import reach, roles
from pim.enums import Role
from pim.models import Membership, Programme, Site, User
from referrals.enums import ClosedReason
from referrals.models import Referral

BEFORE_SUPPORT = (WaveKey.START, WaveKey.ASKED)
"""The waves before support: a change is counted from the later one that she answered."""

INSIDE = frozenset({Role.COORDINATOR, Role.PROGRAMME_MANAGER, Role.TRUSTEE})
"""Roles that belong to the team. Everyone else who sees reports sees rounded figures."""


@dataclass(frozen=True)
class Scope:
    """What one report is about.

    ``sites`` None: the whole programme, referrals outside every area included.
    ``only``: nobody but these referrals, such as those in one release.
    """

    programme: Programme
    period: Period = ALL
    site: Site | None = None
    sites: frozenset[UUID] | None = None
    only: frozenset[UUID] | None = None

    def referrals(self) -> QuerySet[Referral]:
        """Each person who asked once; what is held back counts when somebody says it is real."""
        return Referral.objects.filter(self._about(), WHO_COUNTS).order_by()

    def merged(self) -> QuerySet[Referral]:
        return Referral.objects.filter(self._about(), closed_reason=ClosedReason.DUPLICATE)

    def _about(self) -> Q:
        about = Q(programme=self.programme)
        if self.sites is not None:
            about &= Q(site__in=self.sites)
        if self.only is not None:
            about &= Q(pk__in=self.only)
        if self.period.starts_at:
            about &= Q(asked_at__gte=self.period.starts_at, asked_at__lt=self.period.ends_at)
        return about


def sites_for(user: User) -> list[Site]:
    """Sites whose figures she may see, by programme."""
    seen = Site.objects.where(user, roles.SEE_REPORTS).select_related("programme")
    return list(seen.order_by("programme__name", "name"))


@reach.further("how many asked where")
def busiest(sites: list[Site]) -> Programme:
    """The programme to show first: an empty report would look as if nobody had come."""
    programmes = {site.programme_id: site.programme for site in sites}
    if len(programmes) == 1:
        return sites[0].programme
    asked = Referral.objects.filter(site__in=sites).order_by().values("programme")
    most = asked.annotate(n=Count("pk")).order_by("-n").first()
    return programmes[most["programme"]] if most else sites[0].programme


def is_inside(user: User, scope: Scope) -> bool:
    """Whether she belongs to the team whose figures these are: then they are exact."""
    held = [member for member in roles.memberships(user) if member.role in INSIDE]
    if any(covers_whole(member, scope.programme) for member in held):
        return True
    own = {member.site_id for member in held}
    return scope.sites is not None and scope.sites <= own


def covers_whole(member: Membership, programme: Programme) -> bool:
    return member.is_everywhere or member.programme_id == programme.pk


def scope_for(
    user: User, sites: Iterable[Site], programme: str, site: str, period: Period
) -> Scope | None:
    """The scope with these codes, of the sites she may see; None for anything else."""
    mine = [one for one in sites if one.programme.slug == programme]
    chosen = next((one for one in mine if one.slug == site), None)
    if not mine or (site and chosen is None):
        return None
    return Scope(mine[0].programme, period, chosen, _keys(user, mine, chosen))


def _keys(user: User, mine: list[Site], chosen: Site | None) -> frozenset[UUID] | None:
    if chosen:
        return frozenset({chosen.pk})
    whole = any(
        member.role in roles.GRANTS[roles.SEE_REPORTS] and covers_whole(member, mine[0].programme)
        for member in roles.memberships(user)
    )
    return None if whole else frozenset(site.pk for site in mine)


# --- Waves and scales ----------------------------------------------------------------------

Asked = tuple[Definition, Scale]


@dataclass(frozen=True)
class Plan:
    """What a programme asks when, and which of it one report compares."""

    waves: Mapping[str, Wave]
    definitions: Mapping[str, Definition]
    instrument: str = ""
    """The only questionnaire in this report; empty: all of them."""

    @property
    def before(self) -> list[Wave]:
        """The waves before support, the later one first: it is hers if she answered it."""
        return [self.waves[key] for key in BEFORE_SUPPORT if key in self.waves]

    @property
    def after(self) -> Wave | None:
        return self.waves.get(WaveKey.END)

    @property
    def support(self) -> Span | None:
        """From her last answer before support to the end. A programme may ask at the end only."""
        return Span(BEFORE, WaveKey.END) if self.after else None

    @property
    def waiting(self) -> Span | None:
        """From asking to the first session, where the programme asks both times."""
        both = WaveKey.ASKED in self.waves and WaveKey.START in self.waves
        return Span(WaveKey.ASKED, WaveKey.START) if both else None

    def offered(self) -> list[Definition]:
        """Questionnaires a report can be about, the main outcome first: the plan's own order."""
        return list(dict.fromkeys(definition for definition, _ in self._all_compared()))

    def about(self, instrument: str) -> "Plan | None":
        """The same plan with one questionnaire only; None for one that is not offered."""
        if instrument and instrument not in {one.key for one in self.offered()}:
            return None
        return replace(self, instrument=instrument)

    @property
    def main(self) -> Definition | None:
        """The one main outcome: the first questionnaire the programme asks before and after."""
        return next(iter(self.offered()), None)

    def compared(self) -> list[Asked]:
        """Scales asked both before and after that are sums, not single opinions."""
        return [a for a in self._all_compared() if self.instrument in ("", a[0].key)]

    def compared_while_waiting(self) -> list[Asked]:
        """Of those compared, the ones also asked twice before support."""
        if self.waiting is None:
            return []
        asked = set(self.waves[WaveKey.ASKED].instruments)
        return [one for one in self.compared() if one[0].key in asked]

    def opinions(self) -> list[Asked]:
        """Our own questions at the end, told as agreement."""
        asked = self.after.instruments if self.after else []
        return [pair for pair in self._scales(asked) if pair[1].agrees_from is not None]

    def _all_compared(self) -> list[Asked]:
        if not self.after:
            return []
        before = dict.fromkeys(key for wave in self.before for key in wave.instruments)
        both = [key for key in before if key in self.after.instruments]
        return [pair for pair in self._scales(both) if pair[1].agrees_from is None]

    def _scales(self, keys: Iterable[str]) -> list[Asked]:
        known = [self.definitions[key] for key in keys if key in self.definitions]
        return [(definition, scale) for definition in known for scale in definition.scales]


def plan_of(programme: Programme) -> Plan:
    waves = {wave.key: wave for wave in Wave.objects.filter(programme=programme, is_active=True)}
    rows = Instrument.objects.filter(is_current=True).values_list("key", "questionnaire", "scoring")
    definitions = {key: definition_of(form, rules) for key, form, rules in rows}
    return Plan(waves, definitions)
