"""Sweeps: what is due, found, claimed, asked and told, among a million of each."""

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, time, timedelta
from functools import partial
from statistics import median
from time import perf_counter
from uuid import UUID, uuid4

from celery import current_app
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from bench.own_database import emptied
from bench.report import Figure
from bench.rows import grow, key
from bench.timing import in_turns
from outcomes import actions, instrument_register, queries
from outcomes.actions.inviting import messages_of
from outcomes.enums import Anchor, WaveKey
from outcomes.models import QuestionnaireRequest, RequestInstrument, Wave
from outcomes.schedule import LONDON
from pim import clock
from pim.access.audit import SYSTEM
from pim.enums import MessageClass, MessageState
from pim.messages import notices, outbox
from pim.models import AuditEvent, Message, Programme, Site
from referrals.models import Consent, Parent, Referral

MESSAGES, DUE = 1_000_000, 13_334
REFERRALS, WAVES_EACH = 250_000, 4
NEW = 10_000
YEARS = 10
ONE_BY_ONE = 200  # rows that the slow ways are measured on
ROUNDS = 5


def measure() -> list[Figure]:
    emptied()
    now = _in_the_day()
    _country(now)
    _messages()
    _rested()
    return [*_finding(), *_claiming(), *_nothing_due(now), *_asking(now)]


def _in_the_day() -> datetime:
    """A moment gone by at which messages may leave, so that what is asked is due at once."""
    yesterday = clock.now().astimezone(LONDON) - timedelta(days=1)
    return yesterday.replace(hour=10)


# --- A country's rows -----------------------------------------------------------------------
def _country(now: datetime) -> None:
    """Ten years of referrals, each with the requests of four waves behind her."""
    instrument_register.install(now=now)
    site = _site()
    waves = [_wave(site.programme, WaveKey.END, Anchor.PLANNED_END, -7, 28)]
    waves += [_wave(site.programme, WaveKey.FOLLOW_UP, Anchor.PLANNED_END, 84, 112)]
    waves += [_wave(site.programme, WaveKey.START, Anchor.FIRST_SESSION, 0, 14)]
    waves += [_wave(site.programme, WaveKey.ASKED, Anchor.ACCEPTED, 0, 14)]
    _referrals(site, "old", REFERRALS)
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


def _referrals(site: Site, which: str, count: int) -> None:
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


def _messages() -> None:
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


def _rested() -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


# --- Finding --------------------------------------------------------------------------------
FIND = outbox.DUE.format(of_its_lane=outbox.ORDINARY)
NO_INDEX = "SET enable_indexscan = {0}; SET enable_indexonlyscan = {0}; SET enable_bitmapscan = {0}"


def _finding() -> list[Figure]:

    asked = {"now": clock.now(), "limit": MESSAGES}
    plan = _plan(FIND, asked)
    took = in_turns(ROUNDS, found=lambda: _find(asked), scanned=lambda: _scan(asked))
    in_ms = _in_ms(took)
    found = _find(asked)
    return [
        Figure("Due messages found, less those there are", found - DUE, "== 0", f"{found:,}"),
        Figure(
            "Finding what is due, other plans than index-only",
            sum(node != "Index Only Scan" for node in plan if "Scan" in node),
            "== 0",
            ", ".join(plan),
        ),
        Figure(
            f"Sequential scan / finding {DUE:,} of {MESSAGES:,}",
            took["scanned"] / took["found"],
            ">= 5",
            f"{in_ms['scanned']} and {in_ms['found']}",
        ),
    ]


def _find(asked: dict) -> int:
    """In the database alone: carrying thousands of keys over takes longer than finding them."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({FIND}) found", asked)
        return cursor.fetchone()[0]


def _scan(asked: dict) -> int:
    with connection.cursor() as cursor:
        cursor.execute(NO_INDEX.format("off"))
        try:
            return _find(asked)
        finally:
            cursor.execute(NO_INDEX.format("on"))


def _plan(statement: str, asked) -> list[str]:
    """The names of its nodes."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}", asked)
        found = cursor.fetchone()[0]
    plan = json.loads(found) if isinstance(found, str) else found
    return list(_nodes(plan[0]["Plan"]))


