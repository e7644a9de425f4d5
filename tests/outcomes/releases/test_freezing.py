"""Files, fingerprints, and nothing in any of them that names anyone."""

import csv
import hashlib
import io

import pytest

from outcomes.models import ReleaseChunk, ReleaseFile
from outcomes.releases import freezing, tables
from outcomes.releases import rows as statements
from tests.factories import ReferralFactory
from tests.outcomes import evidence
from tests.outcomes.releases.conftest import CANARIES
from tests.outcomes.releases.reading import content, request, rows

pytestmark = pytest.mark.django_db

TABLES = ("long", "scores", "wide", "episodes")


def test_nothing_in_any_file_names_anyone(study, rhea, ada):
    files = content(request(study, rhea))
    forbidden = [*CANARIES.values(), "WA7", ada.reference, str(ada.pk), str(ada.parent_id)]
    assert {"README.txt", "SHA256SUMS", "codebook.csv", "wide.parquet"} <= files.keys()
    found = [(n, c) for n, data in files.items() for c in forbidden if c.encode() in data]
    assert found == []


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
    monkeypatch.setattr(freezing, "PIECE", 100)
    release = request(study, rhea)
    kept = ReleaseFile.objects.get(release=release, name="long.csv")
    assert ReleaseChunk.objects.filter(file=kept).count() == -(-kept.size // 100)
    assert hashlib.sha256(content(release)["long.csv"]).hexdigest() == kept.sha256


def test_queries_do_not_grow_with_the_people(
    study, rhea, ada, site_a, waves, django_assert_max_num_queries
):
    def asking():
        with django_assert_max_num_queries(75) as found:
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


def test_words_that_a_spreadsheet_would_run_get_an_apostrophe(db, tmp_path):
    typed = ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "＝1", "agree", "1-2"]
    listed = ", ".join(f"({place}, {statements._text(word)})" for place, word in enumerate(typed))
    select = f"SELECT {tables.guarded('word')} AS word FROM (VALUES {listed}) AS w(n, word)"
    statements.copy(f"{select} ORDER BY n", tmp_path / "words.csv")
    found = [row["word"] for row in rows((tmp_path / "words.csv").read_bytes())]
    assert found == [*(f"'{word}" for word in typed[:-2]), *typed[-2:]]
