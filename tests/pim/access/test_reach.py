"""What the database itself keeps from the web process, whatever the code says."""

import psycopg2
import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.urls import reverse

from pim import clock
from pim.access import reach, rows
from pim.messages import links
from referrals import queries
from referrals.models import Parent, Referral
from referrals.models.scopes import ReferralQuerySet
from referrals.queries import HER_PAGE
from tests import factories as make

LIST = "/admin/referrals/referral/"
ABOUT_PEOPLE = {"identifying", "searchable", "free_text"}


@pytest.fixture
def hers(site_a):
    return make.ReferralFactory(site=site_a, parent__called="Rosa")


@pytest.fixture
def foreign(site_b):
    return make.ReferralFactory(site=site_b, parent__called="Wilhelmina")


@pytest.fixture
def everything_planted(monkeypatch):
    """The fault all of this is for: a list that forgot to ask who is looking."""
    monkeypatch.setattr(ReferralQuerySet, "visible_to", lambda rows, user: rows.all())


def settings_now() -> list[str]:
    names = ", ".join(f"current_setting('pim.{name}', true)" for name in reach.SETTINGS)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {names}")
        return [value or "" for value in cursor.fetchone()]


def role_now() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return cursor.fetchone()[0]


# --- A fault in the code ----------------------------------------------------------------------
def test_a_planted_fault_shows_nobody_elsewhere(
    everything_planted, alice, hers, foreign, signed_in
):
    page = signed_in(alice).get(LIST).content.decode()
    assert "Rosa" in page and "Wilhelmina" not in page
    there = reverse("admin:referrals_referral_change", args=[foreign.pk])
    assert signed_in(alice).get(there).status_code == 404


def test_in_another_role_the_planted_fault_is_one(
    everything_planted, alice, foreign, signed_in, settings
):
    settings.WEB_ROLE = ""
    assert "Wilhelmina" in signed_in(alice).get(LIST).content.decode()


@pytest.mark.parametrize("who", ["bob", "dana"])
def test_who_sees_no_list_of_mums_has_their_own_in_reach_and_no_other(
    who, request, foreign, site_a
):
    """Bob the mum he is matched with; Dana, who answers for visits, those of her programme."""
    user = request.getfixturevalue(who)
    elsewhere = make.ReferralFactory(site=make.SiteFactory(programme=make.ProgrammeFactory()))
    request.getfixturevalue("bob")
    beside = make.ReferralFactory(site=site_a)
    with reach.guarded():
        reach.let_in(user)
        seen = set(Referral.objects.values_list("pk", flat=True))
        people = Parent.objects.count()
    assert elsewhere.pk not in seen
    assert (beside.pk in seen, foreign.pk in seen) == ((who == "dana"), (who == "dana"))
    assert people == len(seen) == (1 if who == "bob" else 3)


def test_a_woman_is_one_person_in_two_places(alice, hers, foreign):
    """A loss told elsewhere must keep us from ringing: all her episodes are in reach."""
    second = make.ReferralFactory(site=foreign.site, parent=hers.parent, programme=_another())
    with reach.guarded():
        reach.let_in(alice)
        assert set(Referral.objects.all()) == {hers, second}


def _another():
    return make.ProgrammeFactory()


def test_a_leaver_has_nothing_in_reach(alice, hers):
    alice.membership_set.update(ended_on=clock.today())
    with reach.guarded():
        reach.let_in(alice)
        assert not Referral.objects.exists()


# --- Whoever has no account -------------------------------------------------------------------
def test_her_link_leads_to_her_and_to_nobody_else(hers, foreign):
    until = clock.now().replace(year=2090)
    token = links.make(purpose=HER_PAGE, object_id=hers.pk, expires_at=until)
    with reach.guarded():
        assert links.follow("wrong", HER_PAGE) is None
        assert not Referral.objects.exists()
        links.follow(token, HER_PAGE)
        assert (Referral.objects.get(), Parent.objects.get()) == (hers, hers.parent)


def test_a_visitor_has_nothing_in_reach(client, hers):
    with reach.guarded():
        assert AnonymousUser().is_authenticated is False
        assert (Referral.objects.count(), Parent.objects.count()) == (0, 0)
        assert Referral.objects.update(urgency="urgent") == 0


