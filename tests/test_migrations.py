"""No migration from now on keeps people waiting, or breaks the code that still runs."""

import threading
import time

import pytest
from django.contrib.postgres.operations import (
    AddConstraintNotValid,
    AddIndexConcurrently,
    ValidateConstraint,
)
from django.db import OperationalError, ProgrammingError, connection, models, transaction
from django.db.migrations import Migration, operations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.db.models.functions import Now, Random

from pim import migrating
from tests.migration_rules import complaints

# The last one of each app from before anybody used the service.
BEFORE = {"pim": "0011", "referrals": "0025", "volunteers": "0021", "outcomes": "0015"}


def test_none_keeps_people_waiting():
    loader = MigrationLoader(None)
    found = []
    for (app, name), migration in sorted(loader.disk_migrations.items()):
        if app in BEFORE and name[:4] > BEFORE[app]:
            found += complaints(migration, loader.project_state((app, name), at_end=False))
    assert found == []


# --- The rules themselves ---------------------------------------------------------------------
INDEX = models.Index("short", name="by_short")
CHECK = models.CheckConstraint(condition=~models.Q(short="no"), name="never_no")
UNIQUE = models.UniqueConstraint(fields=["short"], name="one_short")
HARMFUL = {
    "not null": operations.AddField("thing", "new", models.IntegerField(default=0)),
    "another default each": operations.AddField(
        "thing", "new", models.FloatField(db_default=Random())
    ),
    "indexed": operations.AddField("thing", "new", models.IntegerField(null=True, db_index=True)),
    "unique": operations.AddField("thing", "new", models.IntegerField(null=True, unique=True)),
    "to another table": operations.AddField(
        "thing", "new", models.ForeignKey("a.Thing", models.PROTECT, null=True)
    ),
    "null no more": operations.AlterField("thing", "perhaps", models.IntegerField()),
    "another type": operations.AlterField("thing", "short", models.IntegerField()),
    "shorter": operations.AlterField("thing", "short", models.CharField(max_length=2)),
    "index": operations.AddIndex("thing", INDEX),
    "check": operations.AddConstraint("thing", CHECK),
    "unique constraint": operations.AddConstraint("thing", UNIQUE),
    "taken away": operations.RemoveField("thing", "short"),
    "renamed": operations.RenameField("thing", "short", "brief"),
    "deleted": operations.DeleteModel("thing"),
    "sql": operations.RunSQL("LOCK TABLE thing"),
}
HARMLESS = {
    "null": operations.AddField("thing", "new", models.IntegerField(null=True)),
    "one default": operations.AddField("thing", "new", models.IntegerField(db_default=0)),
    "now": operations.AddField("thing", "new", models.DateTimeField(db_default=Now())),
    "null now": operations.AlterField("thing", "short", models.CharField(max_length=9, null=True)),
    "longer": operations.AlterField("thing", "short", models.CharField(max_length=90)),
    "choices": operations.AlterField(
        "thing", "short", models.CharField(max_length=9, choices=[("a", "A")])
    ),
    "index": AddIndexConcurrently("thing", INDEX),
    "check": AddConstraintNotValid("thing", CHECK),
    "new table": operations.CreateModel("other", [("id", models.AutoField(primary_key=True))]),
    "rows": operations.RunPython(operations.RunPython.noop),
}


def applied(*changes, **more):
    made = operations.CreateModel(
        "thing",
        [
            ("id", models.AutoField(primary_key=True)),
            ("short", models.CharField(max_length=9)),
            ("perhaps", models.IntegerField(null=True)),
        ],
    )
    before = ProjectState()
    made.state_forwards("a", before)
    migration = Migration("0002", "a")
    migration.operations = list(changes)
    for name, value in more.items():
        setattr(migration, name, value)
    return complaints(migration, before)


@pytest.mark.parametrize("change", HARMFUL.values(), ids=HARMFUL)
def test_what_would_lock_or_break_is_told(change):
    assert len(applied(change)) == 1
    assert applied(change, safe_because="the table has ten rows") == []


@pytest.mark.parametrize("change", HARMLESS.values(), ids=HARMLESS)
def test_what_does_neither_is_not(change):
    assert applied(change) == []


def test_a_check_is_made_and_then_validated():
    assert (
        applied(AddConstraintNotValid("thing", CHECK), ValidateConstraint("thing", "never_no"))
        == []
    )


def test_a_table_that_is_new_has_nobody_in_it():
    new = operations.CreateModel("other", [("id", models.AutoField(primary_key=True))])
    assert applied(new, operations.AddField("other", "new", models.IntegerField(default=0))) == []


def test_rows_and_tables_are_not_changed_together():
    assert len(applied(HARMLESS["rows"], HARMLESS["null"])) == 1


# --- Waiting for a lock -----------------------------------------------------------------------
@pytest.fixture
def held(django_db_setup, django_db_blocker):
    """``held(seconds)``: somebody reads a table for so long. Nothing is changed by anyone."""
    threads = []

    def hold(seconds):
        taken = threading.Event()

        def read():
            with transaction.atomic():
                run("LOCK TABLE pim_programme IN ACCESS SHARE MODE")
                taken.set()
                time.sleep(seconds)
            connection.close()

        threads.append(threading.Thread(target=read))
        threads[-1].start()
        assert taken.wait(5)

    with django_db_blocker.unblock():
        yield hold
        connection.close()
        for thread in threads:
            thread.join()


def run(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone() if cursor.description else None


class Change:
    """What a migration asks for, and how often it had to ask."""

    tries = 0

    def __call__(self):
        self.tries += 1
        with transaction.atomic():
            run("LOCK TABLE pim_programme IN ACCESS EXCLUSIVE MODE")


@pytest.fixture(autouse=True)
def short_wait(monkeypatch):
    monkeypatch.setattr(migrating, "LONGEST_WAIT", "50ms")


def test_it_lets_others_through_and_tries_again(held):
    held(0.3)
    change = Change()
    migrating.patiently(change, pause=0.1)
    assert change.tries > 1
    assert run("SHOW lock_timeout") == ("10s",), "others now wait as short as a migration"


def test_it_gives_up_in_the_end(held):
    held(0.5)
    change = Change()
    with pytest.raises(OperationalError, match="lock timeout"):
        migrating.patiently(change, tries=2, pause=0.01)
    assert change.tries == 2


def test_another_error_is_not_tried_again(held):
    with pytest.raises(ProgrammingError):
        migrating.patiently(lambda: run("ALTER TABLE nowhere ADD COLUMN new int"))
