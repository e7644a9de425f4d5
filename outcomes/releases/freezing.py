"""A release is frozen once: read in one transaction, kept in pieces, never made again."""

import hashlib
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from outcomes.definitions import Definition
from outcomes.models import Release, ReleaseChunk, ReleaseFile, ReleaseMember, Study, Wave
from outcomes.releases import anonymity, asking, columns, consenting, formats, rows, tables
from outcomes.releases.codebook import Codebook
from outcomes.releases.readme import readme
from outcomes.releases.refusals import ReleaseRefused
from pim.access import audit
from pim.access.audit import SYSTEM, Actor

PIECE = 1024 * 1024
MANY = 100_000
"""Answers, from which the other formats take more memory than a worker should keep."""
SUMS = "SHA256SUMS"
MEMBERS = """
INSERT INTO outcomes_releasemember (release_id, referral_id) SELECT %s, referral FROM release_in
"""


def waiting_to_be_made() -> list[UUID]:
    unmade = Release.objects.filter(made_at__isnull=True, declined_at__isnull=True)
    return list(unmade.order_by("requested_at").values_list("pk", flat=True))


def make(release_id: UUID, *, now: datetime) -> Release | None:
    """Freeze what consents allow at this moment; None if somebody else makes it, or has.

    Every table is read from one state of the database, unless the caller has begun already.
    """
    begins = not connection.in_atomic_block
    with transaction.atomic():
        if begins:
            _look_at_one_moment()
        release = _taken(release_id)
        return release and _made(release, now)


def _look_at_one_moment() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def _taken(release_id: UUID) -> Release | None:
    """Locked with its study: two at once would give the same woman two codes."""
    unmade = Release.objects.filter(pk=release_id, made_at__isnull=True, declined_at__isnull=True)
    locked = unmade.select_related("study__programme")
    return locked.select_for_update(skip_locked=True, of=["self", "study"]).first()


def _made(release: Release, now: datetime) -> Release:
    with TemporaryDirectory() as folder:
        _write(release, Path(folder), now)
        _keep(release, Path(folder))
    release.made_at = now
    release.people = _members(release)
    release.save(update_fields=["made_at", "rows", "people", "anonymity", "sha256"])
    audit.record(by=SYSTEM, action="release.made", target=release, now=now, rows=release.rows)
    return release


def request_and_make(*, study: Study, by: Actor, now: datetime) -> Release:
    """At once, for whoever waits at a command line."""
    asked = asking.request_release(study=study, by=by, now=now)
    made = make(asked.pk, now=now)
    if made is None:
        raise ReleaseRefused("Another release of this study is being made. This one comes next.")
    return made


# --- Files -------------------------------------------------------------------------------------


def _write(release: Release, folder: Path, now: datetime) -> None:
    """Every file of it, in a folder that is gone again at the end."""
    codebook, selects, release.anonymity = lay_out(release.study, now)
    counts = {name: rows.copy(select, folder / f"{name}.csv") for name, select in selects.items()}
    release.rows = counts["long"]
    codebook.write(folder / "codebook.csv")
    frozen = {name: folder / f"{name}.csv" for name in selects}
    _other_formats(frozen, codebook, folder, is_large=release.rows > MANY)
    names = sorted(path.name for path in folder.iterdir())
    (folder / "README.txt").write_text(readme(codebook, names, release.anonymity))
    _write_sums(folder)


def lay_out(study: Study, now: datetime) -> tuple[Codebook, dict[str, str], dict[str, Any]]:
    """Who is in it and what is told of her, ready to be read: the codebook, the statement that
    gives each table, and how many share what could tell them apart."""
    tables.clear()
    tables.make_room()
    consenting.gather(study)
    definitions = tables.lay_out_forms(study)
    forms = tables.asked(definitions)
    alike = tables.lay_out_people(study.columns, columns.waves_of(forms))
    protected = anonymity.protect(alike)
    tables.lay_out_lines()
    return *_tables(study, forms, definitions, now), protected


def _other_formats(
    frozen: Mapping[str, Path], codebook: Codebook, folder: Path, *, is_large: bool
) -> None:
    """A large one in a process of its own: no worker keeps the memory that takes."""
    if is_large:
        command = [sys.executable, "-m", formats.__name__]
        given = pickle.dumps((frozen, codebook, folder))
        subprocess.run(command, input=given, cwd=settings.BASE_DIR, check=True)
    else:
        deque(formats.make(frozen, codebook, folder), maxlen=0)


def _tables(
    study: Study, forms: list[columns.Asked], definitions: tuple[Definition, ...], now: datetime
) -> tuple[Codebook, dict[str, str]]:
    """The codebook, and the statement that gives each table."""
    names, waves = study.columns, columns.waves_of(forms)
    compared = rows.compared(forms, Wave.objects.filter(programme=study.programme_id))
    heads = {
        "long": columns.long(names, waves),
        "scores": columns.scores(names, waves),
        "wide": columns.wide(names, forms),
        "episodes": columns.episodes(names, compared),
    }
    codebook = Codebook(
        study=study.key,
        programme=study.programme.name,
        purpose=study.purpose,
        made_on=timezone.localdate(now),
        tables=heads,
        definitions=definitions,
        forms=tuple(forms),
        questionnaires=tables.questionnaires(definitions),
    )
    return codebook, {
        "long": rows.long(heads["long"]),
        "scores": rows.scores(heads["scores"]),
        "wide": rows.wide(heads["wide"], forms),
        "episodes": rows.episodes(heads["episodes"], compared),
    }


def _write_sums(folder: Path) -> None:
    """Checksums as ``sha256sum --check`` reads them."""
    lines = [f"{sha256(path)}  {path.name}\n" for path in sorted(folder.iterdir())]
    (folder / SUMS).write_text("".join(lines))


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


# --- Keeping -----------------------------------------------------------------------------------


def _keep(release: Release, folder: Path) -> None:
    """Each file in pieces: none is ever in memory as a whole."""
    for path in sorted(folder.iterdir()):
        file = ReleaseFile.objects.create(
            release=release, name=path.name, size=path.stat().st_size, sha256=sha256(path)
        )
        for place, piece in enumerate(_pieces(path)):
            ReleaseChunk.objects.create(file=file, place=place, content=piece)
    release.sha256 = sha256(folder / SUMS)


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def _members(release: Release) -> int:
    with connection.cursor() as cursor:
        cursor.execute(MEMBERS, [release.pk])
    return ReleaseMember.objects.filter(release=release).count()
