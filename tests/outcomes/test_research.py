"""A release: consent now, two persons, frozen, and nothing in it that names anyone."""

import csv
import datetime as dt
import hashlib
import io
from io import StringIO

import polars
import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.db.utils import InternalError
from django.urls import reverse

from outcomes import release_files as files
from outcomes import research
from outcomes.models import Release, ReleaseFile, Study, StudyCode
from pim import clock
from pim.access.audit import HERSELF, acting
from pim.enums import Role
from pim.errors import NotAllowed
from pim.models import AuditEvent
from referrals.actions import report_loss
from referrals.enums import LossKind
from tests.conftest import person
from tests.factories import ReferralFactory, SafeContactFactory, SiteFactory
from tests.outcomes import evidence

pytestmark = pytest.mark.django_db

CANARIES = {
    "called": "Zebedinia",
    "postcode": "WA7 9ZZ",
    "email": "canary.bird@post.example",
    "wish": "somebody to walk with in the park",
}


@pytest.fixture
def rhea(programme):
    """A researcher of programme A."""
    return person("rhea@staff.example", Role.RESEARCHER, programme=programme)


@pytest.fixture
def tom(programme):
    """A trustee of programme A."""
    return person("tom@staff.example", Role.TRUSTEE, programme=programme)


@pytest.fixture
def study(programme, tom):
    return research.open_study(
        key="demo",
        purpose="How women feel before and after",
        programme=programme,
        ends_on=clock.today() + dt.timedelta(days=90),
        by=acting(tom),
        now=clock.now(),
    )


@pytest.fixture
def waves(programme):
    return {
        "asked": evidence.wave(programme, "asked", "gad-7", "phq-9"),
        "end": evidence.wave(programme, "end", "gad-7", "experience"),
    }


@pytest.fixture
def ada(site_a, waves):
    """She said yes to research and answered both times."""
    referral = ReferralFactory(
        site=site_a,
        accepted=True,
        wish=CANARIES["wish"],
        parent__called=CANARIES["called"],
        parent__postcode=CANARIES["postcode"],
        asked_at=clock.now() - dt.timedelta(days=20),
        born_on=clock.today() + dt.timedelta(days=8),
    )
    SafeContactFactory(parent=referral.parent, address=CANARIES["email"])
    evidence.consent(referral)
    first = evidence.asked(referral, waves["asked"])
    evidence.scored(first, "gad-7", 12)
    evidence.answered(first, "phq-9", evidence.codes_for("phq-9", 27))
    last = evidence.asked(referral, waves["end"])
    evidence.scored(last, "gad-7", 5)
    evidence.answered(last, "experience", {1: "does-not-apply", 2: "agree"})
    return referral


def request(study, by) -> Release:
    return research.request_release(study=study, by=acting(by), now=clock.now())


def approve(release, by) -> Release:
    return research.approve_release(release=release, by=acting(by), now=clock.now())


def content(release) -> dict[str, bytes]:
    return {f.name: research.content_of(f) for f in ReleaseFile.objects.filter(release=release)}


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode())))


def test_scores_carry_relative_days_and_bands_and_no_date(study, rhea, ada):
    scores = rows(content(request(study, rhea))["scores.csv"])

    gad = {r["wave"]: r for r in scores if r["instrument"] == "gad-7"}
    assert (gad["asked"]["total"], gad["end"]["total"]) == ("12", "5")
    assert gad["asked"]["days_from_asked"] == "20"
    assert gad["asked"]["weeks_from_birth"] == "-2"  # 8 days to go: in the second week before
    assert gad["asked"]["age_band"] == "18_plus"
    assert gad["asked"]["site_code"] == "a"
    isolated = next(r for r in scores if r["scale"] == "less_isolated")
    assert (isolated["total"], isolated["missing_reason"]) == ("", "does_not_apply")


def test_a_loss_is_never_told_only_that_she_was_not_asked(study, rhea, ada, site_a, programme):
    mid = evidence.asked(ada, evidence.wave(programme, "mid", "gad-7"))
    report_loss(referral=ada, kind=LossKind.BABY_DIED, by=HERSELF, now=clock.now())
    files = content(request(study, rhea))

    scores = {r["wave"]: r for r in rows(files["scores.csv"]) if r["instrument"] == "gad-7"}
    assert scores["mid"]["missing_reason"] == "not_asked"
    assert scores["asked"]["weeks_from_birth"] == ""
    assert b"loss" not in files["scores.csv"] + files["long.csv"]
    mid.refresh_from_db()
    assert mid.stopped_why == "loss"


def test_an_answer_about_self_harm_cannot_be_read_or_worked_out(study, rhea, ada):
    files = content(request(study, rhea))

    phq = [r for r in rows(files["long.csv"]) if r["instrument"] == "phq-9"]
    scored = [r for r in phq if int(r["item"]) <= 9]
    assert {r["missing_reason"] for r in scored} == {"not_released"}
    assert {(r["option_code"], r["option_score"]) for r in scored} == {("", "")}
    assert [c for c in rows(files["wide.csv"])[0] if "phq9" in c] == ["asked_phq9_total"]


