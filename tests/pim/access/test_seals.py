"""The trail under seal: what nobody may do, and what is found if the owner of the database did."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import InternalError, connection, transaction

from pim import clock
from pim.access import audit, sealing, verifying, witness
from pim.models import AuditEvent, AuditSeal, Message

pytestmark = pytest.mark.django_db(transaction=True)


def act(on, times: int = 1) -> None:
    for count in range(times):
        audit.record(
            by=audit.acting(on), action="test.done", target=on, now=clock.now(), count=count
        )


def seal() -> AuditSeal | None:
    """All there is: of these transactions none is left, whatever goes on beside these tests."""
    newest = AuditEvent.objects.latest("id")
    return sealing.seal_below(newest.xact_id + 1, now=clock.now())


def findings(heads=None) -> list[str]:
    return list(verifying.problems(heads or {}, now=clock.now()))


@contextmanager
def as_owner_of_the_server():
    """No trigger stands in the way."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        yield cursor
        cursor.execute("SET session_replication_role = origin")


@pytest.fixture
def sealed(alice) -> list[AuditSeal]:
    """Three seals of two rows each, beside what else was done."""
    made = []
    for _ in range(3):
        act(alice, 2)
        made.append(seal())
    return made


def test_a_trail_as_it_was_written_has_nothing_to_find(sealed):
    assert [one.number for one in sealed] == [1, 2, 3]
    assert sum(one.events for one in AuditSeal.objects.all()) == AuditEvent.objects.count()
    assert findings({one.number: one.hash for one in sealed}) == []


def test_nothing_new_makes_no_seal(sealed):
    assert seal() is None


ROW = "(SELECT min(id) FROM pim_auditevent WHERE action = 'test.done')"
LAST = "(SELECT max(number) FROM pim_auditseal)"
SLIP_IN = f"""
    INSERT INTO pim_auditevent (at, actor_kind, actor_id, action, target_type, target_id, codes,
                                xact_id, created_at)
    SELECT at, actor_kind, actor_id, 'test.slipped', target_type, target_id, codes, xact_id,
           created_at FROM pim_auditevent WHERE id = {ROW}
"""


@pytest.mark.parametrize(
    ("deed", "found"),
    [
        (f"UPDATE pim_auditevent SET action = 'x' WHERE id = {ROW}", "was changed"),
        (f"UPDATE pim_auditevent SET at = at + interval '1s' WHERE id = {ROW}", "was changed"),
        (f"UPDATE pim_auditevent SET codes = '{{}}' WHERE id = {ROW}", "was changed"),
        (f"DELETE FROM pim_auditevent WHERE id = {ROW}", "rows; there are"),
        (SLIP_IN, "rows; there are"),
        ("DELETE FROM pim_auditseal WHERE number = 2", "Seal 2 is missing"),
        ("UPDATE pim_auditseal SET events = events + 1 WHERE number = 2", "rows; there are"),
        (
            "UPDATE pim_auditseal SET until_xact = until_xact - 1 WHERE number = 2",
            "does not follow",
        ),
        (
            f"UPDATE pim_auditevent SET xact_id = 0 WHERE id = {ROW};"
            "UPDATE pim_auditseal SET since_xact = 1 WHERE number = 1",
            "does not follow",
        ),
    ],
)
def test_what_the_owner_of_the_database_does_is_found(sealed, deed, found):
    with as_owner_of_the_server() as cursor:
        cursor.execute(deed)
    assert any(found in one for one in findings()), findings()


def test_a_tail_cut_off_is_found_with_the_hash_kept_outside(sealed):
    with as_owner_of_the_server() as cursor:
        cursor.execute(f"SELECT since_xact FROM pim_auditseal WHERE number = {LAST}")
        cursor.execute("DELETE FROM pim_auditevent WHERE xact_id >= %s", cursor.fetchone())
        cursor.execute(f"DELETE FROM pim_auditseal WHERE number = {LAST}")
    assert findings() == [], "from inside nobody can tell"
    assert "cut off" in findings({3: sealed[-1].hash})[0]


