"""The cast. Alice coordinates site A, Bob volunteers there and is matched, Charlie coordinates
site B and must see nothing of A, Dana manages the programme."""

import gc
import os
import time

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations

from pim.enums import Role
from pim.stack import browser
from pim.stack.testing import migrated
from tests import factories as make
from tests.pim.looking import complaints


@pytest.fixture(scope="session")
def tables(django_db_blocker):
    """SQL that makes all tables; by then they are in the database that the settings name."""
    with django_db_blocker.unblock():
        return migrated.tables()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, tables):
    """Every worker's database is a copy of the one in which the tables were made."""
    connection.settings_dict["TEST"]["TEMPLATE"] = connection.settings_dict["NAME"]


@pytest.fixture(autouse=True, scope="session")
def _empty_append_only_tables():
    """Between transactional tests even append-only tables are emptied, past their triggers.

    For the whole session: a database is flushed after a test's own fixtures are gone.
    """
    flush = DatabaseOperations.execute_sql_flush

    def without_triggers(operations, statements):
        around = [
            "SET session_replication_role = replica",
            "SET session_replication_role = DEFAULT",
        ]
        return flush(operations, [around[0], *statements, around[1]])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", without_triggers)
        yield


@pytest.fixture
def programme(db):
    return make.ProgrammeFactory(name="Programme A")


@pytest.fixture
def site_a(programme):
    return make.SiteFactory(programme=programme, name="Site A", slug="a")


@pytest.fixture
def site_b(programme):
    return make.SiteFactory(
        programme=programme, name="Site B", slug="b", postcode_districts=["E6", "E7"]
    )


def person(email: str, role: Role, **where):
    """A user with one role and a second factor."""
    user = make.UserFactory(email=email, name=email.split("@")[0].title())
    make.MembershipFactory(user=user, role=role, **where)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    return user


@pytest.fixture
def alice(site_a):
    return person("alice@staff.example", Role.COORDINATOR, site=site_a)


@pytest.fixture
def charlie(site_b):
    return person("charlie@staff.example", Role.COORDINATOR, site=site_b)


@pytest.fixture
def dana(programme):
    return person("dana@staff.example", Role.PROGRAMME_MANAGER, programme=programme)


@pytest.fixture
def bob(site_a):
    """A volunteer of site A with an active match (``bob.volunteer.match_set``)."""
    user = person("bob@post.example", Role.VOLUNTEER, site=site_a)
    volunteer = make.VolunteerFactory(site=site_a, user=user, first_name="Bob")
    make.MatchFactory(volunteer=volunteer, referral__site=site_a, active=True)
    return user


@pytest.fixture
def signed_in(client):
    """``signed_in(user)`` gives a client with a session, as after both factors."""

    def sign_in(user):
        client.force_login(user)
        session = client.session
        session["account_authentication_methods_user"] = str(user.pk)
        session["account_authentication_methods"] = [
            {"method": "password", "at": time.time()},
            {"method": "mfa", "type": "totp", "at": time.time()},
        ]
        session.save()
        return client

    return sign_in


@pytest.fixture
def page(browser, live_server):
    """A page at the server of this test, which neither breaks a script nor the page's policy."""
    context = browser.new_context(base_url=live_server.url)
    page = context.new_page()
    heard = complaints(page)
    yield page
    context.close()
    assert heard == []


@pytest.fixture
def here(page, live_server, signed_in):
    """``here(user)`` is the browser's page with her session."""

    def sign_in(user):
        cookie = signed_in(user).cookies["session"].value
        page.context.add_cookies([{"name": "session", "value": cookie, "url": live_server.url}])
        return page

    return sign_in


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """The machine's own Chromium; its sandbox does not run as root.

    Playwright keeps a loop of its own in this thread, which Django need not fear.
    """
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    found = {"executable_path": browser.path(), "args": ["--no-sandbox"]}
    return browser_type_launch_args | found


SLOW_FIRST = ("/journey/", "/stack/", "test_browser", "simulation")


def pytest_collection_modifyitems(items):
    """Long files first: a short one at the end leaves no worker waiting for the other."""
    items.sort(key=lambda item: not any(part in item.nodeid for part in SLOW_FIRST))


def pytest_collection_finish():
    """What was loaded stays: the collector of garbage need not look through it after each test."""
    gc.collect()
    gc.freeze()
