"""The leaflet of a site: what it says, what it does not, and that it is one A5 page."""

import re
from datetime import timedelta

import pytest
from segno import make as code_for

from pim import clock, crisis
from pim.leaflet import drawing
from pim.leaflet.words import form_address, leaflet_of
from tests.pim.test_plain_pages import GIVEAWAYS

pytestmark = pytest.mark.django_db
A5 = rb"/MediaBox \[ 0 0 419.52\d* 595.27\d* \]"


def every_word(leaflet) -> str:
    lines = [leaflet.name, leaflet.opening, *leaflet.said, *leaflet.how, *leaflet.at_once]
    return " ".join([*lines, leaflet.shown_address, leaflet.phone, leaflet.texts, leaflet.place])


def test_it_is_one_page_of_a5(client, site_a):
    response = client.get(f"/leaflet/{site_a.pk}/")

    assert response.headers["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-")
    assert len(re.findall(A5, response.content)) == 1
    assert len(re.findall(rb"/Type /Page\b(?!s)", response.content)) == 1


def test_it_says_whom_to_ring_and_when_texts_are_read(site_a):
    words = every_word(leaflet_of(site_a))

    for line in (site_a.phone, site_a.texts_read, site_a.name, "Parent to Parent"):
        assert line in words
    assert all(route.number in words for route in crisis.routes(site_a.nation))


def test_it_may_lie_on_a_kitchen_table(client, site_a):
    leaflet = leaflet_of(site_a)
    response = client.get(f"/leaflet/{site_a.pk}/")

    # The address of the form is the one thing it cannot say in other words.
    assert not GIVEAWAYS.search(every_word(leaflet).replace(leaflet.shown_address, ""))
    assert not GIVEAWAYS.search(response.headers["Content-Disposition"])
    assert b"/Title (Parent to Parent)" in response.content


def test_the_square_leads_to_the_form_whatever_host_was_asked(client, site_a, settings):
    settings.BASE_URL = "https://pim.example"
    settings.ALLOWED_HOSTS = ["*"]
    asked = client.get(f"/leaflet/{site_a.pk}/", HTTP_HOST="other.example")

    assert form_address() == "https://pim.example/refer/"
    wanted = code_for("https://pim.example/refer/", error="q", micro=False).matrix
    assert drawing.code_of(leaflet_of(site_a).address).matrix == wanted
    assert asked.content == drawing.draw(leaflet_of(site_a))
    assert client.get("/refer/").status_code == 200


def test_a_site_that_has_closed_has_none(client, site_a):
    site_a.closes_on = clock.today()
    site_a.save()
    assert client.get(f"/leaflet/{site_a.pk}/").status_code == 404

    site_a.closes_on = clock.today() + timedelta(days=1)
    site_a.save()
    assert client.get(f"/leaflet/{site_a.pk}/").status_code == 200


def test_a_coordinator_finds_it_on_the_page_of_her_site(signed_in, alice, site_a):
    page = signed_in(alice).get(f"/admin/pim/site/{site_a.pk}/").text

    assert f'href="/leaflet/{site_a.pk}/"' in page
