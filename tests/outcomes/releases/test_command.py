"""Releases from the command line."""

import datetime as dt
import re
import subprocess
from io import StringIO

import polars
import pytest
from django.core.management import call_command

from outcomes.models import Release, Study
from pim.models import AuditEvent
from tests.outcomes.releases.reading import approve, content, request, rows

pytestmark = pytest.mark.django_db


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
    for name in ("long.csv", "scores.csv", "codebook.csv"):
        assert (tmp_path / "long" / name).read_bytes() == frozen[name]
    for folder in ("long", "wide"):
        check = ["sha256sum", "--check", "--strict", "SHA256SUMS"]
        done = subprocess.run(check, cwd=tmp_path / folder, capture_output=True)
        assert done.returncode == 0, done.stderr
    wide = polars.read_parquet(tmp_path / "wide" / "wide.parquet")
    assert wide["asked_gad7_total"].to_list() == [12.0]
    book = rows((tmp_path / "wide" / "codebook.csv").read_bytes())
    assert [line["column"] for line in book if line["file"] == "wide"] == wide.columns
    assert AuditEvent.objects.filter(action="release.written").count() == 2


@pytest.mark.parametrize("format", ["csv", "parquet"])
def test_a_release_of_nobody_is_headings_alone(study, rhea, tom, tmp_path, format):
    approve(request(study, rhea), tom)
    for layout in ("long", "wide"):
        release_command("--layout", layout, "--format", format, "--out", tmp_path / layout)
    read = polars.read_csv if format == "csv" else polars.read_parquet
    for name in ("long/long", "long/scores", "wide/wide", "wide/episodes"):
        assert read(tmp_path / f"{name}.{format}").height == 0


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--out", "x"], "No release of “demo” has been approved yet."),
        (["--approve", "--as", "tom@staff.example"], "No release of “demo” is waiting"),
        (["--request", "--as", "nobody@staff.example"], "Say who you are"),
        (["--request", "--as", "tom@staff.example"], "Your role does not let you"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(study, capsys, args, said):
    with pytest.raises(SystemExit) as stopped:
        release_command(*args)
    lines = capsys.readouterr().err.splitlines()
    assert stopped.value.code == 2
    assert (len(lines), said in lines[0]) == (1, True)


def refused(capsys, *args) -> str:
    """The one line it says, before it ends with 2."""
    with pytest.raises(SystemExit) as stopped:
        release_command(*args)
    [line] = capsys.readouterr().err.splitlines()
    assert stopped.value.code == 2
    return line


def test_after_two_weeks_it_says_what_to_type_and_that_works(
    study, rhea, tom, ada, tmp_path, capsys, settings
):
    approve(request(study, rhea), tom)
    settings.CLOCK_OFFSET += dt.timedelta(days=14)
    said = refused(capsys, "--out", tmp_path)
    assert "they are over" in said

    people = {"A_RESEARCHER": rhea.email, "WHOEVER_APPROVES": tom.email}
    for step, who in re.findall(r"--study demo (--\w+) --as (\w+)", said):
        release_command(step, "--as", people[who])
    assert "long.csv" in release_command("--out", tmp_path)

    Study.objects.update(ends_on=dt.date(2024, 1, 1))
    assert refused(capsys, "--out", tmp_path).endswith("is over.")
