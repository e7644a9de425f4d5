"""What every screen of the admin keeps to, tried on a screen made up for it."""

import pytest
from django import forms
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404

from pim import clock
from pim.access import roles
from pim.admin import pages, panels
from pim.admin.bases import Block, Do, PimModelAdmin, ReadOnlyAdmin, Summary, Table, Tag, button
from pim.admin.site import pim_site
from pim.errors import DomainError
from pim.forms.base import PimForm
from pim.models import AuditEvent, Site

pytestmark = pytest.mark.django_db


class NoteForm(PimForm):
    words = forms.CharField(label="Words")

    def __init__(self, *args, record, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["words"].help_text = f"About {record.name}, by {user.name}"


class TryAdmin(PimModelAdmin):
    see_permission = work_permission = roles.SEE_CASES
    audit_views = True

    def site_of(self, site):
        return site

    def panels(self, request, site):
        return [Table("Lines", ["What", "Do"], [[Tag("New"), Do("Drop", "/x/", "the line")]])]

    @button("Note", form=NoteForm, hint="Short.", done="Noted.")
    def note(self, site, *, words, by, now):
        if "no" in words:
            raise DomainError("That cannot be noted.")
        site.funders = f"{words} by {by.user.name}"
        site.save()

    @button("Refuse")
    def refuse(self, site, **asked):
        raise DomainError("Not today.")

    @button("Shut", permission=roles.MANAGE_SITES)
    def shut(self, site, **asked):
        raise AssertionError("Nobody here may")

    @button("Later", when=lambda site: False)
    def later(self, site, **asked):
        raise AssertionError("It does not fit")

    @button("Go on")
    def go_on(self, site, **asked):
        return "/elsewhere/"


@pytest.fixture
def screen():
    return TryAdmin(Site, pim_site)


@pytest.fixture
def ask(rf, client, signed_in, site_a):
    """``ask(user, page, data)`` calls a page of the screen on site A as that user."""

    def call(screen, user, page, data=None, **kwargs):
        request = rf.get("/") if data is None else rf.post("/", data)
        request.user, request.session = user, signed_in(user).session
        request._messages = FallbackStorage(request)
        response = page(screen, request, pk=str(site_a.pk), **kwargs)
        response.said = [str(one) for one in request._messages]
        return response.render() if hasattr(response, "render") else response

    return call


class TestButtons:
    def test_stand_in_the_order_written_for_those_who_may(self, screen, ask, alice):
        page = ask(screen, alice, pages.record_page).content.decode()

        places = [page.index(f">{label}<") for label in ("Note", "Refuse", "Go on")]
        assert places == sorted(places)
        assert ">Shut<" not in page
        assert ">Later<" not in page

    def test_a_form_gets_the_record_and_the_user(self, screen, ask, alice):
        page = ask(screen, alice, pages.do_page, key="note").content.decode()

        assert "About Site A, by Alice" in page
        assert "Short." in page

    def test_answers_go_to_the_method_with_who_and_when(self, screen, ask, alice, site_a):
        done = ask(screen, alice, pages.do_page, {"words": "Hello"}, key="note")

        site_a.refresh_from_db()
        assert site_a.funders == "Hello by Alice"
        assert (done.status_code, done.said) == (302, ["Noted."])

    def test_a_refusal_is_said_and_what_was_typed_stays(self, screen, ask, alice):
        page = ask(screen, alice, pages.do_page, {"words": "rather no"}, key="note")

        assert page.status_code == 200
        assert "That cannot be noted." in page.content.decode()
        assert 'value="rather no"' in page.content.decode()

    def test_a_refusal_without_a_form_is_said_on_the_record(self, screen, ask, alice, site_a):
        back = ask(screen, alice, pages.do_page, {}, key="refuse")

        assert back.headers["Location"] == f"/admin/pim/site/{site_a.pk}/"
        assert back.said == ["Not today."]

    def test_a_method_may_say_where_to_go(self, screen, ask, alice):
        assert ask(screen, alice, pages.do_page, {}, key="go-on").headers["Location"] == (
            "/elsewhere/"
        )

    @pytest.mark.parametrize("key", ["shut", "no-such-button"])
    def test_not_for_those_who_may_not(self, screen, ask, alice, key):
        with pytest.raises(Http404):
            ask(screen, alice, pages.do_page, {}, key=key)

    def test_not_where_it_does_not_fit(self, screen, ask, alice):
        assert ask(screen, alice, pages.do_page, {}, key="later").said == [
            "That does not fit any more. Please look at the page again."
        ]

    def test_not_on_the_record_of_another_site(self, screen, ask, charlie):
        screen.get_queryset = lambda request: Site.objects.all()  # were the list ever too long

        with pytest.raises(Http404):
            ask(screen, charlie, pages.do_page, {"words": "Hello"}, key="note")

    def test_nothing_at_all_on_a_read_only_screen(self, ask, alice, site_a):
        class Shown(ReadOnlyAdmin, TryAdmin):
            pass

        with pytest.raises(Http404):
            ask(Shown(Site, pim_site), alice, pages.do_page, {"words": "Hello"}, key="note")


def test_a_screen_must_say_who_may_see_it():
    with pytest.raises(ImproperlyConfigured, match="who may see it"):
        PimModelAdmin(Site, pim_site)


class TestRecords:
    def test_an_outsider_finds_nothing(self, screen, ask, charlie):
        with pytest.raises(Http404):
            ask(screen, charlie, pages.record_page)
        assert AuditEvent.objects.count() == 0

    def test_who_looked_is_in_the_trail_where_asked_for(self, screen, ask, alice, site_a):
        ask(screen, alice, pages.record_page)

        (event,) = AuditEvent.objects.about(site_a)
        assert (event.action, event.actor) == ("site.viewed", alice)

    def test_but_not_in_the_history_on_the_page(self, screen, ask, alice):
        ask(screen, alice, pages.record_page)

        page = ask(screen, alice, pages.record_page).content.decode()
        assert "Nothing has been changed yet." in page

    def test_an_app_further_up_adds_panels(self, screen, ask, alice, monkeypatch):
        monkeypatch.setattr(panels, "_makers", {})
        panels.on(Site, order=20)(lambda user, site: None)
        panels.on(Site, order=10)(lambda user, site: Summary("From above", [("For", user.name)]))

        page = ask(screen, alice, pages.record_page).content.decode()

        assert page.index("Lines") < page.index("From above") < page.index("History")

    def test_a_line_of_a_table_can_hold_a_button(self, screen, ask, alice):
        page = ask(screen, alice, pages.record_page).content.decode()

        assert '<form method="post" action="/x/">' in page
        assert 'Drop<span class="nhsuk-u-visually-hidden"> the line</span>' in page

    def test_a_template_of_ones_own(self, screen, ask, alice, monkeypatch):
        block = Block("Own", "admin/panels/words.html", {"text": "x"})
        monkeypatch.setattr(screen, "panels", lambda request, site: block)

        assert "Nothing written yet." in ask(screen, alice, pages.record_page).content.decode()


class TestStepUp:
    """Roles are not given or taken on a computer somebody left unlocked."""

    def test_ten_minutes_after_signing_in_she_is_asked_again(self, dana, signed_in):
        client = signed_in(dana)
        self.signed_in_ago(client, minutes=11)

        response = client.get("/admin/pim/invitation/add/")

        there = "/account/reauthenticate/?next=%2Fadmin%2Fpim%2Finvitation%2Fadd%2F"
        assert response.headers["Location"] == there

    def test_what_she_opened_in_time_she_may_still_send(self, dana, signed_in):
        client = signed_in(dana)
        self.signed_in_ago(client, minutes=20)

        page = client.post("/admin/pim/invitation/add/", {}).content.decode()
        assert "There is a problem" in page

    def test_but_not_for_ever(self, dana, signed_in):
        client = signed_in(dana)
        self.signed_in_ago(client, minutes=31)

        response = client.post("/admin/pim/invitation/add/", {})
        assert response.headers["Location"].startswith("/account/reauthenticate/")

    def test_other_screens_do_not_ask(self, dana, signed_in):
        client = signed_in(dana)
        self.signed_in_ago(client, minutes=60)

        assert client.get("/admin/pim/site/add/").status_code == 200

    def signed_in_ago(self, client, minutes):
        session = client.session
        for record in session["account_authentication_methods"]:
            record["at"] = clock.wall().timestamp() - minutes * 60
        session.save()
