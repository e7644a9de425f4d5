"""Pages of figures, reports and releases, in order and in error, are sound HTML."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from outcomes import publishing
from outcomes.releases import asking, columns
from pim import clock
from pim.access.audit import acting
from pim.enums import Role
from referrals.models import Referral
from tests.attacks.figures_world import print_quarters, settle, women
from tests.attacks.test_html import errors, save
from tests.attacks.wandering import Wanderer
from tests.conftest import person
from tests.outcomes import evidence
from tests.outcomes.releases.reading import approve, decline, request

pytestmark = pytest.mark.django_db


@pytest.fixture
def settled(programme):
    """A year of a small programme: some tables can be shown, some are withheld."""
    settle(programme, women(1, 30, 3))
    for referral in Referral.objects.all():
        evidence.consent(referral)


@pytest.fixture
def funder(programme):
    return person("finn@funder.example", Role.FUNDER, programme=programme)


@pytest.fixture
def look(tmp_path, signed_in):
    def by(user, *addresses, **queries):
        client = signed_in(user) if user else Client()
        seen = Wanderer(client, f"{user} {len(list(tmp_path.iterdir()))}")
        for address in addresses:
            seen.see(client.get(address, queries), "-".join(map(str, queries.values())))
        save(tmp_path, seen.pages)
        assert len(seen.pages) == len(addresses)

    return by


def test_figures_and_reports(look, settled, programme, site_a, dana, funder, tmp_path):
    look(None, reverse("figures"))
    look(funder, reverse("reports"))
    print_quarters(4)
    look(None, reverse("figures"))
    look(funder, reverse("reports"))
    look(dana, reverse("reports"), about=programme.slug)
    look(dana, reverse("reports"), about=f"{programme.slug}.{site_a.slug}")  # nobody came here
    look(dana, reverse("reports"), about=programme.slug, instrument="gad-7")
    look(dana, reverse("reports"), about=programme.slug, period="1999-q1")
    publishing.record_agreement(
        reader=funder,
        programme=programme,
        organisation="The <Fund> & sons",
        reference="File “7”",
        starts_on=clock.today(),
        ends_on=clock.today(),
        by=acting(dana),
        now=clock.now(),
    )
    look(funder, reverse("reports"), about=programme.slug)

    assert len(list(tmp_path.iterdir())) == 9
    assert errors(tmp_path) == []


def test_agreements_and_releases(look, settled, programme, dana, tmp_path, signed_in, settings):
    rhea = person("rhea@staff.example", Role.RESEARCHER, programme=programme)
    tom = person("tom@staff.example", Role.TRUSTEE, programme=programme)
    study = asking.open_study(
        names=columns.names(columns.TO_CHOOSE),
        key="demo",
        purpose="How women feel & why",
        programme=programme,
        ends_on=clock.today() + dt.timedelta(days=90),
        by=acting(tom),
        now=clock.now(),
    )
    asked, declined, approved = (request(study, rhea) for _ in range(3))
    decline(declined, tom, "Too <many> columns")
    approve(approved, tom)
    pages = [reverse("release", args=[one.pk]) for one in (asked, declined, approved)]
    look(rhea, reverse("research"), *pages)
    decide = reverse("decide-release", args=[asked.pk])
    look(tom, reverse("research"), *pages, decide)
    for user, address in (
        (dana, reverse("open-study")),
        (dana, reverse("admin:outcomes_figureagreement_add")),
        (tom, decide),
    ):
        seen = Wanderer(signed_in(user), "in error")
        seen.see(seen.client.get(address), "get")
        wrong = seen.client.post(address, {"why": ""})
        assert "Error: " in wrong.text
        seen.see(wrong, "post")
        save(tmp_path, seen.pages)
    settings.CLOCK_OFFSET += dt.timedelta(days=15)
    late = signed_in(rhea).get(reverse("release-file", args=[approved.pk, "long.csv"]))
    save(tmp_path, {"late": late.text})

    assert errors(tmp_path) == []
