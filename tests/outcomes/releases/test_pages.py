"""Studies and releases on screen."""

import datetime as dt
import time

import pytest
from django.urls import reverse

from outcomes.models import Release, Study
from outcomes.tasks import make_releases
from pim import clock
from pim.enums import Role
from pim.models import AuditEvent
from tests.conftest import person
from tests.factories import SiteFactory
from tests.outcomes import evidence
from tests.outcomes.releases.reading import approve, content, request

pytestmark = pytest.mark.django_db


def file_url(release, name):
    return reverse("release-file", args=[release.pk, name])


def text(response) -> str:
    return response.content.decode()


def read(response) -> bytes:
    return b"".join(response.streaming_content)


def test_ask_approve_and_download_on_screen(signed_in, study, rhea, tom, ada):
    asked = signed_in(rhea).post(reverse("request-release", args=["demo"]))
    release = Release.objects.get()
    page, data = reverse("release", args=[release.pk]), file_url(release, "scores.csv")
    deciding = reverse("decide-release", args=[release.pk])
    assert asked.url == page
    assert "It is being made" in text(signed_in(rhea).get(page))

    make_releases()
    assert signed_in(rhea).get(data).status_code == 404  # not before it is approved
    assert "Somebody else has to approve" in text(signed_in(rhea).get(page))
    assert signed_in(rhea).get(deciding).status_code == 404
    assert read(signed_in(tom).get(file_url(release, "codebook.csv")))
    assert "Could anybody be told apart?" in text(signed_in(tom).get(deciding))
    signed_in(tom).post(deciding)
    downloaded = signed_in(rhea).get(data)

    assert read(downloaded) == content(release)["scores.csv"]
    assert downloaded["Content-Disposition"] == 'attachment; filename="scores.csv"'
    trail = AuditEvent.objects.about(release).order_by("id").values_list("action", "actor__email")
    assert list(trail) == [
        ("release.requested", rhea.email),
        ("release.made", None),
        ("release.downloaded", tom.email),
        ("release.approved", tom.email),
        ("release.downloaded", rhea.email),
    ]


def test_declining_on_screen_needs_a_reason_that_whoever_asked_can_read(
    signed_in, study, rhea, tom, ada
):
    release = request(study, rhea)
    deciding = reverse("decide-release", args=[release.pk])
    assert "Error: " in text(signed_in(tom).post(deciding, {"why": ""}))
    signed_in(tom).post(deciding, {"why": "Too many columns"})
    page = text(signed_in(rhea).get(reverse("release", args=[release.pk])))
    assert "Too many columns" in page
    assert "codebook.csv" not in page


def test_she_is_asked_again_who_she_is_before_data_or_a_decision(
    client, signed_in, study, rhea, tom, ada
):
    release = request(study, rhea)
    later = dt.timedelta(minutes=11)
    for name, args in (("decide-release", []), ("release-file", ["README.txt"])):
        address = reverse(name, args=[release.pk, *args])
        assert signed_in(tom).get(address).status_code == 200
        session = client.session
        for record in session["account_authentication_methods"]:
            record["at"] = time.time() - later.total_seconds()
        session.save()
        asked = client.get(address)
        assert asked.url.startswith(reverse("account_reauthenticate"))
    assert AuditEvent.objects.filter(action="release.downloaded").count() == 1


def test_when_it_is_over_the_page_says_so_kindly(signed_in, study, rhea, tom, ada, settings):
    release = approve(request(study, rhea), tom)
    settings.CLOCK_OFFSET += dt.timedelta(days=14)
    late = signed_in(rhea).get(file_url(release, "long.csv"))
    assert late.status_code == 410
    assert "ask for a new release" in text(late)
    page = text(signed_in(rhea).get(reverse("release", args=[release.pk])))
    assert "Nothing can be downloaded any more" in page


def test_the_release_page_counts_who_withdrew_since(signed_in, study, rhea, ada):
    release = request(study, rhea)
    evidence.consent(ada, given=False)
    page = text(signed_in(rhea).get(reverse("release", args=[release.pk])))
    assert "1 of them: their woman has said no to research since" in page


def test_a_study_is_opened_on_a_page(signed_in, programme, dana, rhea):
    page = reverse("open-study")
    assert signed_in(rhea).get(page).status_code == 404
    client = signed_in(dana)
    assert "The area that supports her" in text(client.get(page))
    last = clock.today() + dt.timedelta(days=60)
    typed = {
        "key": "sleep",
        "purpose": "How mums sleep",
        "programme": str(programme.pk),
        "columns": ["site_code", "birth_band"],
        "ends_on_day": last.day,
        "ends_on_month": last.month,
        "ends_on_year": last.year,
    }
    assert "Error: " in text(client.post(page, typed | {"purpose": ""}))
    assert client.post(page, typed).url == reverse("research")
    study = Study.objects.get(key="sleep")
    assert (study.columns, study.ends_on) == (["site_code", "birth_band"], last)
    assert "already" in text(client.post(page, typed))
    assert "birth_band" in text(signed_in(rhea).get(reverse("research")))


def test_a_waiting_release_stands_on_today_of_who_may_approve_it(signed_in, study, rhea, tom):
    release = request(study, rhea)
    page = reverse("release", args=[release.pk])
    assert page in text(signed_in(tom).get(reverse("admin:index")))
    assert page not in text(signed_in(rhea).get(reverse("admin:index")))
    approve(release, tom)
    assert page not in text(signed_in(tom).get(reverse("admin:index")))


def test_the_navigation_offers_what_a_role_may_see(signed_in, study, rhea, tom, alice, programme):
    partner = person("uni@staff.example", Role.UNIVERSITY_PARTNER, programme=programme)
    offered = {}
    for user in (rhea, tom, alice, partner):
        page = text(signed_in(user).get(reverse("admin:index")))
        offered[user] = [name for name in ("reports", "research") if reverse(name) in page]
    assert offered == {
        rhea: ["research"],
        tom: ["reports", "research"],
        alice: ["reports"],
        partner: ["research"],
    }


def test_for_others_a_release_is_not_there(signed_in, study, rhea, tom, alice, dana, ada):
    release = approve(request(study, rhea), tom)
    far = person("far@staff.example", Role.RESEARCHER, programme=SiteFactory().programme)
    for user in (alice, dana, far):
        client = signed_in(user)
        assert client.get(reverse("release", args=[release.pk])).status_code == 404
        assert client.get(file_url(release, "long.csv")).status_code == 404
        assert client.post(reverse("decide-release", args=[release.pk])).status_code == 404
    for user in (alice, far):
        address = reverse("request-release", args=["demo"])
        assert signed_in(user).post(address).status_code == 404


def test_her_page_for_staff_says_in_which_releases_her_answers_are(
    signed_in, study, rhea, tom, alice, ada
):
    approve(request(study, rhea), tom)
    page = reverse("admin:referrals_referral_change", args=[ada.pk])
    day = f"{clock.today():%-d %B %Y}"
    seen = text(signed_in(alice).get(page))
    assert f"Her answers are in 1 release, made on {day}. If she says no" in seen
    evidence.consent(ada, given=False)
    seen = text(signed_in(alice).get(page))
    assert "Files already fetched cannot be called back" in seen
