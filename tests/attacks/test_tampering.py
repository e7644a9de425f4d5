"""Whoever has got hold of the web process or of a worker tries to change the trail.

What the owner of the server changes is found afterwards: tests/pim/access/test_seals.py.
"""

import psycopg2
import pytest

from pim import clock
from pim.access import audit
from pim.models import AuditEvent
from pim.stack.database import NAME, OWNER, SUPERUSER, WEB, WORKER
from tests import factories as make

ROW = "(SELECT min(id) FROM pim_auditevent)"
EVENTS, SEALS = "pim_auditevent", "pim_auditseal"
SAME = """at, actor_kind, actor_id, action, target_type, target_id, codes, created_at"""
TRIGGER = "(SELECT tgfoid::regproc FROM pg_trigger WHERE tgname ~ 'append_only' LIMIT 1)"
TRIES = {
    "change a row": f"UPDATE {EVENTS} SET action = 'x' WHERE id = {ROW}",
    "change who": f"UPDATE {EVENTS} SET actor_id = NULL",
    "change codes": f"UPDATE {EVENTS} SET codes = '{{}}'",
    "delete a row": f"DELETE FROM {EVENTS} WHERE id = {ROW}",
    "delete all": f"DELETE FROM {EVENTS}",
    "empty": f"TRUNCATE {EVENTS}",
    "empty with what hangs on it": f"TRUNCATE {EVENTS} CASCADE",
    "write over at insert": (
        f"INSERT INTO {EVENTS} SELECT * FROM {EVENTS} ON CONFLICT (id) DO UPDATE SET action = 'x'"
    ),
    "merge": (
        f"MERGE INTO {EVENTS} a USING {EVENTS} b ON a.id = b.id "
        "WHEN MATCHED THEN UPDATE SET action = 'x'"
    ),
    "lock and change": f"SELECT * FROM {EVENTS} FOR UPDATE",
    "slip in as earlier": (
        f"INSERT INTO {EVENTS} ({SAME}, xact_id) SELECT {SAME}, xact_id FROM {EVENTS} LIMIT 1"
    ),
    "change a seal": f"UPDATE {SEALS} SET events = 9",
    "delete a seal": f"DELETE FROM {SEALS}",
    "empty seals": f"TRUNCATE {SEALS}",
    "triggers off": f"ALTER TABLE {EVENTS} DISABLE TRIGGER ALL",
    "user triggers off": f"ALTER TABLE {EVENTS} DISABLE TRIGGER USER",
    "as a replica": "SET session_replication_role = replica",
    "as a replica, here": "SET LOCAL session_replication_role = 'replica'",
    "by set_config": "SELECT set_config('session_replication_role', 'replica', false)",
    "drop the trigger": (
        "DO $$ BEGIN EXECUTE (SELECT format('DROP TRIGGER %I ON pim_auditevent', tgname) "
        "FROM pg_trigger WHERE tgname ~ 'append_only' "
        "AND tgrelid = 'pim_auditevent'::regclass LIMIT 1); END $$"
    ),
    "another function for it": (
        f"DO $$ BEGIN EXECUTE format('CREATE OR REPLACE FUNCTION %s() RETURNS trigger "
        f"LANGUAGE plpgsql AS ''BEGIN RETURN NEW; END''', {TRIGGER}); END $$"
    ),
    "the catalogue": "UPDATE pg_trigger SET tgenabled = 'D'",
    "a rule": f"CREATE RULE quiet AS ON INSERT TO {EVENTS} DO INSTEAD NOTHING",
    "a trigger of mine": (
        f"CREATE TRIGGER mine BEFORE INSERT ON {EVENTS} FOR EACH ROW "
        "EXECUTE FUNCTION suppress_redundant_updates_trigger()"
    ),
    "drop the table": f"DROP TABLE {EVENTS}",
    "rename it": f"ALTER TABLE {EVENTS} RENAME TO gone",
    "another column": f"ALTER TABLE {EVENTS} ADD COLUMN x text",
    "drop a column": f"ALTER TABLE {EVENTS} DROP COLUMN codes",
    "not in the log": f"ALTER TABLE {EVENTS} SET UNLOGGED",
    "own it": f"ALTER TABLE {EVENTS} OWNER TO CURRENT_USER",
    "give myself rights": f"GRANT ALL ON {EVENTS} TO CURRENT_USER; DELETE FROM {EVENTS}",
    "become the owner": f"SET ROLE {OWNER}",
    "become the superuser": f"SET ROLE {SUPERUSER}",
    "sign in as another": f"SET SESSION AUTHORIZATION {SUPERUSER}",
    "make myself one": "ALTER ROLE CURRENT_USER SUPERUSER",
    "the server's settings": "ALTER SYSTEM SET session_replication_role = replica",
    "read a file": "SELECT pg_read_file('postgresql.conf')",
    "run a program": "COPY (SELECT 1) TO PROGRAM 'true'",
    "write a file": "COPY (SELECT 1) TO '/tmp/written-by-the-database'",
    "a table in front": f"CREATE TABLE public.{EVENTS}_x (LIKE {EVENTS})",
    "an extension": "CREATE EXTENSION dblink",
}


@pytest.fixture
def trail(house):
    """Rows as the service writes them."""
    user = make.UserFactory()
    for count in range(3):
        audit.record(
            by=audit.acting(user), action="test.done", target=user, now=clock.now(), count=count
        )
    return list(AuditEvent.objects.order_by("pk").values())


def done_by(house, role: str) -> list[str]:
    """What of all this was not refused; nothing of it lasts."""
    done = []
    line = house.database.connect(NAME, role)
    for name, deed in TRIES.items():
        try:
            with line.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '5s'; SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute(deed)
                done.append(name)
        except psycopg2.Error:
            pass
        line.rollback()
    line.close()
    return done


@pytest.mark.parametrize("role", [WEB, WORKER])
def test_every_try_at_the_trail_is_refused(house, trail, figures, role):
    done = done_by(house, role)
    figures(f"tampering as {role}", tried=len(TRIES), done=len(done))
    assert done == []
    assert list(AuditEvent.objects.order_by("pk").values()) == trail


def test_planted_fault_with_rights_and_no_trigger_it_is_done(house, trail, figures):
    with house.database.connect(NAME) as line, line.cursor() as cursor:
        cursor.execute(f"GRANT ALL ON {EVENTS}, {SEALS} TO {WEB}")
        cursor.execute(f"ALTER TABLE {EVENTS} DISABLE TRIGGER USER")
        cursor.execute(f"ALTER TABLE {SEALS} DISABLE TRIGGER USER")
    line.close()
    done = done_by(house, WEB)
    figures("planted: rights and no trigger", tried=len(TRIES), done=len(done))
    assert {"change a row", "delete all", "empty", "merge", "slip in as earlier"} <= set(done)
    assert "become the owner" not in done
