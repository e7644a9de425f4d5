"""The only way in: a link, once, for the person it was sent to."""

import datetime as dt

import pytest
from django.contrib.auth import SESSION_KEY
from django.core.management import CommandError, call_command

from pim import clock
from pim.access import invitations, people
from pim.access.audit import acting
from pim.enums import MessageState, Role
from pim.errors import DomainError, NotAllowed
from pim.messages import notices
from pim.models import AuditEvent, Invitation, Membership, Message, User
from tests.conftest import person
from tests.factories import MembershipFactory, SiteFactory
from tests.pim.access.signing_in import code_for

pytestmark = pytest.mark.django_db

WORDS = "three quite unrelated words"


@pytest.fixture
def chief():
    """A programme manager of the whole organisation."""
    return person("chief@staff.example", Role.PROGRAMME_MANAGER)


@pytest.fixture
def invitation(dana, site_a):
    return invite(dana, "new@staff.example", Role.COORDINATOR, site=site_a)


def invite(manager, email, role, **where):
    return invitations.invite(email=email, role=role, by=acting(manager), now=clock.now(), **where)


def address(invitation):
    return f"/account/invitation/{invitations.token_for(invitation)}/"


def come_in(client, invitation, **answers):
    client.get(address(invitation))
    given = {"name": "Nia", "password1": WORDS, "password2": WORDS} | answers
    return client.post("/account/invitation/", given)


class TestInviting:
    def test_sends_one_link_to_her_own_mailbox(self, invitation):
        message = Message.objects.get(notice="invitation")
        notice = notices.get("invitation")
        rendered = notice.render(invitation, message, notice.decide(invitation, clock.now()))

        assert rendered.to == "new@staff.example"
        assert rendered.subject == "Your invitation to sign in"
        assert "http://localhost:8000/account/invitation/" in rendered.body

    def test_is_in_the_trail(self, invitation, dana):
        event = AuditEvent.objects.about(invitation).get()

        assert (event.action, event.actor) == ("invitation.sent", dana)
        assert event.codes == {"role": "coordinator"}

    def test_a_manager_of_a_programme_stays_inside_it(self, dana, programme, site_a):
        invite(dana, "x@staff.example", Role.FUNDER, programme=programme)
        with pytest.raises(NotAllowed):
            invite(dana, "x@staff.example", Role.COORDINATOR, site=SiteFactory())
        with pytest.raises(NotAllowed):
            invite(dana, "x@staff.example", Role.COORDINATOR)

    @pytest.mark.parametrize("role", [Role.SAFEGUARDING_LEAD, Role.TRUSTEE])
    def test_who_watches_over_managers_is_invited_from_the_top(self, dana, chief, site_a, role):
        with pytest.raises(NotAllowed):
            invite(dana, "x@staff.example", role, site=site_a)

        assert invite(chief, "x@staff.example", role).role == role

    @pytest.mark.parametrize("name", ["alice", "bob", "charlie"])
    def test_nobody_else_invites(self, request, site_a, name):
        with pytest.raises(NotAllowed):
            invite(request.getfixturevalue(name), "x@post.example", Role.VOLUNTEER, site=site_a)


