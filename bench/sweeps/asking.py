"""Who is due to be asked, asked: a sweep with nothing to do, and ten thousand women at once."""

from datetime import datetime
from functools import partial
from statistics import median
from time import perf_counter

from celery import current_app
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from bench.report import Figure
from bench.sweeps.country import REFERRALS, WAVES_EACH, add_referrals
from bench.sweeps.rounds import ONE_BY_ONE, ROUNDS, by_two
from bench.timing import in_turns
from outcomes import actions, queries
from outcomes.actions.inviting import messages_of
from outcomes.enums import WaveKey
from outcomes.models import QuestionnaireRequest, RequestInstrument, Wave
from pim import clock
from pim.access.audit import SYSTEM
from pim.messages import notices
from pim.models import AuditEvent, Message, Site
from referrals.models import Referral

NEW = 10_000


def nothing_due(now: datetime) -> list[Figure]:
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


def asking(now: datetime) -> list[Figure]:
    """Ten thousand women who came in today, in several rounds; the last ones for two workers."""
    site = Site.objects.get()
    rounds = [_ask_all(site, which, now) for which in ("first", "second", "third")]
    by_row, took, sent, opened = (median(column) for column in zip(*rounds, strict=True))
    _newcomers(site, "both", now)
    twice = sum(by_two(partial(actions.open_due_requests, now=now)))
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
        Figure("Opened twice by two workers at once", twice - NEW, "== 0", f"{twice:,}"),
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
    add_referrals(site, which, NEW)
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
