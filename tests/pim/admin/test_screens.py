"""The manager's screens, and what every screen of the admin keeps to."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from pim import clock, intake, rota
from pim.access import invitations
from pim.access.audit import acting
from pim.admin import keyset, panels
from pim.admin.site import pim_site
from pim.enums import Role
from pim.errors import NotAllowed
from pim.messages import ledger, outbox
from pim.models import AuditEvent, Invitation, Message, Programme, Rota, Site, User
from tests.conftest import person
from tests.factories import (
    MembershipFactory,
    ProgrammeFactory,
    RotaFactory,
    SiteFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

NEXT, PREVIOUS = (re.compile(rf'<a href="([^"]+)" rel="{way}"') for way in ("next", "prev"))
OF_A_SITE = re.compile(r'href="(/admin/pim/site/[0-9a-f-]{36}/)"')


@pytest.fixture
def chief():
    return person("chief@staff.example", Role.PROGRAMME_MANAGER)


def address(record, suffix="change", *more):
    options = record._meta
    name = f"admin:{options.app_label}_{options.model_name}_{suffix}"
    return reverse(name, args=[record.pk, *more])


def new_site(programme, **changes):
    return {
        "programme": programme.pk,
        "name": "New place",
        "nation": "ENG",
        "postcode_districts": "cv1\nCV2\n\ncv1",
        "opens_on_day": "1",
        "opens_on_month": "5",
        "opens_on_year": "2026",
        "phone": "01632 960 002",
        "texts_read": "Monday to Friday, 9 to 5",
        "staffed_weekdays": ["0", "2"],
        "staffed_from": "09:00",
        "staffed_until": "16.30",
        "closures": "24/12/2026\n2 January 2027",
    } | changes


class TestWhoSeesWhat:
    def test_an_outsider_gets_404_everywhere_on_a_site(self, charlie, site_a, signed_in):
        client = signed_in(charlie)
        pages = [
            address(site_a),
            address(site_a, "edit"),
            address(site_a, "do", "pause-intake"),
            address(site_a, "do", "change-rota"),
        ]

        for page in pages:
            assert client.get(page).status_code == 404, page
            assert client.post(page).status_code == 404, page

    def test_lists_hold_only_what_is_ones_own(self, charlie, site_a, site_b, signed_in):
        page = signed_in(charlie).get("/admin/pim/site/").content.decode()

        assert "Site B" in page
        assert "Site A" not in page

    @pytest.mark.parametrize("screen", ["programme", "user", "membership", "invitation"])
    def test_a_coordinator_has_no_screens_of_a_manager(self, alice, signed_in, screen):
        client = signed_in(alice)

        assert client.get(f"/admin/pim/{screen}/").status_code == 404
        assert client.get(f"/admin/pim/{screen}/add/").status_code == 404

    def test_a_manager_has_no_case_screens(self, dana, signed_in):
        assert signed_in(dana).get("/admin/pim/message/").status_code == 404

    def test_nothing_can_be_deleted_and_nobody_acts_on_many_rows(self, chief, rf):
        request = rf.get("/")
        request.user = chief
        for screen in pim_site._registry.values():
            assert not screen.has_delete_permission(request)
            assert not any("delete" in str(url.pattern) for url in screen.get_urls())

    def test_the_navigation_shows_only_what_opens(self, alice, dana, client, signed_in):
        for user in (alice, dana):
            page = signed_in(user).get("/admin/").content.decode()
            nav = re.search(r"<nav.*?</nav>", page, re.S).group()
            links = re.findall(r'href="(/admin/[^"]*)"', nav)
            assert len(links) > 1
            assert {client.get(link).status_code for link in links} == {200}

    def test_ids_that_are_none_are_not_found(self, chief, signed_in):
        client = signed_in(chief)
        for wrong in ("x", "0", "%00", "None", "' or 1=1", "9" * 40):
            assert client.get(f"/admin/pim/site/{wrong}/").status_code == 404


class TestLists:
    def count(self, client, page, django_assert_num_queries, number):
        client.get(page)
        with django_assert_num_queries(number):
            assert client.get(page).status_code == 200

    @pytest.mark.parametrize(
        ("screen", "make", "queries"),
        [
            ("site", lambda p: SiteFactory(programme=p), 8),
            ("programme", lambda p: SiteFactory(), 7),
            ("user", lambda p: MembershipFactory(site=SiteFactory(programme=p)), 7),
            ("membership", lambda p: MembershipFactory(site=SiteFactory(programme=p)), 6),
        ],
    )
    def test_three_rows_cost_what_one_does(
        self, chief, programme, signed_in, django_assert_num_queries, screen, make, queries
    ):
        client, page = signed_in(chief), f"/admin/pim/{screen}/"
        make(programme)
        self.count(client, page, django_assert_num_queries, queries)

        make(programme), make(programme)
        self.count(client, page, django_assert_num_queries, queries)

    def test_invitations_and_the_trail_too(
        self, chief, dana, site_a, signed_in, django_assert_num_queries
    ):
        trustee = person("trustee@staff.example", Role.TRUSTEE)
        for number in (1, 3):
            for each in range(number):
                invitations.invite(
                    email=f"{number}{each}@post.example",
                    role=Role.VOLUNTEER,
                    site=site_a,
                    by=acting(dana),
                    now=clock.now(),
                )
            self.count(signed_in(dana), "/admin/pim/invitation/", django_assert_num_queries, 6)
            self.count(signed_in(trustee), "/admin/pim/auditevent/", django_assert_num_queries, 6)

    def test_fifty_rows_a_page(self, dana, programme, signed_in):
        SiteFactory.create_batch(51, programme=programme)
        client = signed_in(dana)

        first = client.get("/admin/pim/site/").content.decode()
        assert "51 in this list" in first and 'rel="prev"' not in first
        second = client.get(NEXT.search(first)[1]).content.decode()
        assert 'rel="next"' not in second
        places = [OF_A_SITE.findall(page) for page in (first, second)]
        assert [len(set(found)) for found in places] == [50, 1]
        assert not set(places[0]) & set(places[1])
        back = client.get(PREVIOUS.search(second)[1]).content.decode()
        assert OF_A_SITE.findall(back) == places[0]

    def test_more_than_a_thousand_are_not_counted(self, dana, programme, signed_in, monkeypatch):
        monkeypatch.setattr(keyset, "MOST_COUNTED", 2)
        SiteFactory.create_batch(2, programme=programme)
        assert ">2 in this list" in signed_in(dana).get("/admin/pim/site/").content.decode()
        SiteFactory(programme=programme)
        page = signed_in(dana).get("/admin/pim/site/").content.decode()
        assert "More than 2 in this list" in page

    def test_filters_are_links_and_only_what_is_offered_counts(self, dana, alice, bob, signed_in):
        client = signed_in(dana)

        page = client.get("/admin/pim/user/?role=volunteer").content.decode()
        assert "bob@post.example" in page
        assert "alice@staff.example" not in page

        for odd in (
            "?role=%00",
            "?role=admin",
            "?email__startswith=a",
            "?after=x",
            "?before=%00",
            "?q=alice",
        ):
            assert "alice@staff.example" in client.get("/admin/pim/user/" + odd).content.decode()


class TestSites:
    def test_a_manager_adds_one(self, dana, programme, signed_in):
        response = signed_in(dana).post("/admin/pim/site/add/", new_site(programme))

        site = Site.objects.get(name="New place")
        assert response.headers["Location"] == address(site)
        assert (site.slug, site.postcode_districts) == ("new-place", ["CV1", "CV2"])
        assert (site.staffed_weekdays, site.staffed_until) == ([0, 2], dt.time(16, 30))
        assert site.closures == [dt.date(2026, 12, 24), dt.date(2027, 1, 2)]

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"postcode_districts": "CV1\nhere"}, "“here” is not the first half of a postcode"),
            ({"postcode_districts": ""}, "Enter the postcode districts"),
            ({"closures": "31/02/2026"}, "“31/02/2026” is not a date"),
            ({"staffed_until": "08:00"}, "The end must be after the beginning"),
            ({"staffed_from": "early"}, "Staffed from must be a time, like 09:00"),
            ({"staffed_weekdays": ["9"]}, "Choose one of the answers on the page"),
            (
                {"closes_on_day": "1", "closes_on_month": "4", "closes_on_year": "2026"},
                "The closing date must be after the opening date",
            ),
            ({"name": "x" * 10_000}, "The name must be 120 characters or fewer"),
            ({"name": "Site A"}, "already"),
        ],
    )
    def test_what_does_not_fit_is_said_and_nothing_is_lost(
        self, dana, programme, site_a, signed_in, changes, said
    ):
        site_a.slug = "site-a"
        site_a.save()
        typed = new_site(programme, **changes)

        response = signed_in(dana).post("/admin/pim/site/add/", typed)

        page = response.content.decode()
        assert response.status_code == 200
        assert said in page
        assert "There is a problem" in page
        assert "01632 960 002" in page

    def test_not_in_a_programme_of_others(self, dana, programme, signed_in):
        other = ProgrammeFactory()
        signed_in(dana).post("/admin/pim/site/add/", new_site(other))

        assert not Site.objects.filter(name="New place").exists()

    def test_a_change_is_in_the_trail_with_names_of_fields_only(self, dana, site_a, signed_in):
        typed = new_site(site_a.programme, name="Renamed", funders="The Lottery")

        signed_in(dana).post(address(site_a, "edit"), typed)

        event = AuditEvent.objects.about(site_a).get()
        assert (event.action, event.actor) == ("site.changed", dana)
        assert "funders" in event.codes["fields"].split()
        assert "Lottery" not in str(event.codes)
        page = signed_in(dana).get(address(site_a)).content.decode()
        assert "Changed: " in page

    def test_extra_fields_in_the_post_change_nothing(self, dana, site_a, signed_in):
        typed = new_site(site_a.programme, slug="stolen", intake_paused="on", id="1")

        signed_in(dana).post(address(site_a, "edit"), typed)

        site_a.refresh_from_db()
        assert (site_a.slug, site_a.intake_paused) == ("a", False)

    def test_a_coordinator_pauses_intake_but_changes_nothing_else(self, alice, site_a, signed_in):
        client = signed_in(alice)
        assert client.get(address(site_a, "edit")).status_code == 404
        assert client.get(address(site_a, "do", "change-rota")).status_code == 404

        client.post(address(site_a, "do", "pause-intake"))

        site_a.refresh_from_db()
        assert site_a.intake_paused
        assert "Intake paused" in client.get(address(site_a)).content.decode()

    def test_an_action_asks_for_itself(self, bob, alice, site_a, site_b):
        for user, site in ((bob, site_a), (alice, site_b)):
            with pytest.raises(NotAllowed):
                intake.pause(site=site, by=acting(user), now=clock.now())
        with pytest.raises(NotAllowed):
            rota.set_week(site=site_a, week={}, by=acting(alice), now=clock.now())

    def test_a_button_opened_by_its_address_shows_the_record(self, alice, site_a, signed_in):
        site_a.intake_paused = True
        site_a.save()

        answer = signed_in(alice).get(address(site_a, "do", "open-intake"))
        assert answer.url == address(site_a)
        site_a.refresh_from_db()
        assert site_a.intake_paused

    def test_a_button_that_fits_no_more_says_so(self, alice, site_a, signed_in):
        client = signed_in(alice)

        response = client.post(address(site_a, "do", "open-intake"), follow=True)

        assert "That does not fit any more" in response.content.decode()


class TestRota:
    def test_a_manager_sets_the_week(self, dana, alice, site_a, signed_in):
        client = signed_in(dana)
        RotaFactory(site=site_a, user=dana, weekday=4, place=2)

        page = client.get(address(site_a, "do", "change-rota")).content.decode()
        assert page.count("<select") == 15
        client.post(address(site_a, "do", "change-rota"), {"day_0_1": alice.pk})

        assert list(Rota.objects.values_list("site", "weekday", "place", "user")) == [
            (site_a.pk, 0, 1, alice.pk)
        ]
        event = AuditEvent.objects.about(site_a).get()
        assert (event.action, event.codes) == ("site.rota_changed", {"fields": "monday friday"})

    def test_only_people_who_see_risk_alerts_there(self, dana, charlie, bob, site_a, signed_in):
        client = signed_in(dana)

        for user in (charlie, bob):
            page = client.post(address(site_a, "do", "change-rota"), {"day_0_1": user.pk})
            assert "There is a problem" in page.content.decode()

        assert Rota.objects.count() == 0


class TestProgrammes:
    typed = {
        "name": "Second scheme",
        "us": "Robin",
        "youngest_age": "18",
        "oldest_child_months": "24",
        "support_weeks": "12",
        "first_call_working_days": "5",
        "contact_attempts": "3",
        "is_active": "on",
    }

    def test_an_empty_form_asks_in_sentences(self, dana, programme, signed_in):
        page = signed_in(dana).post(address(programme, "edit"), {}).content.decode()

        assert "Enter what we call ourselves" in page
        assert "Enter the number of calls before we stop trying" in page

    def test_the_whole_organisations_manager_adds_one_and_then_a_site(self, chief, signed_in):
        client = signed_in(chief)

        client.post("/admin/pim/programme/add/", self.typed)

        programme = Programme.objects.get()
        assert programme.slug == "second-scheme"
        client.post("/admin/pim/site/add/", new_site(programme))
        assert programme.site_set.count() == 1

    def test_a_manager_of_one_programme_does_not(self, dana, signed_in):
        assert signed_in(dana).post("/admin/pim/programme/add/", self.typed).status_code == 404

    def test_a_length_of_nothing_is_refused_in_words(self, chief, signed_in):
        typed = self.typed | {"support_weeks": "0"}
        page = signed_in(chief).post("/admin/pim/programme/add/", typed).content.decode()

        assert "Enter 1 or more" in page


class TestPeople:
    def test_a_manager_invites(self, dana, site_a, signed_in):
        typed = {"email": "new@post.example", "role": "volunteer", "place": str(site_a.pk)}

        response = signed_in(dana).post("/admin/pim/invitation/add/", typed)

        invitation = Invitation.objects.get()
        assert response.headers["Location"] == address(invitation)
        assert (invitation.role, invitation.site, invitation.invited_by) == (
            "volunteer",
            site_a,
            dana,
        )

    @pytest.mark.parametrize(
        "changes",
        [{"role": "trustee"}, {"place": "everywhere"}, {"place": ""}, {"email": "new@"}],
    )
    def test_but_not_above_herself(self, dana, site_a, signed_in, changes):
        typed = {"email": "new@post.example", "role": "volunteer", "place": str(site_a.pk)}

        page = signed_in(dana).post("/admin/pim/invitation/add/", typed | changes)

        assert "There is a problem" in page.content.decode()
        assert Invitation.objects.count() == 0

    def test_a_lost_invitation_is_replaced(self, dana, site_a, signed_in):
        old = invitations.invite(
            email="x@post.example",
            role=Role.VOLUNTEER,
            site=site_a,
            by=acting(dana),
            now=clock.now(),
        )

        signed_in(dana).post(address(old, "do", "send-again"))

        assert Message.objects.filter(state="cancelled").count() == 1
        assert Message.objects.filter(state="queued").count() == 1

    def test_ending_a_role_asks_first_and_then_does(self, dana, alice, signed_in):
        client, held = signed_in(dana), alice.membership_set.get()

        asked = client.get(address(held, "do", "end")).content.decode()
        assert "End this role?" in asked
        done = client.post(address(held, "do", "end"), follow=True)

        assert done.redirect_chain[-1][0] == address(alice)
        assert "Has left" in done.content.decode()

    def test_a_refusal_is_said_on_the_page(self, dana, signed_in):
        held = dana.membership_set.get()

        page = signed_in(dana).post(address(held, "do", "end"))

        assert page.status_code == 200
        assert "You cannot end your own role" in page.content.decode()

    def test_people_elsewhere_are_not_there(self, dana, signed_in):
        stranger = MembershipFactory(site=SiteFactory()).user

        assert signed_in(dana).get(address(stranger)).status_code == 404


class TestSearch:
    def find(self, client, text):
        return client.post("/admin/search/", {"text": text})

    def test_finds_people_for_a_manager(self, dana, alice, signed_in):
        page = self.find(signed_in(dana), "alic").content.decode()

        assert address(alice) in page

    def test_and_for_nobody_else(self, charlie, alice, signed_in):
        page = self.find(signed_in(charlie), "alic").content.decode()

        assert "Nothing found that you may see." in page

    @pytest.mark.parametrize("text", ["", "al", " \x00a ", "%%"])
    def test_wants_three_letters(self, dana, signed_in, text):
        assert "Type 3 letters or more" in self.find(signed_in(dana), text).content.decode()

    def test_what_was_typed_is_in_no_address(self, dana, signed_in):
        client = signed_in(dana)

        assert self.find(client, "alic").status_code == 200
        page = client.get("/admin/search/?text=alic&q=alic").content.decode()
        assert "alic" not in page


class TestLedger:
    @pytest.fixture
    def scopes(self, monkeypatch):
        """Messages about sites, as an app above would declare them about referrals."""
        monkeypatch.setattr(ledger, "_scopes", [])
        ledger.add(
            lambda user: Site.objects.visible_to(user).values("pk"),
            links=lambda ids: {
                one.pk: panels.Link(one.name, address(one))
                for one in Site.objects.filter(pk__in=ids)
            },
        )

    def message(self, about):
        outbox.queue(
            notice="invitation",
            object_id=about.pk,
            about_id=about.pk,
            dedupe_key=str(about.pk),
            due_at=clock.now(),
        )
        return Message.objects.get(about_id=about.pk)

    def test_a_coordinator_sees_the_messages_of_her_own(
        self, alice, site_a, site_b, signed_in, scopes
    ):
        mine, theirs = self.message(site_a), self.message(site_b)
        client = signed_in(alice)

        page = client.get("/admin/pim/message/").content.decode()

        assert address(mine) in page
        assert "Site A" in page
        assert address(theirs) not in page
        assert client.get(address(theirs)).status_code == 404

    def test_nobody_sees_any_unless_an_app_says_so(self, alice, site_a, monkeypatch):
        monkeypatch.setattr(ledger, "_scopes", [])
        self.message(site_a)

        assert list(Message.objects.visible_to(alice)) == []

    def test_three_rows_cost_what_one_does(
        self, alice, site_a, programme, signed_in, scopes, django_assert_num_queries
    ):
        alice.membership_set.update(site=None, programme=programme)
        client = signed_in(alice)
        for number in (1, 3):
            for _ in range(number):
                self.message(SiteFactory(programme=programme))
            client.get("/admin/")  # notes that she is here
            with django_assert_num_queries(7):
                client.get("/admin/pim/message/")

    def test_it_can_only_be_read(self, alice, site_a, signed_in, scopes):
        message, client = self.message(site_a), signed_in(alice)

        assert client.get(address(message)).status_code == 200
        assert client.get(address(message, "edit")).status_code == 404
        assert client.post(address(message, "do", "anything")).status_code == 404


def test_a_name_with_a_script_in_it_is_only_a_name(dana, site_a, signed_in):
    user = UserFactory(name="<script>alert(1)</script>")
    MembershipFactory(user=user, site=site_a)
    client = signed_in(dana)

    for page in ("/admin/pim/user/", address(user), "/admin/pim/membership/"):
        assert "<script>alert" not in client.get(page).content.decode()
    assert User.objects.filter(name__contains="script").exists()