def test_a_chain_made_anew_over_changed_rows_is_found_with_the_hash_kept_outside(sealed):
    with as_owner_of_the_server() as cursor:
        cursor.execute(f"UPDATE pim_auditevent SET action = 'x' WHERE id = {ROW}")
        cursor.execute("DELETE FROM pim_auditseal")
    for _ in sealed:
        seal()
    assert findings() == []
    assert "written anew" in findings({1: sealed[0].hash})[0]


def test_a_row_cannot_say_it_was_written_by_an_earlier_transaction(sealed):
    with pytest.raises(InternalError, match="bears the transaction"), transaction.atomic():
        connection.cursor().execute(SLIP_IN)


@pytest.mark.parametrize(
    "verb", ["UPDATE pim_auditseal SET events = 9", "DELETE FROM pim_auditseal"]
)
def test_seals_are_only_ever_added(sealed, verb):
    with pytest.raises(InternalError), transaction.atomic():
        connection.cursor().execute(verb)


def test_rows_of_a_transaction_that_is_not_finished_wait(alice):
    """Numbers are given before rows are there: an earlier one may come to light later."""
    beside = connection.copy()
    with beside.cursor() as cursor:
        cursor.execute("BEGIN; SELECT pg_current_xact_id()")
        act(alice)
        assert sealing.seal_finished(now=clock.now()) is None
        assert sealing.finished_below() <= AuditEvent.objects.latest("id").xact_id
        cursor.execute("COMMIT")
    beside.close()
    assert seal().events == 1
    assert findings() == []


def test_a_row_that_waits_too_long_is_told(alice):
    act(alice)
    late = clock.now() + timedelta(minutes=5)
    assert "waited" in next(verifying.problems({}, now=late))


def test_a_new_server_counts_transactions_anew_and_the_chain_goes_on(sealed, alice):
    act(alice)  # comes with the move, unsealed
    with as_owner_of_the_server() as cursor:
        moved = "xact_id = xact_id + 1000000000"
        cursor.execute(f"UPDATE pim_auditevent SET {moved}")
        cursor.execute("DELETE FROM pim_auditseal")
        _chain_as_of_the_other_server(cursor)
    act(alice, 2)
    seal()
    act(alice)
    seal()
    assert findings() == []
    assert sum(one.events for one in AuditSeal.objects.all()) == AuditEvent.objects.count()


def _chain_as_of_the_other_server(cursor) -> None:
    """One seal over all rows but the last, which was not finished there."""
    cursor.execute("SELECT max(xact_id), max(id) - 1 FROM pim_auditevent")
    until, newest = cursor.fetchone()
    span = sealing.Span(0, 0, until)
    found = sealing.sum_of(span, 1, sealing.BEGINNING)
    AuditSeal.objects.create(
        number=1,
        made_at=clock.now(),
        newest_id=newest,
        events=found.events,
        previous_hash=sealing.BEGINNING,
        hash=found.hash,
        **span._asdict(),
    )


def test_the_command_says_what_it_found_and_ends_with_an_error(sealed, tmp_path, capsys):
    call_command("audit_verify")
    assert sealed[-1].hash in capsys.readouterr().out
    outside = tmp_path / "heads"
    outside.write_text("3 " + "f" * 64 + "\n")
    with pytest.raises(CommandError, match="1 findings"):
        call_command("audit_verify", "--heads", str(outside))
    outside.write_text("a seal\n")
    with pytest.raises(CommandError, match="number of a seal"):
        call_command("audit_verify", "--heads", str(outside))


def test_the_newest_hash_goes_outside_once_a_day(sealed, settings):
    settings.AUDIT_WITNESS = "witness@elsewhere.example"
    for _ in range(3):
        witness.send_head(now=clock.now())
    assert Message.objects.filter(notice=witness.HEAD).count() == 1
