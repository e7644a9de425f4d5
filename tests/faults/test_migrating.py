"""Tables change while people write to them: by the rules nobody notices, against them all do."""

import threading
import time
from contextlib import contextmanager

from django.contrib.postgres.operations import (
    AddConstraintNotValid,
    AddIndexConcurrently,
    ValidateConstraint,
)
from django.db import connection, models, transaction
from django.db.migrations import Migration, operations
from django.db.migrations.loader import MigrationLoader

from pim import migrating
from tests.faults.house import wait_until
from tests.faults.people import Crowd, rows
from tests.faults.test_abandoned_answers import opens
from tests.faults.women import staffed_site
from tests.migration_rules import complaints

AT_ONCE, DRAFTS = 6, 300_000
LONGEST = 5.0  # seconds: a migration gives up waiting for a lock after two
INDEX = models.Index(fields=["colour"], name="draft_colour")
CHECK = models.CheckConstraint(condition=~models.Q(colour="none"), name="draft_never_none")
STEPS = {  # each a migration of its own, on the table that every page of a form writes to
    "column": operations.AddField("draft", "colour", models.CharField(max_length=9, null=True)),
    "number": operations.AddField("draft", "weight", models.IntegerField(db_default=0)),
    "index": AddIndexConcurrently("draft", INDEX),
    "check": AddConstraintNotValid("draft", CHECK),
    "validated": ValidateConstraint("draft", "draft_never_none"),
}
FILL = """
    INSERT INTO referrals_draft (id, journey, started_at, expires_at)
    SELECT gen_random_uuid(), 'yourself', now(), now() + interval '1 day'
      FROM generate_series(1, %s)
"""


def crowd_at_a_full_table(house) -> Crowd:
    house.more["PIM_TRUSTED_PROXIES"] = "1"
    staffed_site()
    with connection.cursor() as cursor:
        cursor.execute(FILL, [DRAFTS])
    address = house.web()
    opens(address)
    return Crowd(address, AT_ONCE)


@contextmanager
def somebody_reads(seconds: float):
    """A long report holds the table for so long, again and again."""
    over = threading.Event()

    def reads() -> None:
        while not over.is_set():
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("LOCK TABLE referrals_draft IN ACCESS SHARE MODE")
                over.wait(seconds)
            over.wait(0.5)
        connection.close()

    thread = threading.Thread(target=reads)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def steps() -> list[tuple[Migration, object]]:
    """The migrations, and the state each is applied to."""
    state, found = MigrationLoader(None).project_state(), []
    for number, (name, operation) in enumerate(STEPS.items()):
        migration = Migration(f"9{number:03}_{name}", "referrals")
        migration.operations = [operation]
        migration.atomic = name != "index"
        found.append((migration, state.clone()))
        operation.state_forwards("referrals", state)
    return found


def applied(migration: Migration, state) -> None:
    with connection.schema_editor(atomic=migration.atomic) as editor:
        migration.apply(state.clone(), editor)


def test_by_the_rules_nobody_notices(house, figures):
    crowd = crowd_at_a_full_table(house)
    with crowd.coming(), somebody_reads(3):
        wait_until(lambda: len(crowd.thanked) > 10, within=60)
        begun = time.monotonic()
        for migration, state in steps():
            assert complaints(migration, state) == []
            migrating.patiently(lambda which=migration, on=state: applied(which, on))
        took = time.monotonic() - begun
    figures(
        f"{len(STEPS)} migrations of a table of {DRAFTS:,} rows under load",
        requests=crowd.answers.total(),
        failed=sum(crowd.answers[status] for status in crowd.answers if status >= 400),
        cut=crowd.cut,
        longest_wait=f"{max(crowd.took):.1f} s",
        took=f"{took:.0f} s",
        thanked=len(crowd.thanked),
        missing=len(set(crowd.thanked) - set(rows())),
    )
    assert set(crowd.answers) == {302} and crowd.cut == 0
    assert max(crowd.took) < LONGEST
    assert rows() == dict.fromkeys(crowd.thanked, 1)


def test_planted_fault_a_table_that_is_held_is_noticed(house, figures):
    """Against the rules: one transaction that takes the table and goes on to do other things."""
    crowd = crowd_at_a_full_table(house)
    with crowd.coming():
        wait_until(lambda: len(crowd.thanked) > 10, within=60)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("ALTER TABLE referrals_draft ADD COLUMN colour varchar(9)")
            time.sleep(12)
    figures(
        "planted: a migration that holds its table",
        failed=crowd.answers[503],
        longest_wait=f"{max(crowd.took):.1f} s",
    )
    assert crowd.answers[503] > 0
