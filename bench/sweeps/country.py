"""A country's rows: ten years of referrals, what was asked of them, and a million messages."""

from datetime import datetime, time, timedelta

from django.db import connection

from bench.rows import grow, key
from outcomes import actions, instrument_register
from outcomes.enums import Anchor, WaveKey
from outcomes.models import QuestionnaireRequest, Wave
from pim import clock
from pim.models import Message, Programme, Site
from referrals.models import Consent, Parent, Referral

MESSAGES, DUE = 1_000_000, 13_334
REFERRALS, WAVES_EACH = 250_000, 4
YEARS = 10


def country(now: datetime) -> None:
    """Ten years of referrals, each with the requests of four waves behind her."""
    instrument_register.install(now=now)
    site = _site()
    waves = [_wave(site.programme, WaveKey.END, Anchor.PLANNED_END, -7, 28)]
    waves += [_wave(site.programme, WaveKey.FOLLOW_UP, Anchor.PLANNED_END, 84, 112)]
    waves += [_wave(site.programme, WaveKey.START, Anchor.FIRST_SESSION, 0, 14)]
    waves += [_wave(site.programme, WaveKey.ASKED, Anchor.ACCEPTED, 0, 14)]
    add_referrals(site, "old", REFERRALS)
    _requests(waves)


def _site() -> Site:
    programme = Programme.objects.create(
        slug="measured", name="Measured", us="the team", oldest_child_months=24, support_weeks=26
    )
    return Site.objects.create(
        programme=programme,
        slug="measured",
        name="Measured",
        postcode_districts=["ZZ1"],
        opens_on=clock.today() - timedelta(days=366 * YEARS),
        phone="01632 960000",
        staffed_from=time(9),
        staffed_until=time(17),
        staffed_weekdays=[0, 1, 2, 3, 4],
    )


def _wave(programme: Programme, wave: WaveKey, anchor: Anchor, opens: int, closes: int) -> Wave:
    return Wave.objects.create(
        programme=programme,
        key=wave,
        anchor=anchor,
        opens_days=opens,
        closes_days=closes,
        reminder_days=[3],
        instruments=["gad-7", "phq-2"],
    )


def add_referrals(site: Site, which: str, count: int) -> None:
    """Spread over ten years; one in twenty is still being supported."""
    rows = (
        f"(SELECT n, now() - interval '1 day' * ({YEARS} * 365.0 * n / {count} + 30) AS at,"
        f" n <= {count} / 20 AS goes_on FROM generate_series(1, {count}) n) made"
    )
    hers = key(f"'{which} mum ' || n")
    columns = {"called": "'mum'", "age_band": "'18_plus'", "language": "'English'"}
    grow(Parent, rows, {"id": hers} | columns)
    columns = {
        "id": key(f"'{which} ' || n"),
        "reference": f"left('{which}', 1) || lpad(n::text, 10, '0')",
        "parent": hers,
        "programme": f"'{site.programme_id}'",
        "site": f"'{site.pk}'",
        "source": "'herself'",
        "situation": "'baby'",
        "asked_at": "at - interval '6 days'",
        "accepted_at": "at",
        "planned_end_on": "(at + interval '182 days')::date",
        "status": "CASE WHEN goes_on THEN 'in_support' ELSE 'closed' END",
        "status_since": "at",
        "closed_at": "CASE WHEN goes_on THEN NULL ELSE at + interval '182 days' END",
        "closed_reason": "CASE WHEN goes_on THEN '' ELSE 'completed' END",
    }
    grow(Referral, rows, columns)
    agreed = {
        "referral": columns["id"],
        "purpose": "'evaluation'",
        "given": "true",
        "wording_version": "'measured'",
        "means": "'on_screen'",
        "at": "at",
        "actor_kind": "'herself'",
    }
    grow(Consent, rows, agreed)


def _requests(waves: list[Wave]) -> None:
    hers = key("'old ' || n")
    for wave in waves:
        columns = {
            "id": key(f"'{wave.key} ' || n"),
            "referral": hers,
            "wave": f"'{wave.pk}'",
            "status": "'completed'",
            "opened_at": "now() - interval '100 days'",
            "closes_at": "now() - interval '80 days'",
            "ended_at": "now() - interval '90 days'",
        }
        grow(QuestionnaireRequest, f"generate_series(1, {REFERRALS}) n", columns)


def messages() -> None:
    """Most were sent, some wait for a later day, and some are due now."""
    later = MESSAGES // 20
    columns = {
        "id": "gen_random_uuid()",
        "notice": f"'{actions.REMINDER}'",
        "klass": "'reminder'",
        "object_id": "gen_random_uuid()",
        "about_id": "gen_random_uuid()",
        "dedupe_key": "'measured ' || n",
        "state": f"CASE WHEN n <= {DUE + later} THEN 'queued' ELSE 'sent' END",
        "due_at": (
            f"now() + CASE WHEN n <= {DUE} THEN -interval '1 hour' - interval '1 second' * n"
            f" WHEN n <= {DUE + later} THEN interval '1 day' + interval '1 minute' * n"
            " ELSE -interval '1 day' - interval '1 minute' * n END"
        ),
        "sent_at": f"CASE WHEN n <= {DUE + later} THEN NULL ELSE now() END",
    }
    mixed = f"(SELECT n FROM generate_series(1, {MESSAGES}) n ORDER BY md5(n::text)) mixed"
    grow(Message, mixed, columns)


def rested() -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
