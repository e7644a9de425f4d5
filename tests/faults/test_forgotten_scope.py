"""The web process forgets who asks, in its own role of the database: nobody elsewhere is shown."""

import time
from importlib import import_module

import psycopg2
import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from pim import clock
from pim.access import rows
from pim.enums import Role
from pim.messages import links
from pim.models import User
from pim.stack.database import NAME, WEB
from referrals.models import Referral
from referrals.queries import HER_PAGE
from tests import factories as make
from tests.attacks.visitors import Visitor
from tests.faults.test_abandoned_answers import opens

LIST = "/admin/referrals/referral/"


def signed_in(address: str, user: User) -> Visitor:
    """A browser whose session has shown both factors."""
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    session, now = import_module(settings.SESSION_ENGINE).SessionStore(), time.time()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session["account_authentication_methods_user"] = str(user.pk)
    session["account_authentication_methods"] = [
        {"method": "password", "at": now},
        {"method": "mfa", "type": "totp", "at": now},
    ]
    session.save()
    visitor = Visitor(address)
    visitor.cookies["session"] = session.session_key
    return visitor


@pytest.fixture
def two_sites():
    programme = make.ProgrammeFactory()
    here = make.SiteFactory(programme=programme, name="Here", slug="here")
    there = make.SiteFactory(programme=programme, name="There", slug="there")
    make.ReferralFactory(site=here, parent__called="Rosa")
    make.ReferralFactory(site=there, parent__called="Wilhelmina")
    return here, there


def coordinator(site, email: str) -> User:
    user = make.UserFactory(email=email)
    make.MembershipFactory(user=user, role=Role.COORDINATOR, site=site)
    return user


def test_whoever_comes_next_on_a_connection_sees_her_own_and_no_other(house, two_sites, figures):

    address = house.web(fault="forgets_who_asks")
    opens(address)
    alice, charlie = (
        signed_in(address, coordinator(site, f"{site.slug}@staff.example")) for site in two_sites
    )
    foreign = shown = 0
    for _ in range(20):  # two processes, each with one connection kept open
        for visitor, own, other in ((alice, "Rosa", "Wilhelmina"), (charlie, "Wilhelmina", "Rosa")):
            page = visitor.get(LIST)
            assert page.status == 200
            shown += own in page.body
            foreign += other in page.body
        assert Visitor(address).get(LIST).status == 302
    figures("forgotten scope", own_pages=shown, foreign_names=foreign)
    assert (shown, foreign) == (40, 0)


def test_her_link_and_a_form_work_in_that_role(house, two_sites):
    address = house.web()
    opens(address)
    hers = Referral.objects.get(parent__called="Rosa")
    until = clock.now().replace(year=2090)
    token = links.make(purpose=HER_PAGE, object_id=hers.pk, expires_at=until)
    mum = Visitor(address)
    assert mum.get(f"/my-support/{token}/").goes_to == "/my-support/"
    assert mum.get("/my-support/").status == 200
    assert Visitor(address).get("/my-support/").status == 404


def test_spoken_to_directly_it_counts_nothing(house, two_sites):
    straight = psycopg2.connect(
        host=str(house.database.sockets), dbname=NAME, user=WEB, password=house.database.password
    )
    with straight, straight.cursor() as cursor:
        for model in rows.guarded():
            cursor.execute(f"SELECT count(*) FROM {model._meta.db_table}")
            assert cursor.fetchone() == (0,)
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            cursor.execute("SET ROLE pim_owner")
    straight.close()
    assert Referral.objects.count() == 2