def test_only_consent_that_stands_now_lets_her_in(study, rhea, ada, site_a, waves):
    never_asked = ReferralFactory(site=site_a, accepted=True)
    evidence.scored(evidence.asked(never_asked, waves["asked"]), "gad-7", 3)
    first = rows(content(request(study, rhea))["long.csv"])

    evidence.consent(ada, given=False)
    second = rows(content(request(study, rhea))["long.csv"])

    assert len({r["code"] for r in first}) == 1
    assert second == []


def test_her_code_is_random_and_stays_hers_in_this_study(study, rhea, ada):
    first, second = (rows(content(request(study, rhea))["scores.csv"]) for _ in range(2))
    assert {r["code"] for r in first} == {r["code"] for r in second}
    assert StudyCode.objects.count() == 1


def test_who_asked_cannot_approve(study, programme):
    both = person("both@staff.example", Role.RESEARCHER, programme=programme)
    both.membership_set.create(role=Role.TRUSTEE, programme=programme, started_on=clock.today())
    release = request(study, both)

    with pytest.raises(research.ReleaseRefused, match="somebody else has to approve"):
        approve(release, both)
    with pytest.raises(IntegrityError, match="release_approved_by_another"), transaction.atomic():
        Release.objects.filter(pk=release.pk).update(approved_by=both, approved_at=clock.now())


def test_roles_are_checked_at_the_door(study, rhea, tom, alice, site_a):
    for nobody in (tom, alice):
        with pytest.raises(NotAllowed):
            request(study, nobody)
    with pytest.raises(NotAllowed):
        approve(request(study, rhea), alice)
    elsewhere = person("far@staff.example", Role.TRUSTEE, programme=SiteFactory().programme)
    with pytest.raises(NotAllowed):
        approve(request(study, rhea), elsewhere)


def test_an_approved_release_never_changes(study, rhea, tom, ada):
    release = approve(request(study, rhea), tom)
    for change in ({"rows": 0}, {"approved_at": clock.now()}, {"sha256": "0" * 64}):
        with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
            Release.objects.filter(pk=release.pk).update(**change)
    with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
        ReleaseFile.objects.filter(release=release).update(size=0)
    with pytest.raises(research.ReleaseRefused, match="approved already"):
        approve(release, tom)


def test_what_was_asked_for_cannot_change_before_it_is_approved(study, rhea):
    release = request(study, rhea)
    with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
        Release.objects.filter(pk=release.pk).update(rows=7)


def test_nothing_in_any_file_names_anyone(study, rhea, ada):
    files = content(request(study, rhea))
    forbidden = [*CANARIES.values(), "WA7", ada.reference, str(ada.pk), str(ada.parent_id)]
    assert sorted(files) == [
        "README.txt",
        "SHA256SUMS",
        "codebook.csv",
        "long.csv",
        "scores.csv",
        "wide.csv",
    ]
    found = [(n, c) for n, data in files.items() for c in forbidden if c.encode() in data]
    assert found == []


def test_the_codebook_lists_exactly_the_columns_written(study, rhea, ada):
    files = content(request(study, rhea))
    book = rows(files["codebook.csv"])
    for stem in ("long", "scores", "wide"):
        heads = next(csv.reader(io.StringIO(files[f"{stem}.csv"].decode())))
        assert [line["column"] for line in book if line["file"] == stem] == heads
    assert all(line["meaning"] for line in book)


def test_the_checksums_and_the_fingerprint_are_those_of_the_files(study, rhea, ada):
    release = request(study, rhea)
    files = content(release)
    sums = files.pop("SHA256SUMS")
    lines = [f"{hashlib.sha256(data).hexdigest()}  {n}" for n, data in sorted(files.items())]
    assert sums.decode().splitlines() == lines
    assert release.sha256 == hashlib.sha256(sums).hexdigest()


def test_queries_do_not_grow_with_the_people(
    study, rhea, ada, site_a, waves, django_assert_num_queries
):
    def asking():
        with django_assert_num_queries(13):
            request(study, rhea)

    request(study, rhea)
    asking()
    for _ in range(3):
        another = ReferralFactory(site=site_a, accepted=True)
        evidence.consent(another)
        evidence.scored(evidence.asked(another, waves["asked"]), "gad-7", 3)
    request(study, rhea)
    asking()


# --- The pages -----------------------------------------------------------------------------


def test_ask_approve_and_download_on_screen(signed_in, study, rhea, tom, ada):
    asked = signed_in(rhea).post(reverse("request-release", args=["demo"]))
    release = Release.objects.get()
    page, data = (reverse("release", args=[release.pk]), release_url(release, "scores.csv"))
    assert asked.url == page

    client = signed_in(rhea)
    assert client.get(data).status_code == 404  # not before it is approved
    assert "Somebody else has to approve" in client.get(page).content.decode()
    client = signed_in(tom)
    assert client.get(release_url(release, "codebook.csv")).status_code == 200
    client.post(reverse("approve-release", args=[release.pk]))
    downloaded = signed_in(rhea).get(data)

    assert downloaded.content == content(release)["scores.csv"]
    assert downloaded["Content-Disposition"] == 'attachment; filename="scores.csv"'
    trail = AuditEvent.objects.about(release).order_by("id").values_list("action", "actor__email")
    assert list(trail) == [
        ("release.requested", rhea.email),
        ("release.downloaded", tom.email),
        ("release.approved", tom.email),
        ("release.downloaded", rhea.email),
    ]