def _nodes(plan: dict):
    yield plan["Node Type"]
    for one in plan.get("Plans", []):
        yield from _nodes(one)


# --- Claiming -------------------------------------------------------------------------------
ALL_AT_ONCE = f"""
    UPDATE pim_message SET state = 'claimed', claim = %(claim)s, lease_until = now() + %(lease)s
     WHERE id IN ({FIND}) RETURNING id
"""


def _claiming() -> list[Figure]:
    took = in_turns(
        ROUNDS,
        floor=_claim_at_once,
        batches=_claim_all,
        rows=partial(_claim_by_row, ONE_BY_ONE),
        between=_let_go,
    )
    by_row = took["rows"] / ONE_BY_ONE * DUE
    in_ms = _in_ms(took | {"rows": by_row})
    twice = _two_at_once()
    return [
        Figure(
            f"Claims of {DUE:,} in the outbox’s batches / one statement",
            took["batches"] / took["floor"],
            "<= 2",
            f"{in_ms['batches']} and {in_ms['floor']}; batches of {outbox.BATCH}",
        ),
        Figure(
            "ORM row by row / claims in batches",
            by_row / took["batches"],
            ">= 20",
            f"{in_ms['rows']}, scaled from {ONE_BY_ONE} rows",
        ),
        Figure("Claimed twice by two workers at once", twice, "== 0", f"{DUE:,} messages"),
    ]


def _claim_at_once() -> None:
    asked = {"claim": uuid4(), "lease": outbox.LEASE, "now": clock.now(), "limit": MESSAGES}
    with connection.cursor() as cursor:
        cursor.execute(ALL_AT_ONCE, asked)
        assert len(cursor.fetchall()) == DUE


def _claim_all() -> list[UUID]:
    claimed: list[UUID] = []
    while batch := outbox.claim().message_ids:
        claimed += batch
    return claimed


def _claim_by_row(count: int) -> None:
    for _ in range(count):
        with transaction.atomic():
            due = Message.objects.waiting().filter(due_at__lte=clock.now())
            due = due.exclude(klass=MessageClass.RISK)  # else no index would be used
            row = due.select_for_update(skip_locked=True).order_by("due_at", "id").first()
            row.state, row.claim = MessageState.CLAIMED, uuid4()
            row.lease_until = clock.now() + outbox.LEASE
            row.save()


