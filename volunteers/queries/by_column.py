"""The whole list of a programme by column, straight from the database.

The same as ``needs_and_offers`` says row by row, which a test compares. This way twenty thousand
rows are a matter of a tenth of a second: each column comes as one list, and each different
set, day or standing is read once.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from types import SimpleNamespace
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce, TruncDate

from pim.models import Programme, Site
from volunteers.enums import VolunteerRole, VolunteerStatus
from volunteers.matching import Need, Offer, Rows
from volunteers.matching.needs import NOBODY
from volunteers.models import Check, CheckRule, Match
from volunteers.queries.answering import hear_later
from volunteers.queries.apart import Between, between_all
from volunteers.queries.pairing import baby_weeks
from volunteers.queries.standing import checks_valid
from volunteers.queries.whole_list import trained, waiting_at

Seen = tuple[str, str, date | None]  # kind and level of a check, and until when it holds
NEED_COLUMNS = (
    *("pk", "site", "parent__postcode_district", "parent__language"),
    *("parent__needs_interpreter", "situation", "lost", "due_on", "born_on", "since"),
)
NEED_SETS = ("formats", "times", "days", "wishes", "background_wanted", "background_unwanted")
OFFER_COLUMNS = ("pk", "site", "postcode_district", "status", "capacity")
OFFER_SETS = (
    *("travels_to", "languages", "formats", "times", "days", "experience", "rather_not"),
    *("stages", "background"),
)


def by_column(
    programme: Programme, *, site: Site | None = None, on: date, now: datetime | None = None
) -> tuple[Rows[Need], Rows[Offer]]:
    """Everybody who waits in a programme, or at one site of it, and every volunteer who may
    come into question. A constant number of queries.

    ``now``: with whom nobody may be asked about before she has heard that plans changed.
    """
    mums = waiting_at(site).filter(programme=programme)
    needs = _needs(mums, programme, on, hear_later(now=now) if now else {})
    offering = trained().filter(site__programme=programme)
    if site is not None:
        named = sorted(set(needs.columns["district"]))
        offering = offering.filter(Q(site=site) | Q(travels_to__overlap=named))
    return needs, _offers(offering, programme, on)


def _needs(
    mums: QuerySet, programme: Programme, on: date, told: Mapping[str, frozenset[str]]
) -> Rows[Need]:
    since = TruncDate(Coalesce("accepted_at", "status_since"))
    rows = mums.annotate(since=since).order_by("pk")
    of = _read(rows, NEED_COLUMNS, NEED_SETS)
    between = between_all(mums)
    weeks = cache(lambda *said: _baby_weeks(*said, on=on))
    waited = cache(lambda day: (on - date.fromisoformat(day)).days)
    return Rows(
        Need,
        {
            "referral": of["pk"],
            "site": of["site"],
            "programme": [str(programme.pk)] * len(of["pk"]),
            "district": [district or "" for district in of["parent__postcode_district"]],
            "language": of["parent__language"],
            "needs_interpreter": of["parent__needs_interpreter"],
            **{name: of[name] for name in NEED_SETS},
            "baby_weeks": list(
                map(weeks, of["situation"], of["lost"], of["due_on"], of["born_on"])
            ),
            "waiting_days": list(map(waited, of["since"])),
            "hears_later": [told.get(one, NOBODY) for one in of["pk"]],
            **_between(of["pk"], between),
        },
    )


def _baby_weeks(
    situation: str, lost: bool, due_on: str | None, born_on: str | None, *, on: date
) -> int | None:
    said = {"situation": situation, "lost": lost}
    days = {"due_on": _day(due_on), "born_on": _day(born_on)}
    return baby_weeks(SimpleNamespace(**said, **days), on=on)


BETWEEN: dict[str, Callable[[Between], set[str]]] = {
    "excluded_volunteers": lambda found: found.never_again,
    "said_no": lambda found: found.said_no,
    "kept_apart": lambda found: found.kept_apart,
    "same_household": lambda found: found.household,
    "same_street": lambda found: found.street,
    "known_to": lambda found: found.known_to,
    "known_volunteers": lambda found: found.been_there - found.never_again,
}


def _between(referrals: Sequence[str], between: dict[UUID, Between]) -> dict[str, list]:
    places = {referral: place for place, referral in enumerate(referrals)} if between else {}
    columns = {name: [frozenset()] * len(referrals) for name in BETWEEN}
    for referral, found in between.items():
        for name, of in BETWEEN.items():
            columns[name][places[str(referral)]] = frozenset(of(found))
    return columns


def _offers(offering: QuerySet, programme: Programme, on: date) -> Rows[Offer]:
    of = _read(offering.order_by("pk"), OFFER_COLUMNS, (*OFFER_SETS, "roles"))
    busy = _busy()
    places = zip(of["pk"], of["capacity"], strict=True)
    return Rows(
        Offer,
        {
            "volunteer": of["pk"],
            "site": of["site"],
            "programme": [str(programme.pk)] * len(of["pk"]),
            "district": [district or "" for district in of["postcode_district"]],
            **{name: of[name] for name in OFFER_SETS},
            "one_to_one": [VolunteerRole.ONE_TO_ONE in roles for roles in of["roles"]],
            "free": [max(0, capacity - busy.get(one, 0)) for one, capacity in places],
            "checks_valid": _checks_valid(of, offering, programme, on),
            "on_break": [status == VolunteerStatus.ON_BREAK for status in of["status"]],
            "leaves_on": [None] * len(of["pk"]),  # whoever leaves was not read
        },
    )


def _busy() -> dict[str, int]:
    """How many live matches each volunteer has who has any."""
    counted = Match.objects.live().order_by().values("volunteer").annotate(live=Count("pk"))
    of = _read(counted, ("volunteer", "live"))
    return dict(zip(of["volunteer"], of["live"], strict=True))


def _checks_valid(of: dict, offering: QuerySet, programme: Programme, on: date) -> list[bool]:
    """As ``standing.checks_valid`` says, asked once for each different standing."""
    nation = {str(pk): one for pk, one in programme.site_set.values_list("pk", "nation")}
    asks = _rules_by_nation(programme)

    @cache
    def valid(nation: str, roles: frozenset[str], checks: tuple[Seen, ...]) -> bool:
        newest = [Check(kind=kind, level=level, recheck_on=until) for kind, level, until in checks]
        her = {"nation": nation, "nation_asks": asks[nation], "roles": roles}
        return checks_valid(SimpleNamespace(**her, newest_checks=newest), on=on)

    has = _newest_checks(offering, on)
    return [
        valid(nation[site], roles, has.get(volunteer, ()))
        for volunteer, site, roles in zip(of["pk"], of["site"], of["roles"], strict=True)
    ]


def _rules_by_nation(programme: Programme) -> dict[str, list[dict]]:
    asks = defaultdict(list)
    rules = CheckRule.objects.filter(programme=programme)
    for nation, said in rules.as_json().values_list("nation", "said"):
        asks[nation].append(said)
    return asks


def _newest_checks(offering: QuerySet, on: date) -> dict[str, tuple[Seen, ...]]:
    """Of each volunteer what was seen of her. All that counts of a day is whether it is over."""
    rows = Check.objects.newest().filter(volunteer__in=offering.order_by().values("pk"))
    of = _read(rows, ("volunteer", "kind", "level", "recheck_on"))
    holds = cache(lambda day: Check(recheck_on=_day(day)).holds_on(on))
    until = [None if holds(day) else on for day in of["recheck_on"]]
    found: dict[str, tuple[Seen, ...]] = defaultdict(tuple)
    for volunteer, *seen in zip(of["volunteer"], of["kind"], of["level"], until, strict=True):
        found[volunteer] += (tuple(seen),)
    return found


# --- Out of the database, column by column ------------------------------------------------------
def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _read(rows: QuerySet, columns: Sequence[str], sets: Sequence[str] = ()) -> dict[str, list]:
    """Each column as one list in JSON, in the order of the rows; sets as frozensets."""
    inner, params = rows.values_list(*columns, *sets).query.sql_with_params()
    names = [f"c{place}" for place in range(len(columns) + len(sets))]
    shown = names[: len(columns)] + [f"array_to_json({one})::text" for one in names[len(columns) :]]
    lists = ", ".join(f"json_agg({one})::text" for one in shown)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {lists} FROM ({inner}) AS rows ({', '.join(names)})", params)
        found = [json.loads(text) if text else [] for text in cursor.fetchone()]
    read = cache(lambda text: frozenset(json.loads(text)))
    found[len(columns) :] = [list(map(read, column)) for column in found[len(columns) :]]
    return dict(zip((*columns, *sets), found, strict=True))
