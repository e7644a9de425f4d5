"""A phone or a computer that others use: what was typed goes at the press of a button."""

import pytest

from referrals.models import Draft
from tests.referrals.test_coming_back import let_in, save
from tests.referrals.test_views import HER_PAGES, MIDWIFES_PAGES, fill

pytestmark = pytest.mark.django_db
FORMS = [("yourself", HER_PAGES), ("someone", MIDWIFES_PAGES)]


@pytest.mark.parametrize(("who", "pages"), FORMS)
def test_what_was_typed_is_wiped_and_the_form_is_empty(client, site_a, who, pages):
    check = fill(client, who, pages)
    clear = f"/refer/{who}/clear/"
    assert f'href="{clear}"' in client.get(check).text
    assert "Clear what you typed?" in client.get(clear).text

    assert "It is cleared" in client.post(clear, follow=True).text

    assert Draft.objects.get().answers is None
    assert client.get(check).status_code == 302
    assert "Rosa" not in client.get(f"/refer/{who}/", follow=True).text


def test_one_saved_to_come_back_to_stays_for_whoever_knows_the_word(client, site_a):
    assert let_in(client, save(client)).status_code == 302
    assert "your link and your word still work" in client.get("/refer/yourself/clear/").text

    said = client.post("/refer/yourself/clear/", follow=True).text
    assert "Your link and your word still work" in said
    assert Draft.objects.get().answers is not None
    assert "Rosa" not in client.get("/refer/yourself/", follow=True).text


def test_an_empty_form_has_nothing_to_clear(client, site_a):
    assert "Clear this form" not in client.get("/refer/yourself/", follow=True).text
    assert client.get("/refer/yourself/clear/").url == "/refer/"


def test_looking_at_the_address_clears_nothing(client, site_a):
    check = fill(client, "yourself", HER_PAGES)

    assert client.get("/refer/yourself/clear/").status_code == 200
    assert "Rosa" in client.get(check).text