def _let_go() -> None:
    """As before, without what the round left behind."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE pim_message SET state = 'queued', claim = NULL, lease_until = NULL"
            " WHERE state = 'claimed'"
        )
        cursor.execute("VACUUM pim_message")


def _two_at_once() -> int:
    claimed = Counter(one for worker in _by_two(_claim_all) for one in worker)
    assert len(claimed) == DUE
    _let_go()
    return claimed.total() - len(claimed)


def _by_two(work):
    def alone(_):
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(alone, range(2)))


# --- Asking ---------------------------------------------------------------------------------
def _nothing_due(now: datetime) -> list[Figure]:
    took = in_turns(ROUNDS, sweep=partial(actions.open_due_requests, now=now))
    each = {
        wave.anchor + " " + wave.key: _ms(queries.due_referrals(wave, clock.day_of(now)))
        for wave in queries.active_waves()
    }
    with CaptureQueriesContext(connection) as asked:
        actions.open_due_requests(now=now)
    slowest = ", ".join(f"{name} {ms:.1f} ms" for name, ms in each.items())
    return [
        Figure(
            "Sweep with nothing due, ms a wave",
            took["sweep"] * 1000 / WAVES_EACH,
            "",
            f"{REFERRALS:,} referrals, {REFERRALS * WAVES_EACH:,} requests; {slowest}; "
            f"{len(asked)} queries",
        )
    ]


def _ms(rows) -> float:
    began = perf_counter()
    list(rows)
    return (perf_counter() - began) * 1000


def _asking(now: datetime) -> list[Figure]:
    """Ten thousand women who came in today, in several rounds; the last ones for two workers."""
    site = Site.objects.get()
    rounds = [_ask_all(site, which, now) for which in ("first", "second", "third")]
    by_row, took, sent, opened = (median(column) for column in zip(*rounds, strict=True))
    _newcomers(site, "both", now)
    by_two = sum(_by_two(partial(actions.open_due_requests, now=now)))
    return [
        Figure(
            "get_or_create row by row / requests with all their rows",
            median(one[0] / one[1] for one in rounds),
            ">= 50",
            f"{by_row:,.1f} s, scaled from {ONE_BY_ONE} requests, and {took:.2f} s",
        ),
        Figure("Requests opened, less those that were due", opened - NEW, "== 0", f"{opened:,}"),
        Figure(
            "Broker messages for 10,000 due",
            sent / opened * 10_000,
            "<= 25",
            f"{sent:,} for {opened:,}",
        ),
        Figure("Opened twice by two workers at once", by_two - NEW, "== 0", f"{by_two:,}"),
    ]


def _ask_all(site: Site, which: str, now: datetime) -> tuple[float, float, int, int]:
    """Seconds row by row, scaled, and ours; how much was sent to the broker; how many opened."""
    _newcomers(site, which, now)
    slow = Referral.objects.filter(reference__startswith=which[0]).order_by("pk")
    slow = slow.select_related("site", "parent")[:ONE_BY_ONE]
    by_row = _by_row(list(slow), now) / ONE_BY_ONE * NEW
    before, began = _in_the_broker(), perf_counter()
    opened = actions.open_due_requests(now=now)
    took = perf_counter() - began
    return by_row, took, _in_the_broker() - before, opened


def _newcomers(site: Site, which: str, now: datetime) -> None:
    _referrals(site, which, NEW)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE referrals_referral SET accepted_at = %s, status = 'waiting', closed_at = NULL,"
            " closed_reason = '', planned_end_on = NULL WHERE left(reference, 1) = %s",
            [now, which[0]],
        )
        cursor.execute("VACUUM ANALYZE referrals_referral, referrals_parent, referrals_consent")


def _by_row(referrals: list[Referral], now: datetime) -> float:
    """The same choices and the same rows, one woman at a time; none of them stays."""
    wave = Wave.objects.get(key=WaveKey.ASKED)
    began = perf_counter()
    with transaction.atomic():
        for referral in referrals:
            with transaction.atomic():
                _ask_one(wave, referral, now)
        took = perf_counter() - began
        transaction.set_rollback(True)
    return took


def _ask_one(wave: Wave, referral: Referral, now: datetime) -> None:
    today = clock.day_of(now)
    window = queries.window(wave, today, today)
    referral.anchor_on = today
    choice = queries.choices(wave, [referral], today)[referral.pk]
    request, _ = QuestionnaireRequest.objects.get_or_create(
        referral=referral,
        wave=wave,
        defaults={"opened_at": now, "closes_at": window.closes_at},
    )
    for place, one in enumerate(choice.asked, start=1):
        RequestInstrument.objects.get_or_create(
            request=request, instrument=one, defaults={"place": place}
        )
    for message in messages_of(request.pk, referral.pk, window, now):
        given = vars(message) | {"klass": notices.get(message.notice).klass}
        Message.objects.get_or_create(dedupe_key=given.pop("dedupe_key"), defaults=given)
    AuditEvent.objects.get_or_create(
        action="questionnaire.opened",
        target_type="outcomes.questionnairerequest",
        target_id=str(request.pk),
        defaults={"at": now, "actor_kind": SYSTEM.kind},
    )


def _in_the_broker() -> int:
    """What waits there for the ordinary workers; nobody takes it away here."""
    with current_app.connection_for_read() as broker, broker.channel() as channel:
        return channel.client.llen("default")


def _in_ms(took: dict[str, float]) -> dict[str, str]:
    return {name: f"{seconds * 1000:,.1f} ms" for name, seconds in took.items()}