class TestComingIn:
    def test_leads_to_the_second_factor_and_nowhere_else(self, client, invitation):
        response = come_in(client, invitation)

        assert response.headers["Location"] == "/account/code/set-up/"
        assert client.get("/admin/").headers["Location"] == "/account/code/set-up/"
        user = User.objects.get(email="new@staff.example")
        assert [str(one) for one in user.live_memberships] == ["Coordinator"]

    def test_then_to_recovery_codes_and_to_work(self, client, invitation):
        come_in(client, invitation)
        client.get("/account/code/set-up/")
        secret = client.session["mfa.totp.secret"]

        shown = client.post("/account/code/set-up/", {"code": code_for(secret)}, follow=True)

        assert "Your recovery codes" in shown.content.decode()
        assert client.get("/admin/").status_code == 200

    def test_is_in_the_trail_under_her_own_name(self, client, invitation):
        come_in(client, invitation)

        event = AuditEvent.objects.about(invitation).get(action="invitation.accepted")
        assert event.actor.email == "new@staff.example"

    def test_the_link_leaves_the_address_bar(self, client, invitation):
        response = client.get(address(invitation))

        assert response.headers["Location"] == "/account/invitation/"

    def test_looking_changes_nothing(self, client, invitation):
        for _ in range(20):
            client.get(address(invitation))

        invitation.refresh_from_db()
        assert invitation.accepted_at is None
        assert client.get("/account/invitation/").status_code == 200

    def test_once(self, client, invitation):
        come_in(client, invitation)

        again = client.__class__().get(address(invitation))

        assert again.status_code == 404
        assert "This link does not work any more" in again.content.decode()

    def test_not_after_seven_days(self, client, invitation, settings):
        settings.CLOCK_OFFSET += dt.timedelta(days=7, minutes=1)

        assert client.get(address(invitation)).status_code == 404

    def test_not_when_it_runs_out_while_the_page_is_open(self, client, invitation, settings):
        client.get(address(invitation))
        settings.CLOCK_OFFSET += dt.timedelta(days=7, minutes=1)

        assert client.post("/account/invitation/", {"name": "Nia"}).status_code == 404
        assert not User.objects.named("new@staff.example").exists()

    def test_not_once_withdrawn(self, client, invitation, dana):
        link = address(invitation)
        invitations.withdraw(invitation=invitation, by=acting(dana), now=clock.now())

        assert client.get(link).status_code == 404
        assert Message.objects.get(notice="invitation").state == MessageState.CANCELLED

    def test_not_with_another_persons_link(self, client, invitation, dana):
        """A link for a new password opens no invitation."""
        people.ask_for_password(email=dana.email, now=clock.now())
        message = Message.objects.get(notice="new-password")
        words = notices.get("new-password").words(dana, message)
        token = words["link"].rstrip("/").rpartition("/")[2]

        assert client.get(f"/account/invitation/{token}/").status_code == 404

    def test_without_a_link_there_is_nothing(self, client, invitation):
        assert client.get("/account/invitation/").status_code == 404

    @pytest.mark.parametrize(
        ("answers", "said"),
        [
            ({"name": ""}, "Enter your name"),
            ({"password2": "something else again"}, "Type the same password in both boxes"),
            ({"password1": "short", "password2": "short"}, "This password is too short"),
            ({"password1": "password1234", "password2": "password1234"}, "too common"),
        ],
    )
    def test_what_is_not_right_is_said_and_her_name_is_kept(
        self, client, invitation, answers, said
    ):
        page = come_in(client, invitation, **answers).content.decode()

        assert said in page
        assert "There is a problem" in page
        assert not User.objects.named("new@staff.example").exists()

    def test_a_manager_signed_in_on_the_same_computer_is_signed_out(
        self, client, invitation, dana, signed_in
    ):
        signed_in(dana)

        come_in(client, invitation)

        assert client.session[SESSION_KEY] == str(User.objects.get(email="new@staff.example").pk)


class TestOddInput:
    def test_an_emoji_in_a_name_stays_and_a_nul_goes(self, client, invitation):
        come_in(client, invitation, name="Ni\x00a 🌻")

        assert User.objects.get(email="new@staff.example").name == "Nia 🌻"

    def test_ten_thousand_letters_are_told_in_words(self, client, invitation):
        long = "x" * 10_000
        page = come_in(client, invitation, name=long, password1=long, password2=long)

        assert "Your name must be 120 characters or fewer" in page.content.decode()
        assert "The password must be 200 characters or fewer" in page.content.decode()

    @pytest.mark.parametrize("email", ["x" * 10_000 + "@x.example", "a\x00@b", "🌻@x.example", "'"])
    @pytest.mark.parametrize("page", ["/account/login/", "/account/password/"])
    def test_addresses_that_are_none(self, client, page, email):
        typed = {"login": email, "email": email, "password": "\x00🌻" * 5000}

        assert "There is a problem" in client.post(page, typed).content.decode()


class TestSomebodyWhoIsHereAlready:
    def test_gets_the_role_and_a_new_password_but_no_way_round_her_codes(
        self, client, bob, dana, site_a
    ):
        invitation = invite(dana, "Bob@Post.example", Role.COORDINATOR, site=site_a)

        response = come_in(client, invitation)

        assert response.headers["Location"] == "/account/login/"
        assert SESSION_KEY not in client.session
        bob = User.objects.get(pk=bob.pk)
        assert {one.role for one in bob.live_memberships} == {Role.VOLUNTEER, Role.COORDINATOR}
        assert bob.check_password(WORDS)
        assert bob.name == "Bob"

    def test_does_not_get_the_same_role_twice(self, client, alice, dana, site_a):
        come_in(client, invite(dana, alice.email, Role.COORDINATOR, site=site_a))

        assert Membership.objects.filter(user=alice).count() == 1

    def test_somebody_who_left_can_come_back(self, client, alice, dana, site_a):
        people.end_membership(
            membership=alice.membership_set.get(), by=acting(dana), now=clock.now()
        )
        come_in(client, invite(dana, alice.email, Role.COORDINATOR, site=site_a))

        assert User.objects.get(pk=alice.pk).is_active


