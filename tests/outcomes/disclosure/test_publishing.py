"""What people outside the team read, when, and who reads more."""

import datetime as dt

import pytest
from django.urls import reverse

from outcomes import publishing
from outcomes.enums import RequestStatus
from outcomes.models import FigureAgreement, Publication
from outcomes.periods import LONDON
from pim import clock
from pim.access.audit import acting
from pim.enums import Role
from pim.errors import DomainError, NotAllowed
from pim.models import AuditEvent
from referrals.enums import ReferrerRole, Source
from referrals.models import Referrer
from tests.conftest import person
from tests.factories import ReferralFactory
from tests.outcomes import evidence

pytestmark = pytest.mark.django_db

ASKED = dt.datetime(2025, 2, 10, 12, tzinfo=LONDON)
OVER = dt.datetime(2025, 4, 1, tzinfo=LONDON)
SETTLED = OVER + dt.timedelta(days=35)
AGREED = {"organisation": "The Fund", "reference": "File 7"}


@pytest.fixture
def finn(programme):
    return person("finn@funder.example", Role.FUNDER, programme=programme)


@pytest.fixture
def twelve(site_a):
    return [ReferralFactory(site=site_a, asked_at=ASKED) for _ in range(12)]


def agree(finn, programme, by, **different):
    today = clock.today()
    said = {
        "reader": finn,
        "programme": programme,
        "starts_on": today,
        "ends_on": today + dt.timedelta(days=30),
        **AGREED,
    }
    return publishing.record_agreement(**said | different, by=acting(by), now=clock.now())


def test_a_quarter_is_printed_once_when_it_has_settled(programme, twelve):
    assert publishing.publish_next(now=SETTLED - dt.timedelta(seconds=1)) == 0
    assert publishing.publish_next(now=SETTLED) == 1
    assert publishing.publish_next(now=SETTLED) == 0

    twelve[0].delete()
    publishing.publish_next(now=SETTLED)
    (printed,) = Publication.objects.all()
    assert printed.quarter == "2025-q1"
    assert ["asked", "", "", "2024-q2", "2025-q1", 10] in printed.tables["cells"]


def test_the_next_quarter_follows_though_nothing_happened_in_it(programme, twelve):
    for _ in range(2):
        publishing.publish_next(now=SETTLED + dt.timedelta(days=92))
    assert sorted(Publication.objects.values_list("quarter", flat=True)) == ["2025-q1", "2025-q2"]


def test_anybody_reads_the_newest_twelve_months_without_signing_in(client, programme, twelve):
    assert "There are no figures yet" in client.get(reverse("figures")).text
    publishing.publish_next(now=SETTLED)

    page = client.get(reverse("figures"))
    assert "twelve months to the end of March 2025" in page.text
    assert '<th class="nhsuk-table__header" scope="row">Asked for support</th>' in page.text
    assert not page.cookies


def test_a_table_in_which_nothing_can_be_shown_says_so(client, programme, site_a):
    midwife = Referrer.objects.create(role=ReferrerRole.MIDWIFE, name="A. Midwife")
    sent = {"source": Source.PROFESSIONAL, "referrer": midwife, "referrer_says_she_agrees": True}
    for how in ({}, {"source": Source.STAFF}, sent):
        ReferralFactory(site=site_a, asked_at=ASKED, **how)
    publishing.publish_next(now=SETTLED)
    page = client.get(reverse("figures")).text
    assert page.count("This table is not shown") == 1  # who asked, in parts
    assert '<td class="nhsuk-table__cell">3</td>' not in page


def test_under_an_agreement_a_funder_reads_exact_figures_and_it_is_noted(
    signed_in, finn, dana, programme, twelve
):
    agreement = agree(finn, programme, dana)
    page = signed_in(finn).get(reverse("reports"))

    assert page.context["words"].flow.referred == "12"
    assert "under agreement File 7" in page.text
    assert AuditEvent.objects.filter(action="figures.read_exactly", actor=finn).count() == 1

    publishing.end_agreement(agreement=agreement, by=acting(dana), now=clock.now())
    assert "There are no figures yet" in signed_in(finn).get(reverse("reports")).text


@pytest.mark.parametrize("taken", ["picture", "table", "paper"])
def test_what_is_taken_away_needs_the_same_agreement(
    signed_in, finn, dana, programme, site_a, taken
):
    her = ReferralFactory(site=site_a, accepted=True)
    for wave, total in (("asked", 12), ("end", 8)):
        sent = evidence.asked(her, evidence.wave(programme, wave, "gad-7"), RequestStatus.COMPLETED)
        evidence.scored(sent, "gad-7", total)
    address = {
        "picture": reverse("report-picture", args=["months"]),
        "table": reverse("report-picture-figures", args=["months"]),
        "paper": reverse("report-on-paper"),
    }[taken]
    asked_for = {"about": programme.slug}
    assert signed_in(finn).get(address, asked_for).status_code == 404
    agree(finn, programme, dana)
    assert signed_in(finn).get(address, asked_for).status_code == 200
    assert AuditEvent.objects.filter(action="figures.read_exactly", actor=finn).count() == 1


def test_an_agreement_about_one_area_opens_no_other(signed_in, finn, dana, site_a, site_b):
    agree(finn, site_a.programme, dana, site=site_a)
    exact = {
        about: "words" in (signed_in(finn).get(reverse("reports"), {"about": about}).context)
        for about in (f"{site_a.programme.slug}{end}" for end in ("", ".a", ".b"))
    }
    assert list(exact.values()) == [False, True, False]


@pytest.mark.parametrize("days", [(-2, -1), (1, 2)])
def test_before_and_after_its_days_an_agreement_opens_nothing(
    signed_in, finn, dana, programme, site_a, days
):
    first, last = (clock.today() + dt.timedelta(days=one) for one in days)
    agree(finn, programme, dana, starts_on=first, ends_on=last)
    assert "words" not in signed_in(finn).get(reverse("reports")).context


def test_only_a_manager_of_it_all_agrees_and_only_for_a_funder(
    finn, dana, alice, programme, site_a
):
    with pytest.raises(NotAllowed):
        agree(finn, programme, alice)
    with pytest.raises(DomainError):
        agree(alice, programme, dana)
    with pytest.raises(DomainError):
        agree(finn, programme, dana, ends_on=clock.today() - dt.timedelta(days=1))
    assert not FigureAgreement.objects.exists()


def test_an_agreement_is_recorded_and_ended_at_the_desk(signed_in, finn, dana, programme):
    client, today = signed_in(dana), clock.today()
    days = {
        f"{name}_{part}": getattr(day, part)
        for name, day in (("starts_on", today), ("ends_on", today + dt.timedelta(days=90)))
        for part in ("day", "month", "year")
    }
    typed = AGREED | {"reader": finn.pk, "place": programme.pk} | days
    page = client.post(reverse("admin:outcomes_figureagreement_add"), typed)
    assert page.status_code == 302, page.text

    kept = FigureAgreement.objects.get()
    assert (kept.reader, kept.recorded_by) == (finn, dana)
    client.post(reverse("admin:outcomes_figureagreement_do", args=[kept.pk, "end"]))
    kept.refresh_from_db()
    assert kept.ended_by == dana
