"""Where she belongs, by her postcode district."""

from datetime import timedelta

import pytest

from pim import clock
from pim.models import Site
from referrals.queries import pick_programme, pick_site, site_for
from tests import factories as make

pytestmark = pytest.mark.django_db


def sites(*programmes, **columns) -> list[Site]:
    usual = {"postcode_districts": ["WA7"]} | columns
    return [make.SiteFactory(programme=one, **usual) for one in programmes]


def test_it_costs_one_query_however_many_programmes_there_are(django_assert_num_queries):
    first, *_ = sites(*make.ProgrammeFactory.create_batch(4))
    make.SiteFactory(postcode_districts=["E6"])
    on = clock.today()
    with django_assert_num_queries(1):
        assert site_for("WA7", on=on) == first
    with django_assert_num_queries(1):
        assert pick_programme("WA7", on=on) == first.programme


def test_the_oldest_programme_that_is_there_comes_first_and_whoever_is_not_paused_in_it():
    on = clock.today()
    closed, idle, first, second = make.ProgrammeFactory.create_batch(4)
    sites(closed, closes_on=on, opens_on=on - timedelta(days=9))
    sites(idle)
    idle.is_active = False
    idle.save()
    sites(first, intake_paused=True, opens_on=on - timedelta(days=9), slug="paused")
    (open_one,) = sites(first, opens_on=on - timedelta(days=5), slug="open")
    sites(second, opens_on=on - timedelta(days=20))
    sites(first, opens_on=on + timedelta(days=1), slug="later")
    assert site_for("WA7", on=on) == pick_site(first, "WA7", on=on) == open_one
    assert pick_programme("WA7", on=on) == first


@pytest.mark.parametrize("district", ["OX1", ""])
def test_whoever_lives_outside_every_area_lands_with_the_oldest_programme(district):
    first, second = make.ProgrammeFactory.create_batch(2)
    sites(second)
    sites(first, postcode_districts=["E6"])
    assert site_for(district, on=clock.today()) is None
    assert pick_programme(district, on=clock.today()) == first