def test_a_waiting_release_stands_on_today_of_who_may_approve_it(signed_in, study, rhea, tom):
    release = request(study, rhea)
    page = reverse("release", args=[release.pk])
    assert page in signed_in(tom).get(reverse("admin:index")).content.decode()
    assert page not in signed_in(rhea).get(reverse("admin:index")).content.decode()
    approve(release, tom)
    assert page not in signed_in(tom).get(reverse("admin:index")).content.decode()


def test_the_navigation_offers_what_a_role_may_see(signed_in, study, rhea, tom, alice):
    offered = {}
    for user in (rhea, tom, alice):
        text = signed_in(user).get(reverse("admin:index")).content.decode()
        offered[user] = [name for name in ("reports", "research") if reverse(name) in text]
    assert offered == {rhea: ["research"], tom: ["reports", "research"], alice: ["reports"]}


def test_for_others_a_release_is_not_there(signed_in, study, rhea, tom, alice, dana, ada):
    release = approve(request(study, rhea), tom)
    far = person("far@staff.example", Role.RESEARCHER, programme=SiteFactory().programme)
    for user in (alice, dana, far):
        client = signed_in(user)
        assert client.get(reverse("release", args=[release.pk])).status_code == 404
        assert client.get(release_url(release, "long.csv")).status_code == 404
        assert client.post(reverse("approve-release", args=[release.pk])).status_code == 404
        assert client.post(reverse("request-release", args=["demo"])).status_code == 404


def test_when_the_study_is_over_nothing_can_be_downloaded(signed_in, study, rhea, tom, ada):
    release = approve(request(study, rhea), tom)
    Study.objects.update(ends_on=clock.today() - dt.timedelta(days=1))
    assert signed_in(rhea).get(release_url(release, "long.csv")).status_code == 404
    with pytest.raises(research.ReleaseRefused, match="is over"):
        request(Study.objects.get(), rhea)


def release_url(release, name):
    return reverse("release-file", args=[release.pk, name])


def test_words_that_a_spreadsheet_would_run_get_an_apostrophe():
    typed = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "agree"]
    assert [files.cell(one) for one in typed] == [*(f"'{one}" for one in typed[:-1]), "agree"]
    assert [files.cell(one) for one in (-2, 3.0, 2.5, True, None)] == [-2, 3, 2.5, "yes", ""]


# --- The command ---------------------------------------------------------------------------


def release_command(*args) -> str:
    out = StringIO()
    call_command("release", "--study", "demo", *map(str, args), stdout=out)
    return out.getvalue()


def test_ask_approve_and_write_from_the_command_line(study, rhea, tom, ada, tmp_path):
    assert "waiting for approval" in release_command("--request", "--as", rhea.email)
    release_command("--approve", "--as", tom.email)
    release_command("--out", tmp_path / "long")
    release_command("--layout", "wide", "--format", "parquet", "--out", tmp_path / "wide")

    frozen = content(Release.objects.get())
    assert (tmp_path / "long" / "scores.csv").read_bytes() == frozen["scores.csv"]
    wide = polars.read_parquet(tmp_path / "wide" / "wide.parquet")
    assert wide["asked_gad7_total"].to_list() == [12.0]
    book = rows((tmp_path / "wide" / "codebook.csv").read_bytes())
    assert [line["column"] for line in book] == wide.columns
    assert AuditEvent.objects.filter(action="release.written").count() == 2


@pytest.mark.parametrize("format", ["csv", "parquet"])
def test_a_release_of_nobody_is_headings_alone(study, rhea, tom, tmp_path, format):
    approve(request(study, rhea), tom)
    for layout in ("long", "wide"):
        release_command("--layout", layout, "--format", format, "--out", tmp_path / layout)
    read = polars.read_csv if format == "csv" else polars.read_parquet
    for name in ("long/long", "long/scores", "wide/wide"):
        assert read(tmp_path / f"{name}.{format}").height == 0


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--out", "x"], "No release of “demo” has been approved yet."),
        (["--approve", "--as", "tom@staff.example"], "No release of “demo” is waiting"),
        (["--request", "--as", "nobody@staff.example"], "Say who you are"),
        (["--request", "--as", "tom@staff.example"], "Your role does not let you"),
        (["--format", "sav", "--out", "x"], "SPSS (sav) is not written yet"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(study, capsys, args, said):
    with pytest.raises(SystemExit) as stopped:
        release_command(*args)
    lines = capsys.readouterr().err.splitlines()
    assert stopped.value.code == 2
    assert (len(lines), said in lines[0]) == (1, True)
