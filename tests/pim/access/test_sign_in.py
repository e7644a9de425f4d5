"""One sign-in for all, never on a password alone."""

import datetime as dt
import re
import uuid

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.auth import SESSION_KEY
from django.urls import get_resolver

from pim.admin.site import pim_site
from pim.models import AuditEvent, User
from tests.factories import PASSWORD, MembershipFactory
from tests.pim.access.signing_in import SECRET, code_for, enrol, type_code, type_password

pytestmark = pytest.mark.django_db

WRONG = "That e-mail address and password do not go together."


def is_signed_in(client):
    return SESSION_KEY in client.session


class TestBothFactors:
    def test_staff_start_at_today(self, client, alice):
        enrol(alice)

        asked = type_password(client, alice)
        assert asked.headers["Location"] == "/account/code/"
        assert not is_signed_in(client)

        assert type_code(client).headers["Location"] == "/admin/"
        assert client.get("/admin/").status_code == 200

    def test_a_volunteer_starts_at_her_own_pages(self, client, bob):
        enrol(bob)
        type_password(client, bob)

        assert type_code(client).headers["Location"] == "/staff/"

    def test_she_comes_back_to_where_she_was(self, client, alice):
        enrol(alice)
        type_password(client, alice, to="/account/login/?next=/admin/search/")

        assert type_code(client).headers["Location"] == "/admin/search/"

    def test_she_is_never_sent_to_another_house(self, client, alice):
        enrol(alice)
        type_password(client, alice, to="/account/login/?next=https://elsewhere.example/")

        assert type_code(client).headers["Location"] == "/admin/"

    def test_a_wrong_code_lets_nobody_in(self, client, alice):
        enrol(alice)
        type_password(client, alice)

        response = client.post("/account/code/", {"code": "000000"})

        assert "That code did not work." in response.content.decode()
        assert not is_signed_in(client)

    def test_a_code_works_once(self, client, alice, django_user_model):
        enrol(alice)
        type_password(client, alice)
        type_code(client)
        client.logout()
        type_password(client, alice)

        client.post("/account/code/", {"code": code_for()})

        assert not is_signed_in(client)

    def test_signing_in_is_in_the_trail(self, client, alice):
        enrol(alice)
        type_password(client, alice)
        type_code(client)

        assert list(AuditEvent.objects.about(alice).values_list("action", "actor")) == [
            ("user.signed_in", alice.pk)
        ]


class TestOneSentence:
    """Nobody learns who signs in here."""

    @pytest.fixture
    def gone(self, alice):
        alice.is_active = False
        alice.save()
        return alice

    def test_for_a_wrong_password(self, client, alice):
        assert WRONG in type_password(client, alice, "not her password").content.decode()

    def test_for_an_unknown_address(self, client):
        nobody = User(email="nobody@staff.example")
        assert WRONG in type_password(client, nobody).content.decode()

    def test_for_somebody_who_has_left(self, client, gone):
        assert WRONG in type_password(client, gone).content.decode()

    def test_the_sixth_try_in_five_minutes_waits(self, client, alice):
        for _ in range(5):
            type_password(client, alice, "not her password")

        response = type_password(client, alice)

        assert "Please wait five minutes" in response.content.decode()

    def test_who_guesses_elsewhere_does_not_lock_her_out(self, client, alice):
        enrol(alice)
        elsewhere = client.__class__(REMOTE_ADDR="192.0.2.7")
        for _ in range(12):
            type_password(elsewhere, alice, "not her password")

        assert type_password(client, alice).headers["Location"] == "/account/code/"


class TestPasswordAlone:
    @pytest.fixture
    def half_in(self, client, alice):
        """Alice has no second factor yet and has typed her password."""
        Authenticator.objects.filter(user=alice).delete()
        response = type_password(client, alice)
        assert response.status_code == 302
        assert is_signed_in(client)
        return client

    def test_every_page_of_the_admin_leads_to_enrolment(self, half_in):
        for address in admin_addresses():
            for send in (half_in.get, half_in.post):
                response = send(address)
                assert response.headers["Location"] == "/account/code/set-up/", address

    def test_so_does_everything_else_behind_the_sign_in(self, half_in):
        for address in ("/account/", "/account/recovery-codes/", "/account/password/change/"):
            assert half_in.get(address).headers["Location"] == "/account/code/set-up/"

    def test_enrolling_opens_the_admin_and_shows_recovery_codes(self, half_in, alice):
        half_in.get("/account/code/set-up/")
        secret = half_in.session["mfa.totp.secret"]

        response = half_in.post("/account/code/set-up/", {"code": code_for(secret)}, follow=True)

        assert response.redirect_chain == [("/account/recovery-codes/", 302)]
        assert response.content.decode().count("<code>") == 10
        assert half_in.get("/admin/").status_code == 200

    def test_a_session_from_before_enrolment_is_asked_for_the_code(self, half_in, alice):
        enrol(alice)

        response = half_in.get("/admin/")
        assert response.headers["Location"] == "/account/code/again/?next=%2Fadmin%2F"

        again = half_in.post("/account/code/again/?next=/admin/", {"code": code_for()})
        assert again.headers["Location"] == "/admin/"
        assert half_in.get("/admin/").status_code == 200

    def test_the_secret_rests_encrypted(self, alice):
        enrol(alice)

        assert SECRET not in str(Authenticator.objects.get(user=alice).data)


