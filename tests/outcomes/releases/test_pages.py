"""Studies and releases on screen."""

import datetime as dt
import io
import re
import subprocess
import time
import zipfile

import pytest
from django.urls import reverse

from outcomes.models import Release, Study, StudyCode
from outcomes.releases.shelves import WHAT_FOR
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
        ("release.refused", rhea.email),
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
    waiting, release = request(study, rhea), approve(request(study, rhea), tom)
    later = dt.timedelta(minutes=11)
    places = (("release-everything", []), ("release-file", ["README.txt"]), ("decide-release", []))
    for name, args in places:
        release = waiting if name == "decide-release" else release
        address = reverse(name, args=[release.pk, *args])
        assert signed_in(tom).get(address).status_code == 200
        session = client.session
        for record in session["account_authentication_methods"]:
            record["at"] = time.time() - later.total_seconds()
        session.save()
        asked = client.get(address)
        assert asked.url.startswith(reverse("account_reauthenticate"))
    assert AuditEvent.objects.filter(action="release.downloaded").count() == 2


def test_when_it_is_over_the_page_says_so_kindly(signed_in, study, rhea, tom, ada, settings):
    release = approve(request(study, rhea), tom)
    settings.CLOCK_OFFSET += dt.timedelta(days=14)
    late = signed_in(rhea).get(file_url(release, "long.csv"))
    assert late.status_code == 410
    assert "ask for a new release" in text(late)
    page = text(signed_in(rhea).get(reverse("release", args=[release.pk])))
    assert "Nothing can be downloaded any more" in page


def test_who_withdrew_is_a_code_for_who_asked_and_a_count_for_others(
    signed_in, study, rhea, tom, ada
):
    release = request(study, rhea)
    page, deciding = (reverse(name, args=[release.pk]) for name in ("release", "decide-release"))
    code = StudyCode.objects.get().code
    assert code not in text(signed_in(rhea).get(page))
    assert "said no since" not in text(signed_in(tom).get(deciding))

    evidence.consent(ada, given=False)
    seen = text(signed_in(rhea).get(page))
    assert "1 of 1: its woman has said no to research since" in seen
    assert (code in seen, ada.reference in seen) == (True, False)
    assert code not in text(signed_in(tom).get(page))
    assert "1 said no since it was made" in text(signed_in(tom).get(deciding))


def test_files_stand_by_what_they_are_for_and_say_how_long(
    signed_in, study, rhea, tom, ada, settings
):
    release = approve(request(study, rhea), tom)
    page = reverse("release", args=[release.pk])
    seen = text(signed_in(rhea).get(page))
    titles = re.findall(r"<h3[^>]*>([^<]+)</h3>", seen)
    assert titles == list(WHAT_FOR)
    assert all(file_url(release, name) in seen for name in content(release))
    assert "1\u00a0week, 6\u00a0days left" in seen
    settings.CLOCK_OFFSET += dt.timedelta(days=12, hours=22)
    assert "1\u00a0day, 1\u00a0hour left" in text(signed_in(rhea).get(page))
    Study.objects.update(ends_on=clock.today())
    assert "1\u00a0day" not in text(signed_in(rhea).get(page))  # the study ends before


def test_everything_as_one_zip_under_the_rules_of_each_file(
    signed_in, client, study, rhea, tom, ada, settings, tmp_path
):
    release = request(study, rhea)
    everything = reverse("release-everything", args=[release.pk])
    assert signed_in(tom).get(everything).status_code == 404  # not before it is approved
    approve(release, tom)
    fetched = signed_in(rhea).get(everything)
    folder = f"demo-{clock.today():%Y-%m-%d}"
    assert fetched["Content-Disposition"] == f'attachment; filename="{folder}.zip"'
    with zipfile.ZipFile(io.BytesIO(read(fetched))) as archive:
        archive.extractall(tmp_path)
    found = {path.name: path.read_bytes() for path in (tmp_path / folder).iterdir()}
    assert found == content(release)
    check = ["sha256sum", "--check", "--strict", "SHA256SUMS"]
    assert subprocess.run(check, cwd=tmp_path / folder, capture_output=True).returncode == 0
    [noted] = AuditEvent.objects.filter(action="release.downloaded")
    assert (noted.actor, noted.codes["file"]) == (rhea, "everything.zip")

    settings.CLOCK_OFFSET += dt.timedelta(days=14)
    assert signed_in(rhea).get(everything).status_code == 410


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
        assert client.get(reverse("release-everything", args=[release.pk])).status_code == 404
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