# --- One connection, many requests --------------------------------------------------------------
def test_nothing_of_a_request_is_left_for_the_next(alice, hers, signed_in):
    before = role_now()
    signed_in(alice).get(LIST)
    assert settings_now() == ["", "", "", ""]
    assert role_now() == before != "pim_web"


def test_not_even_after_a_fault(alice, hers):
    with pytest.raises(ZeroDivisionError), reach.guarded():
        reach.let_in(alice)
        assert settings_now()[1] and role_now() == "pim_web"
        raise ZeroDivisionError
    assert settings_now() == ["", "", "", ""]


def test_what_was_left_by_whatever_is_gone_when_the_next_begins(alice, hers):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pim.reach', 'further', false)")
    with reach.guarded():
        assert not Referral.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_new_connection_in_the_middle_of_a_request_knows_nobody(alice, hers):
    with reach.guarded():
        reach.let_in(alice)
        assert Referral.objects.exists()
        connection.close()
        assert (role_now(), Referral.objects.exists()) == ("pim_web", False)


def test_further_ends_where_it_ends_also_by_a_fault(alice, hers, foreign):
    with reach.guarded():
        reach.let_in(alice)
        with (
            pytest.raises(ProgrammingError),
            transaction.atomic(),
            reach.further("counting"),
            connection.cursor() as cursor,
        ):
            assert Referral.objects.count() == 2
            cursor.execute("SELECT no_such_column")
        assert Referral.objects.count() == 1


# --- Whoever speaks to the database as the web process does -------------------------------------
@pytest.fixture
def as_web(hers):
    with connection.cursor() as cursor:
        cursor.execute("SET SESSION AUTHORIZATION pim_web")
        yield cursor
        if connection.needs_rollback is False:
            cursor.execute("RESET SESSION AUTHORIZATION")


@pytest.mark.parametrize("model", rows.guarded())
def test_it_counts_nothing_and_no_setting_is_no_key(as_web, model):
    as_web.execute(f"SELECT count(*) FROM {model._meta.db_table}")
    assert as_web.fetchone() == (0,)
    as_web.execute("SET row_security = off")
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        as_web.execute(f"SELECT count(*) FROM {model._meta.db_table}")


@pytest.mark.parametrize(
    "forbidden",
    [
        "SET ROLE pim_owner",
        "SET ROLE pim_worker",
        "ALTER TABLE referrals_parent DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE referrals_parent NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY of_whoever_asks ON referrals_parent",
        "UPDATE pim_auditevent SET action = 'x'",
        "DELETE FROM pim_auditevent",
        "TRUNCATE referrals_parent CASCADE",
    ],
)
def test_it_cannot_help_itself(as_web, forbidden):
    with pytest.raises(ProgrammingError) as refused, transaction.atomic():
        as_web.execute(forbidden)
    assert isinstance(refused.value.__cause__, psycopg2.errors.InsufficientPrivilege)


def test_the_guard_is_forced_and_put_back_if_somebody_took_it_off(db):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE referrals_parent NO FORCE ROW LEVEL SECURITY")
        rows.guard(web="pim_web", others=["pim_owner", "pim_worker"])
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
        forced = {name for (name,) in cursor.fetchall()}
    assert forced == {model._meta.db_table for model in rows.guarded()}


# --- What has no guard --------------------------------------------------------------------------


# --- Names --------------------------------------------------------------------------------------
def test_a_part_of_a_name_is_found_by_the_index_and_only_at_her_sites(alice, hers, foreign):
    with connection.cursor() as cursor:
        cursor.execute("LOAD 'auto_explain'")
        cursor.execute("SET LOCAL auto_explain.log_min_duration = 0")
        cursor.execute("SET LOCAL auto_explain.log_nested_statements = on")
        cursor.execute("SET LOCAL client_min_messages = log")
        cursor.execute("SET LOCAL enable_seqscan = off")
        assert list(queries.found(alice, "ros")) == [hers]
    assert "parent_called_search" in "\n".join(connection.connection.notices)
    assert not queries.found(alice, "wilhelm").exists()
    assert not queries.found(alice, "%").exists() and not queries.found(alice, "_os").exists()


def test_a_planted_fault_finds_no_name_elsewhere_either(
    everything_planted, alice, hers, foreign, signed_in
):
    page = signed_in(alice).post(reverse("admin:search"), {"text": "wilhelmina"}).content.decode()
    assert "Wilhelmina, " not in page
