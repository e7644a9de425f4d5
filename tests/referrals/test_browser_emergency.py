"""A record of another site, opened in an emergency, in a real browser and on a phone."""

import pytest
from playwright.sync_api import expect

from tests import factories as make
from tests.pim.looking import follow, look, send

pytestmark = pytest.mark.django_db(transaction=True)


def test_at_night_with_only_a_number(here, charlie, alice, site_a):
    make.ReferralFactory(site=site_a, reference="7K3-X9Q", parent__called="Noor")
    page = here(charlie)
    page.goto("/admin/referrals/emergencylook/")
    look(page, "emergencies")
    follow(page.get_by_role("button", name="Open a record in an emergency"))
    page.get_by_label("Number of the record").fill("7k3 x9q")
    page.get_by_label("Someone may be in danger now").check()
    page.get_by_label("What has happened?").fill("A neighbour rang.")
    look(page, "emergency-form")
    send(page)
    look(page, "emergency")
    follow(page.get_by_role("button", name="Open her record"))
    expect(page.locator("h1")).to_contain_text("Noor")

    here(alice).goto("/admin/")
    follow(page.get_by_role("link", name="7K3-X9Q", exact=True))
    look(page, "emergency-told", widths=(390,))
    follow(page.get_by_role("button", name="I have seen it"))
    expect(page.get_by_text("Noted.")).to_be_visible()