class TestFirstManager:
    def link(self, capsys, *arguments):
        call_command("first_manager", "first@staff.example", *arguments)
        return capsys.readouterr().out.strip()

    def test_prints_a_link_that_makes_a_manager_of_everything(self, client, capsys):
        path = self.link(capsys).removeprefix("http://localhost:8000")
        client.get(path)
        client.post(
            "/account/invitation/", {"name": "Mara", "password1": WORDS, "password2": WORDS}
        )

        (membership,) = User.objects.get().live_memberships
        assert (membership.role, membership.is_everywhere) == (Role.PROGRAMME_MANAGER, True)
        assert Message.objects.count() == 0

    def test_only_in_an_empty_system(self, capsys, alice):
        with pytest.raises(CommandError, match="People sign in here already"):
            self.link(capsys)

        assert Invitation.objects.count() == 0

    def test_unless_asked_again(self, capsys, alice):
        assert self.link(capsys, "--again").startswith("http://localhost:8000/account/invitation/")

    def test_an_address_that_is_none_is_one_clear_line(self):
        with pytest.raises(CommandError, match="not an e-mail address"):
            call_command("first_manager", "nobody")


class TestLeaving:
    def test_ends_the_role_the_account_and_every_session(self, alice, dana, signed_in, client):
        here = signed_in(alice)
        assert here.get("/admin/").status_code == 200

        people.end_membership(
            membership=alice.membership_set.get(), by=acting(dana), now=clock.now()
        )

        assert here.get("/admin/").status_code == 302
        alice.refresh_from_db()
        assert not alice.is_active

    def test_with_another_role_left_she_can_still_sign_in(self, bob, dana, site_a):
        extra = MembershipFactory(user=bob, site=site_a)

        people.end_membership(membership=extra, by=acting(dana), now=clock.now())

        bob.refresh_from_db()
        assert bob.is_active

    def test_nobody_ends_her_own_role(self, dana):
        with pytest.raises(DomainError, match="ask another manager"):
            people.end_membership(
                membership=dana.membership_set.get(), by=acting(dana), now=clock.now()
            )

    def test_a_coordinator_ends_nobodys(self, alice, bob):
        with pytest.raises(NotAllowed):
            people.end_membership(
                membership=bob.membership_set.get(), by=acting(alice), now=clock.now()
            )


class TestLostPhone:
    def test_a_manager_lets_her_enrol_again(self, alice, dana, signed_in):
        here = signed_in(alice)

        people.forget_second_factor(user=alice, by=acting(dana), now=clock.now())

        assert here.get("/admin/").status_code == 302
        assert not alice.authenticator_set.exists()

    def test_but_only_for_people_she_may_invite(self, dana):
        lead = person("lead@staff.example", Role.SAFEGUARDING_LEAD)
        with pytest.raises(NotAllowed):
            people.forget_second_factor(user=lead, by=acting(dana), now=clock.now())

    def test_and_not_for_herself(self, dana):
        with pytest.raises(DomainError, match="another manager"):
            people.forget_second_factor(user=dana, by=acting(dana), now=clock.now())


class TestForgottenPassword:
    def ask(self, client, email):
        return client.post("/account/password/", {"email": email})

    def link(self, user):
        message = Message.objects.get(notice="new-password")
        link = notices.get("new-password").words(user, message)["link"]
        return link.removeprefix("http://localhost:8000")

    def test_the_answer_is_the_same_for_everybody(self, client, alice):
        known = self.ask(client, alice.email)
        unknown = self.ask(client, "nobody@staff.example")

        assert known.content == unknown.content
        assert Message.objects.count() == 2

    def test_nothing_is_sent_to_an_address_nobody_has(self, client):
        self.ask(client, "nobody@staff.example")

        message = Message.objects.get()
        assert notices.get("new-password").load(message.object_id) is None

    def test_one_message_an_hour_however_often_asked(self, client, alice):
        for _ in range(4):
            self.ask(client, alice.email)

        assert Message.objects.count() == 1

    def test_the_link_works_once_and_leaves_the_codes_as_they_are(self, client, alice):
        self.ask(client, alice.email)
        link = self.link(alice)
        client.get(link)

        client.post("/account/password/new/", {"password1": WORDS, "password2": WORDS})

        alice.refresh_from_db()
        assert alice.check_password(WORDS)
        assert alice.authenticator_set.exists()
        assert SESSION_KEY not in client.session
        assert client.get(link).status_code == 404

    def test_not_after_an_hour(self, client, alice, settings):
        self.ask(client, alice.email)
        link = self.link(alice)
        settings.CLOCK_OFFSET += dt.timedelta(minutes=61)

        assert client.get(link).status_code == 404