def admin_addresses():
    """Each address of the admin, with an id made up where one belongs."""
    found = ["/admin/", "/admin/search/"]
    for model, screen in pim_site._registry.items():
        base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        found += [base + str(url.pattern) for url in screen.get_urls()]
    made_up = {"slug": "x", "int": "1"}
    return [
        re.sub(r"<(\w+):\w+>", lambda part: made_up.get(part[1], str(uuid.UUID(int=1))), one)
        for one in found
    ]


class TestPagesThatDoNotExist:
    @pytest.mark.parametrize(
        "address",
        [
            "/account/signup/",
            "/account/email/",
            "/account/password/reset/",
            "/account/password/set/",
            "/account/confirm-email/",
            "/account/2fa/",
            "/account/2fa/totp/deactivate/",
            "/account/2fa/recovery-codes/download/",
            "/accounts/",
        ],
    )
    def test_what_we_do_not_offer(self, client, alice, signed_in, address):
        assert client.get(address).status_code == 404
        assert signed_in(alice).get(address).status_code == 404

    def test_no_page_of_allauth_slips_in_unseen(self):
        routed = {str(one) for one in get_resolver().reverse_dict if isinstance(one, str)}

        assert {one for one in routed if one.startswith(("account_", "mfa_"))} == {
            "account_login",
            "account_logout",
            "account_reauthenticate",
            "account_change_password",
            "mfa_index",
            "mfa_authenticate",
            "mfa_reauthenticate",
            "mfa_activate_totp",
            "mfa_add_webauthn",
            "mfa_edit_webauthn",
            "mfa_remove_webauthn",
            "mfa_reauthenticate_webauthn",
            "mfa_view_recovery_codes",
            "mfa_generate_recovery_codes",
        }


class TestHowLongItLasts:
    NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)

    def here_after(self, client, *pauses, page="/account/"):
        """Whether she is still signed in after pauses of so many minutes with a click each."""
        with time_machine.travel(self.NOON, tick=False) as clock:
            client.get(page)
            for minutes in pauses:
                clock.shift(dt.timedelta(minutes=minutes))
                client.get(page)
            return is_signed_in(client)

    @pytest.fixture
    def alice_here(self, alice, signed_in):
        with time_machine.travel(self.NOON, tick=False):
            return signed_in(alice)

    @pytest.fixture
    def bob_here(self, bob, signed_in):
        with time_machine.travel(self.NOON, tick=False):
            return signed_in(bob)

    def test_fourteen_minutes_idle_is_fine(self, alice_here):
        assert self.here_after(alice_here, 14, 14)

    def test_sixteen_minutes_idle_is_too_long(self, alice_here):
        assert not self.here_after(alice_here, 16)

    def test_eight_hours_are_a_day_however_busy(self, alice_here):
        assert self.here_after(alice_here, *[10] * 48)

    def test_and_no_longer(self, alice_here):
        assert not self.here_after(alice_here, *[10] * 49)

    def test_staff_are_asked_again_when_the_browser_was_closed(self, alice_here):
        assert self.here_after(alice_here, 1)
        assert alice_here.cookies["session"]["max-age"] == ""

    def test_a_volunteers_phone_is_remembered_for_thirty_days(self, bob_here):
        a_day = 24 * 60
        assert self.here_after(bob_here, 29 * a_day)
        assert bob_here.cookies["session"]["max-age"] == 30 * 24 * 60 * 60

    def test_and_no_longer_even_with_daily_use(self, bob_here):
        a_day = 24 * 60
        assert not self.here_after(bob_here, *[a_day] * 31)

    def test_the_clock_of_the_demonstration_does_not_count(self, alice_here, settings):
        with time_machine.travel(self.NOON, tick=False):
            alice_here.get("/account/")
            settings.CLOCK_OFFSET += dt.timedelta(days=100)
            assert alice_here.get("/account/").status_code == 200

    def test_a_stolen_cookie_is_worth_nothing_after_sign_out(self, alice_here):
        stolen = alice_here.cookies["session"].value
        with time_machine.travel(self.NOON, tick=False):
            alice_here.post("/account/logout/")
            alice_here.cookies["session"] = stolen
            assert alice_here.get("/account/").status_code == 302


class TestOwnSignIn:
    def test_changing_the_password_signs_out_everywhere(self, alice, signed_in):
        client = signed_in(alice)

        response = client.post(
            "/account/password/change/",
            {
                "oldpassword": PASSWORD,
                "password1": "another long sentence",
                "password2": "another long sentence",
            },
        )

        assert response.headers["Location"] == "/account/login/"
        assert not is_signed_in(client)
        alice.refresh_from_db()
        assert alice.check_password("another long sentence")

    def test_recovery_codes_are_shown_only_after_asking_again(self, alice, signed_in):
        client = signed_in(alice)
        RecoveryCodes.activate(alice)

        asked = client.get("/account/recovery-codes/")
        assert asked.headers["Location"].startswith("/account/reauthenticate/")

        there = client.post(asked.headers["Location"], {"password": PASSWORD}, follow=True)
        assert there.content.decode().count("<code>") == 10

    def test_who_both_volunteers_and_works_here_has_the_limits_of_staff(self, bob, site_a):
        MembershipFactory(user=bob, site=site_a)

        assert bob.is_staff
