"""Episodes of a country's service: who asked, and how she answered before and at the end."""

from collections.abc import Iterable
from datetime import time, timedelta

from django.db import connection

from bench.rows import grow, key
from outcomes import instrument_register
from outcomes.counts.counting import MONTH
from outcomes.enums import Anchor, WaveKey
from outcomes.models import (
    Instrument,
    QuestionnaireRequest,
    RequestInstrument,
    Response,
    Score,
    Wave,
)
from pim import clock
from pim.models import Programme, Site
from referrals.models import Parent, Referral

EPISODES, SITES, MONTHS = 100_000, 40, 24
ASKED = {"gad-7": 21, "phq-9": 27}
"""Questionnaires, and the highest total of each."""

WOMEN = (
    f"(SELECT n, now() - interval '1 day' * ({MONTHS} * 30.4 * n / {EPISODES} + 270) AS at"
    f" FROM generate_series(1, {EPISODES}) n) made"
)
HERS = key("'woman ' || n")


def episodes() -> Programme:
    """Seven in ten answered before, half of them at the end."""
    programme = women()
    scored(wave(programme, WaveKey.ASKED, Anchor.ACCEPTED, 14), "n % 10 < 7", 14)
    scored(wave(programme, WaveKey.END, Anchor.PLANNED_END, 28), "n % 10 < 4", 10)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO outcomes_stalecounts (programme_id, site_id, month)"
            f" SELECT DISTINCT r.programme_id, r.site_id, {MONTH} FROM referrals_referral r"
        )
    return programme


def women() -> Programme:
    """Who asked, over so many months, in a programme of so many sites."""
    instrument_register.install(now=clock.now())
    programme = Programme.objects.create(
        slug="measured", name="Measured", us="the team", oldest_child_months=24, support_weeks=26
    )
    _women(programme, _sites(programme))
    return programme


def rested() -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _sites(programme: Programme) -> list[Site]:
    return Site.objects.bulk_create(
        Site(
            programme=programme,
            slug=f"site-{place}",
            name=f"Site {place}",
            postcode_districts=[f"ZZ{place}"],
            opens_on=clock.today() - timedelta(days=366 * 5),
            phone="01632 960000",
            staffed_from=time(9),
            staffed_until=time(17),
            staffed_weekdays=[0, 1, 2, 3, 4],
        )
        for place in range(SITES)
    )


def _women(programme: Programme, sites: list[Site]) -> None:
    grow(Parent, WOMEN, {"id": HERS, "called": "'mum'", "age_band": "'18_plus'", "language": "''"})
    keys = ", ".join(f"'{site.pk}'" for site in sites)
    columns = {
        "id": HERS,
        "reference": "lpad(n::text, 10, '0')",
        "parent": HERS,
        "programme": f"'{programme.pk}'",
        "site": f"(ARRAY[{keys}]::uuid[])[1 + n % {SITES}]",
        "source": "(ARRAY['herself', 'staff'])[1 + n % 2]",
        "situation": "'baby'",
        "asked_at": "at - interval '6 days'",
        "accepted_at": "at",
        "planned_end_on": "(at + interval '182 days')::date",
        "status": "'closed'",
        "status_since": "at",
        "closed_at": "at + interval '182 days'",
        "closed_reason": "'completed'",
    }
    grow(Referral, WOMEN, columns)


def wave(
    programme: Programme, key: WaveKey, anchor: Anchor, days: int, asked: Iterable[str] = ASKED
) -> Wave:
    return Wave.objects.create(
        programme=programme,
        key=key,
        anchor=anchor,
        opens_days=0,
        closes_days=days,
        instruments=[*asked],
    )


def scored(wave: Wave, who: str, mean: int) -> None:
    """Her totals lie around the mean, and move together."""
    some = f"(SELECT n, at FROM {WOMEN} WHERE {who}) made"
    request = key(f"'{wave.key} ' || n")
    at = "at + interval '9 days'"
    columns = {
        "id": request,
        "referral": HERS,
        "wave": f"'{wave.pk}'",
        "status": "'completed'",
        "opened_at": "at",
        "closes_at": "at + interval '14 days'",
        "ended_at": at,
    }
    grow(QuestionnaireRequest, some, columns)
    for place, questionnaire in enumerate(wave.instruments):
        row = Instrument.objects.get(key=questionnaire, is_current=True)
        both = {"request": request, "instrument": f"'{row.pk}'"}
        grow(RequestInstrument, some, both | {"place": str(place)})
        response = key(f"'{wave.key} {questionnaire} ' || n")
        whole = {"status": "'completed'", "started_at": "at", "completed_at": at}
        grow(Response, some, both | whole | {"id": response})
        drawn = f"('x' || left(md5('{questionnaire} ' || n), 4))::bit(16)::int % 13 - 6"
        moved = f"('x' || left(md5('{wave.key} ' || n), 4))::bit(16)::int % 7 - 3"
        total = f"least({ASKED[questionnaire]}, greatest(0, {mean} + {drawn} + {moved}))"
        columns = {"response": response, "scale": "'total'", "total": total, "scored_at": at}
        grow(Score, some, columns)
