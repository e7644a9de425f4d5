"""Whoever comes with a link that opens nothing finds whom to ring, and learns nothing else."""

from datetime import date

import pytest

from tests import factories as make

pytestmark = pytest.mark.django_db
LINKS = ("/questionnaire/", "/my-support/", "/back/", "/referral-status/", "/reference/")


@pytest.mark.parametrize("start", LINKS)
def test_a_dead_link_says_whom_to_ring_and_where_help_is(client, site_a, start):
    make.SiteFactory(name="Not open yet", opens_on=date(2099, 1, 1), phone="01632 960999")
    page = client.get(f"{start}{'x' * 22}/")
    assert page.status_code == 404
    assert site_a.phone in page.text
    assert 'href="/get-help-now/"' in page.text
    assert "01632 960999" not in page.text
