"""The admin opens for staff after both factors, and for nobody else."""

import pytest

from pim.enums import Role
from tests.conftest import person

pytestmark = pytest.mark.django_db


def test_today_is_calm_when_nothing_waits(alice, signed_in):
    response = signed_in(alice).get("/admin/")

    assert response.status_code == 200
    assert "Nothing needs you just now." in response.content.decode()


def test_a_visitor_is_sent_to_the_one_sign_in(client):
    response = client.get("/admin/")

    assert response.headers["Location"] == "/account/login/?next=/admin/"


def test_for_a_volunteer_there_is_no_admin(bob, signed_in):
    assert signed_in(bob).get("/admin/").status_code == 404


def test_the_trail_is_read_by_a_trustee_and_not_by_a_coordinator(alice, signed_in, client):
    assert signed_in(alice).get("/admin/pim/auditevent/").status_code == 404

    trustee = person("trustee@staff.example", Role.TRUSTEE)
    assert signed_in(trustee).get("/admin/pim/auditevent/").status_code == 200
