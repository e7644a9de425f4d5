import runpy

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.core.management import call_command
from django.db import connection

from pim.access import encryption
from referrals.models import SafeContact
from tests.factories import SafeContactFactory

pytestmark = pytest.mark.django_db


def stored(contact) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT address FROM referrals_safecontact WHERE id = %s", [contact.pk])
        return cursor.fetchone()[0]


def test_an_address_rests_encrypted_and_comes_back():
    contact = SafeContactFactory(address="canary@post.example")
    assert "canary" not in stored(contact)
    assert SafeContact.objects.get().address == "canary@post.example"


def test_a_new_key_in_front_still_opens_what_the_old_one_closed(settings):
    SafeContactFactory(address="canary@post.example")
    before = encryption.blind_index("canary@post.example")
    settings.FIELD_KEYS = [Fernet.generate_key().decode(), *settings.FIELD_KEYS]
    assert SafeContact.objects.get().address == "canary@post.example"
    assert encryption.blind_index(" Canary@Post.example ") == before


def test_without_the_key_nothing_opens(settings):
    SafeContactFactory()
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(ValueError, match="No key"):
        SafeContact.objects.get()


@pytest.mark.parametrize("keys", [[], ["nonsense"], [""]])
def test_the_service_does_not_start_without_good_keys(settings, keys):
    """Neither a web process, nor what comes before every part."""
    settings.FIELD_KEYS = keys
    with pytest.raises(ImproperlyConfigured, match="at least one"):
        runpy.run_module("pim.wsgi")
    with pytest.raises(ImproperlyConfigured, match="at least one"):
        call_command("prepare")


@pytest.mark.parametrize("lookup", ["address", "address__icontains", "address__gt"])
def test_an_encrypted_column_cannot_be_searched(lookup):
    with pytest.raises((FieldError, NotImplementedError)):
        list(SafeContact.objects.filter(**{lookup: "x"}))
