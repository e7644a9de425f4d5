"""What is due, claimed by the workers."""

from collections import Counter
from functools import partial
from uuid import UUID, uuid4

from django.db import connection, transaction

from bench.report import Figure
from bench.sweeps.country import DUE, MESSAGES
from bench.sweeps.finding import FIND
from bench.sweeps.rounds import ONE_BY_ONE, ROUNDS, by_two, in_ms
from bench.timing import in_turns
from pim import clock
from pim.enums import MessageClass, MessageState
from pim.messages import outbox
from pim.models import Message

ALL_AT_ONCE = f"""
    UPDATE pim_message SET state = 'claimed', claim = %(claim)s, lease_until = now() + %(lease)s
     WHERE id IN ({FIND}) RETURNING id
"""


def claiming() -> list[Figure]:
    took = in_turns(
        ROUNDS,
        floor=_claim_at_once,
        batches=_claim_all,
        rows=partial(_claim_by_row, ONE_BY_ONE),
        between=_let_go,
    )
    by_row = took["rows"] / ONE_BY_ONE * DUE
    shown = in_ms(took | {"rows": by_row})
    twice = _two_at_once()
    return [
        Figure(
            f"Claims of {DUE:,} in the outbox’s batches / one statement",
            took["batches"] / took["floor"],
            "<= 2",
            f"{shown['batches']} and {shown['floor']}; batches of {outbox.BATCH}",
        ),
        Figure(
            "ORM row by row / claims in batches",
            by_row / took["batches"],
            ">= 20",
            f"{shown['rows']}, scaled from {ONE_BY_ONE} rows",
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
    claimed = Counter(one for worker in by_two(_claim_all) for one in worker)
    assert len(claimed) == DUE
    _let_go()
    return claimed.total() - len(claimed)
