"""Keys are changed while people go on writing."""

import threading
from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.db import InternalError, connection, transaction

from pim import clock
from pim.access import audit, rotating
from pim.access.encryption import blind_index
from referrals.models import Parent, SafeContact
from tests import factories as make
from tests.pim.access.signing_in import enrol, type_code, type_password
from volunteers.enums import WhyExtended
from volunteers.models import Extension

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def keys(settings) -> list[str]:
    """An old key in use, and a new one that comes."""
    old, new = settings.FIELD_KEYS[-1], Fernet.generate_key().decode()
    settings.FIELD_KEYS = [old]
    return [new, old]


def test_people_write_while_everything_is_put_under_the_new_key(keys, settings, capsys):
    mums = [make.ParentFactory(postcode=f"WA7 {n}AA").pk for n in range(40)]
    settings.FIELD_KEYS = keys
    stop, written = threading.Event(), {}

    def go_on_writing():
        while not stop.is_set():
            for n, pk in enumerate(mums[:10]):
                written[pk] = f"WA8 {n}BB"
                Parent.objects.filter(pk=pk).update(postcode=written[pk])
        connection.close()

    writer = threading.Thread(target=go_on_writing)
    writer.start()
    try:
        call_command("rotate_keys")
    finally:
        stop.set()
        writer.join()
    settings.FIELD_KEYS = keys[:1]
    kept = {pk: Parent.objects.get(pk=pk).postcode for pk in mums}
    assert kept == {pk: f"WA7 {n}AA" for n, pk in enumerate(mums)} | written
    assert "All" in capsys.readouterr().out


def test_second_factors_go_on_working(keys, settings, alice, client):
    enrol(alice)
    settings.FIELD_KEYS = keys
    call_command("rotate_keys", verbosity=0)
    settings.FIELD_KEYS, settings.INDEX_KEY = keys[:1], keys[-1]
    type_password(client, alice)
    assert type_code(client).status_code == 302
    assert client.get("/admin/").status_code == 200


def test_fingerprints_stay_when_the_oldest_key_goes(keys, settings):
    before = blind_index("her@post.example")
    settings.FIELD_KEYS, settings.INDEX_KEY = keys[:1], keys[-1]
    assert blind_index("her@post.example") == before


def test_a_value_of_an_unknown_key_stops_it_with_a_word(keys, settings):
    make.ParentFactory(postcode="WA7 1AA")
    settings.FIELD_KEYS = keys[:1]
    with pytest.raises(CommandError, match="put its key back"):
        call_command("rotate_keys")


def test_every_encrypted_column_is_walked():
    walked = {(table.name, column.name) for table in rotating.tables() for column in table.columns}
    assert {
        (SafeContact._meta.db_table, "address"),
        ("outcomes_riskstep", "words"),
        ("volunteers_extension", "words"),
        ("mfa_authenticator", "data"),
    } <= walked


def test_words_of_rows_that_are_only_added_may_go_but_not_change():
    match, today = make.MatchFactory(), clock.today()
    extension = Extension.objects.create(
        match=match,
        from_on=today,
        to_on=today + timedelta(days=7),
        why=WhyExtended.values[0],
        words="She moved house.",
        at=clock.now(),
        **audit.SYSTEM.columns(),
    )
    rows = Extension.objects.filter(pk=extension.pk)
    with pytest.raises(InternalError, match="only ever added"), transaction.atomic():
        rows.update(words="Something else.")
    with pytest.raises(InternalError, match="only ever added"), transaction.atomic():
        rows.update(words=None, to_on=today + timedelta(days=8))
    rows.update(words=None)
    assert rows.get().words is None
