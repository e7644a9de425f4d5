"""The frozen files of a release, written to a folder."""

from datetime import datetime
from pathlib import Path

from django.db import transaction

from outcomes.models import Release, ReleaseFile, Study
from outcomes.releases.asking import check_in_time, pieces_of
from outcomes.releases.freezing import SUMS
from outcomes.releases.reading import DOCUMENTS
from outcomes.releases.refusals import ReleaseRefused
from pim.access import audit
from pim.access.audit import Actor

LAYOUTS = {"long": ("long", "scores"), "wide": ("wide", "episodes")}
FORMATS = ("csv", "parquet", "sav", "dta")


def newest_approved(study: Study) -> Release | None:
    return Release.objects.approved().filter(study=study).order_by("-approved_at").first()


def newest_waiting(study: Study) -> Release | None:
    waiting = Release.objects.filter(
        study=study, approved_at__isnull=True, declined_at__isnull=True
    )
    return waiting.order_by("-requested_at").first()


@transaction.atomic
def write_release(
    *, release: Release, out_dir: Path, layout: str, format: str, by: Actor, now: datetime
) -> list[Path]:
    """The data of one layout, with what describes it and the checksums of just these files."""
    if release.approved_at is None:
        raise ReleaseRefused("This release has not been approved.")
    check_in_time(release, now)
    files = _files(release, [f"{table}.{format}" for table in LAYOUTS[layout]])
    codes = {"layout": layout, "format": format}
    audit.record(by=by, action="release.written", target=release, now=now, **codes)
    out_dir.mkdir(parents=True, exist_ok=True)
    return [_write(file, out_dir, [*files]) for file in files.values()]


def _files(release: Release, data: list[str]) -> dict[str, ReleaseFile]:
    kept = ReleaseFile.objects.filter(release=release, name__in=[*data, *DOCUMENTS])
    files = {file.name: file for file in kept.order_by("name")}
    if missing := [name for name in data if name not in files]:
        raise ReleaseRefused(f"This release holds no {missing[0]}.")
    return files


def _write(file: ReleaseFile, folder: Path, names: list[str]) -> Path:
    path = folder / file.name
    with path.open("wb") as written:
        for piece in pieces_of(file):
            written.write(_about(piece, names) if file.name == SUMS else piece)
    return path


def _about(sums: bytes, names: list[str]) -> bytes:
    """The lines about these files, so that the check in this folder finds each of them."""
    lines = sums.decode().splitlines(keepends=True)
    return "".join(line for line in lines if line.split()[1] in names).encode()
