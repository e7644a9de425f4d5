"""The pages for those who sign in, in a real browser: errors too."""

import pytest
from allauth.mfa.models import Authenticator

from pim import clock
from pim.access import invitations
from pim.access.audit import acting
from pim.admin import today
from pim.enums import Role
from tests.conftest import person
from tests.factories import PASSWORD, RotaFactory
from tests.pim.access.signing_in import code_for, enrol
from tests.pim.looking import follow, look, send

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def invitation(dana, site_a):
    return invitations.invite(
        email="new@staff.example",
        role=Role.COORDINATOR,
        site=site_a,
        by=acting(dana),
        now=clock.now(),
    )


def test_signing_in(page, alice):
    enrol(alice)
    page.goto("/admin/")
    look(page, "sign-in")
    follow(page.get_by_role("button", name="Sign in"))
    assert page.title().startswith("Error: ")
    look(page, "sign-in-empty")

    page.get_by_label("E-mail address").fill(alice.email)
    page.get_by_label("Password").fill("not her password")
    follow(page.get_by_role("button", name="Sign in"))
    look(page, "sign-in-wrong")
    assert page.get_by_label("E-mail address").input_value() == alice.email

    page.get_by_label("Password").fill(PASSWORD)
    follow(page.get_by_role("button", name="Sign in"))
    look(page, "code")
    page.get_by_label("Code").fill("000000")
    follow(page.get_by_role("button", name="Carry on"))
    look(page, "code-wrong")

    page.get_by_label("Code").fill(code_for())
    follow(page.get_by_role("button", name="Carry on"))
    assert page.url.endswith("/admin/")
    look(page, "today-calm")

    follow(page.get_by_role("button", name="Sign out"))
    assert page.url.endswith("/account/login/")


def test_coming_in_by_invitation(page, invitation):
    page.goto(f"/account/invitation/{invitations.token_for(invitation)}/")
    look(page, "welcome")
    follow(page.get_by_role("button", name="Carry on"))
    look(page, "welcome-empty")

    page.get_by_label("Your name").fill("Nia")
    page.get_by_label("Password", exact=True).fill("three quite unrelated words")
    page.get_by_label("Password again").fill("three quite unrelated words")
    follow(page.get_by_role("button", name="Carry on"))
    look(page, "enrol")
    follow(page.get_by_role("button", name="Carry on"))
    look(page, "enrol-empty")

    page.get_by_text("I cannot scan the picture").click()
    secret = page.locator(".nhsuk-details__text code").inner_text().replace(" ", "")
    page.get_by_label("Code from your app").fill(code_for(secret))
    follow(page.get_by_role("button", name="Carry on"))
    look(page, "recovery-codes")

    page.goto("/account/recovery-codes/new/")
    look(page, "recovery-codes-new")
    page.goto("/account/")
    look(page, "own-sign-in")
    page.goto("/account/password/change/")
    follow(page.get_by_role("button", name="Change password"))
    look(page, "password-change-empty")


def test_a_forgotten_password_and_a_worn_out_link(page, alice):
    page.goto("/account/password/")
    follow(page.get_by_role("button", name="Send me a link"))
    look(page, "password-forgotten-empty")
    page.get_by_label("Your e-mail address").fill(alice.email)
    follow(page.get_by_role("button", name="Send me a link"))
    look(page, "password-asked")

    page.goto("/account/invitation/anything/")
    look(page, "worn-out")


def test_typing_the_password_again(here, alice):
    page = here(alice)
    Authenticator.objects.create(
        user=alice, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "x", "used_mask": 0}
    )
    page.goto("/account/recovery-codes/")
    look(page, "again-password")
    page.goto("/account/code/again/")
    look(page, "again-code")


@pytest.fixture
def busy(monkeypatch):
    """Two queues with something in them, one without."""
    monkeypatch.setattr(today, "_queues", {})
    now = clock.now()
    rows = [
        today.Row("PM-000001, Rosa", "/admin/", now, today.Urgency.AT_ONCE, "Ring by 4 o'clock"),
        *(today.Row(f"PM-{n:06d}, Ana", "/admin/", clock.today()) for n in range(2, 14)),
    ]
    for key, title, found in (
        ("calls", "Calls to make", rows),
        ("new", "New referrals", rows[1:3]),
        ("overdue", "Logs overdue", []),
    ):
        today.register(
            today.Queue(key, title, lambda user, now, f=found: f, permission="see cases")
        )


def test_today_with_something_to_do(here, alice, busy):
    page = here(alice)
    page.goto("/admin/")
    look(page, "today-busy")

    assert "And 3 more." in page.content()
    assert "Nothing waiting under: Logs overdue." in page.content()


def test_search(here, dana, alice):
    page = here(dana)
    page.goto("/admin/")
    page.get_by_label("Search").fill("al")
    follow(page.get_by_role("button", name="Search"))
    look(page, "search-short")

    page.get_by_role("searchbox").fill("alice")
    follow(page.get_by_role("button", name="Search"))
    look(page, "search-found")
    follow(page.get_by_role("link", name="Alice"))
    look(page, "person")


def test_the_screens_of_a_manager(here, dana, alice, bob, site_a, site_b, invitation):
    RotaFactory(site=site_a, user=alice)
    page = here(dana)
    for screen in ("programme", "site", "user", "invitation", "membership"):
        page.goto(f"/admin/pim/{screen}/")
        look(page, f"list-{screen}")
        follow(page.locator("tbody a").first)
        look(page, f"record-{screen}")


def test_forms_of_a_manager_left_empty(here, dana, alice, site_a):
    page = here(dana)
    for screen in ("site", "invitation"):
        page.goto(f"/admin/pim/{screen}/add/")
        look(page, f"add-{screen}")
        send(page)
        assert page.title().startswith("Error: ")
        look(page, f"add-{screen}-empty")
    page.goto(f"/admin/pim/site/{site_a.pk}/do/change-rota/")
    look(page, "rota")
    page.goto(f"/admin/pim/site/{site_a.pk}/do/pause-intake/")
    look(page, "pause-intake")
    follow(page.get_by_role("button", name="Pause intake"))
    look(page, "site-paused")


def test_the_trail(here, dana, alice, site_a, invitation):
    page = here(person("trustee@staff.example", Role.TRUSTEE))
    page.goto("/admin/pim/auditevent/")
    look(page, "trail")
    follow(page.locator("tbody a").first)
    look(page, "trail-event")


def test_on_a_phone_the_navigation_is_folded_and_opens_by_keyboard(here, alice, live_server):
    page = here(alice)
    page.goto(f"{live_server.url}/admin/")
    groups, menu = page.get_by_role("link", name="Groups"), page.locator("summary", has_text="Menu")
    look(page, "menu-folded")  # ends at the width of a phone
    assert menu.is_visible() and not groups.is_visible()
    menu.press("Enter")
    assert page.get_by_role("link", name="Today").get_attribute("aria-current") == "page"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.site-nav') !== null")
    look(page, "menu-open")
    follow(groups)
    page.set_viewport_size({"width": 1280, "height": 800})
    assert groups.is_visible() and not menu.is_visible()
