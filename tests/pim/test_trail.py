"""Append-only tables: neither the service nor the owner of the table changes a row."""

import pytest
from django.apps import apps
from django.db import InternalError, connection, transaction
from django.db.utils import ProgrammingError

from pim import clock
from pim.access import audit
from pim.models import AuditEvent

APPEND_ONLY = [model for model in apps.get_models() if getattr(model, "append_only", False)]


@pytest.fixture
def event(alice):
    audit.record(by=audit.acting(alice), action="test.done", target=alice, now=clock.now(), count=3)
    return AuditEvent.objects.get()


def test_a_row_says_who_what_when_and_in_which_transaction(event, alice):
    assert (event.actor, event.action, event.codes) == (alice, "test.done", {"count": 3})
    assert event.target_id == str(alice.pk)
    assert event.xact_id > 0


@pytest.mark.parametrize(
    "attack",
    [
        lambda: AuditEvent.objects.update(action="nothing"),
        lambda: AuditEvent.objects.all().delete(),
        lambda: connection.cursor().execute(
            "SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE pim_auditevent"
        ),
    ],
    ids=["update", "delete", "truncate"],
)
def test_rows_are_only_ever_added(event, attack):
    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
        attack()
    assert AuditEvent.objects.get().action == "test.done"


@pytest.mark.parametrize("model", APPEND_ONLY, ids=lambda model: model._meta.label)
@pytest.mark.django_db
def test_every_append_only_table_carries_both_triggers(model):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_trigger WHERE tgrelid = %s::regclass AND tgenabled = 'O' "
            "AND tgname ~ '^pgtrigger_(append_only|never_emptied)'",
            [model._meta.db_table],
        )
        assert cursor.fetchone() == (2,)


def test_nobody_acts_anonymously():
    with pytest.raises(ValueError, match="signed in"):
        audit.Actor(audit.ActorKind.PERSON)
