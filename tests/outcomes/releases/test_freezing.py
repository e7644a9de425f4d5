"""Files, fingerprints, and nothing in any of them that names anyone."""

import csv
import hashlib
import io
import re
from pathlib import Path

import polars
import pytest
from django.apps import apps
from django.db import connection, models

from outcomes.models import Answer, ReleaseChunk, ReleaseFile
from outcomes.releases import anonymity, consenting, freezing, tables
from outcomes.releases import rows as statements
from pim import clock
from pim.access import privacy
from pim.access.audit import HERSELF
from referrals.actions import report_loss
from referrals.enums import LossKind
from tests.factories import MatchFactory, ReferralFactory
from tests.outcomes import evidence
from tests.outcomes.releases.conftest import CANARIES
from tests.outcomes.releases.reading import content, request, rows
from volunteers.models import Session

pytestmark = pytest.mark.django_db

TABLES = ("long", "scores", "wide", "episodes")


def test_nothing_in_any_file_names_anyone(study, rhea, ada):
    files = content(request(study, rhea))
    forbidden = [*CANARIES.values(), "WA7", ada.reference, str(ada.pk), str(ada.parent_id)]
    assert {"README.txt", "SHA256SUMS", "codebook.csv", "wide.parquet"} <= files.keys()
    found = [(n, c) for n, data in files.items() for c in forbidden if c.encode() in data]
    assert found == []


NAMING = (*privacy.ERASED, "account")
IN_HER_CASE = {
    "outcomes.answer",
    "pim.user",
    "referrals.parent",
    "referrals.referral",
    "referrals.safecontact",
    "volunteers.match",
    "volunteers.session",
    "volunteers.volunteer",
}


def test_no_identifying_column_of_any_table_comes_out_in_any_file(study, rhea, ada, waves, alice):
    """Every such column of every row there is holds a word of its own, and none of them leaves."""
    match = MatchFactory(referral=ada, active=True)
    Session.objects.create(
        match=match,
        held_on=clock.today(),
        kind="phone",
        minutes=60,
        logged_at=clock.now(),
        logged_by=alice,
    )
    report_loss(referral=ada, kind=LossKind.BABY_DIED, by=HERSELF, now=clock.now())
    said = Answer.objects.filter(response__instrument__key="experience").first()
    Answer.objects.create(response=said.response, item=99, words="x", answered_at=clock.now())
    canaries = dict(planted())
    assert {label.rpartition(".")[0] for label in canaries} >= IN_HER_CASE

    files = content(request(study, rhea))
    dates = [f"{day:%Y-%m-%d}" for day in (ada.born_on, ada.asked_at, clock.today())]
    for name, data in files.items():
        text = readable(name, data)
        found = [c for c in (*canaries.values(), *dates, ada.reference) if c in text]
        assert found == [], name


def planted():
    """Column to the word that now stands in it, in every row."""
    number = 0
    for model in apps.get_models():
        if not hasattr(model, "Privacy") or not model._default_manager.exists():
            continue
        for name, kind in privacy.classes_of(model).items():
            field = model._meta.get_field(name)
            if kind in NAMING and isinstance(field, models.CharField | models.TextField):
                number += 1
                canary = f"Z{number:03d}"
                _put(model, name, canary)
                yield f"{model._meta.label_lower}.{name}", canary


def _put(model, name: str, canary: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # past append-only rows
    is_unique = model._meta.get_field(name).unique
    for place, row in enumerate(model._base_manager.exclude(**{f"{name}__isnull": True})):
        word = f"{canary}-{place}" if is_unique else canary
        model._base_manager.filter(pk=row.pk).update(**{name: word})
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = origin")


def readable(name: str, data: bytes) -> str:
    """What a file says: Parquet is packed."""
    if name.endswith(".parquet"):
        return polars.read_parquet(io.BytesIO(data)).write_csv()
    return data.decode(errors="replace")


def test_no_statement_names_an_identifying_column():
    named = set()
    for module in (consenting, tables, statements, anonymity):
        source = Path(module.__file__).read_text()
        for statement in re.findall(r'"""(.*?)"""', source, re.DOTALL):
            if "SELECT" in statement:
                named |= set(re.findall(r"\b\w+\.(\w+)", statement))
    identifying = {
        model._meta.get_field(name).column
        for model in apps.get_models()
        if hasattr(model, "Privacy")
        for name, kind in privacy.classes_of(model).items()
        if kind in privacy.ERASED
    }
    assert {"born_on", "age_band"} <= named
    assert named & identifying == set()


def test_the_codebook_lists_exactly_the_columns_written(study, rhea, ada):
    files = content(request(study, rhea))
    book = rows(files["codebook.csv"])
    for stem in TABLES:
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


def test_a_file_is_kept_in_pieces(study, rhea, ada, monkeypatch):
    monkeypatch.setattr(freezing, "PIECE", 2000)
    release = request(study, rhea)
    kept = ReleaseFile.objects.get(release=release, name="long.csv")
    assert ReleaseChunk.objects.filter(file=kept).count() == -(-kept.size // 2000)
    assert hashlib.sha256(content(release)["long.csv"]).hexdigest() == kept.sha256


def test_the_formats_of_a_large_one_are_made_in_a_process_of_their_own(
    study, rhea, ada, monkeypatch
):
    monkeypatch.setattr(freezing, "MANY", 0)
    files = content(request(study, rhea))
    assert {f"{table}.{one}" for table in TABLES for one in ("parquet", "sav", "dta")} <= set(files)
    assert polars.read_parquet(io.BytesIO(files["wide.parquet"])).height == 1


def test_queries_do_not_grow_with_the_people(
    study, rhea, ada, site_a, waves, django_assert_max_num_queries
):
    def asking():
        with django_assert_max_num_queries(100) as found:
            request(study, rhea)
        return len(found)

    request(study, rhea)
    alone = asking()
    for _ in range(3):
        another = ReferralFactory(site=site_a, accepted=True)
        evidence.consent(another)
        evidence.scored(evidence.asked(another, waves["asked"]), "gad-7", 3)
    request(study, rhea)
    assert asking() == alone
