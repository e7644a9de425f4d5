"""Releases for research: asked for by one person, approved by another, frozen from the start."""

import secrets
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from outcomes import release_columns as columns
from outcomes import release_files as files
from outcomes import release_rows as rows
from outcomes.models import Release, ReleaseChunk, ReleaseFile, Study, StudyCode
from outcomes.models.research import in_programmes_of
from pim.access import audit, roles
from pim.access.audit import Actor
from pim.errors import DomainError, NotAllowed
from pim.models import Programme, User

# No vowels and nothing that reads like another sign: no code spells a word or turns to a number.
SIGNS = "BCDFGHJKMNPQRSTVWXZ"
CODE_LENGTH = 12
CAN_BE_FETCHED_FOR = timedelta(days=14)
DOCUMENTS = ("codebook.csv", "README.txt", "SHA256SUMS")


class ReleaseRefused(DomainError):
    """A release cannot be asked for, approved or handed out as things stand."""


# --- What a person sees --------------------------------------------------------------------


def studies_for(user: User, today: date) -> list[Study]:
    """Running studies she may ask a release for."""
    mine = Study.objects.filter(in_programmes_of(user, [roles.REQUEST_RELEASE]))
    return list(mine.running_on(today).select_related("programme").order_by("key"))


def releases_for(user: User) -> list[Release]:
    """Newest first."""
    seen = Release.objects.visible_to(user).order_by("-requested_at")
    return list(seen.select_related("study__programme", "requested_by", "approved_by"))


def release_for(user: User, release_id: UUID) -> Release | None:
    seen = Release.objects.visible_to(user).select_related("study__programme", "requested_by")
    return seen.filter(pk=release_id).first()


def study_for(user: User, key: str) -> Study | None:
    return Study.objects.visible_to(user).filter(key=key).first()


def readable_files(release: Release, today: date) -> list[str]:
    """What may be downloaded today; before approval only what describes the release."""
    kept = ReleaseFile.objects.filter(release=release).order_by("name")
    names = kept.values_list("name", flat=True)
    return [name for name in names if _is_readable(release, name, today)]


def _is_readable(release: Release, name: str, today: date) -> bool:
    is_out = release.approved_at is not None or name in DOCUMENTS
    return is_out and release.study.ends_on >= today


def may_approve(user: User, release: Release) -> bool:
    """Whether the button is hers: approval is still open and she did not ask for it herself."""
    is_open = release.approved_at is None and release.requested_by_id != user.pk
    return is_open and covers(user, roles.APPROVE_RELEASE, release.study.programme)


def covers(user: User, permission: str, programme: Programme) -> bool:
    """A release is about a whole programme, so a role at one site is not enough."""
    return any(
        member.role in roles.GRANTS[permission]
        and (member.is_everywhere or member.programme_id == programme.pk)
        for member in roles.memberships(user)
    )


# --- Verbs ---------------------------------------------------------------------------------


@transaction.atomic
def open_study(
    *, key: str, purpose: str, programme: Programme, ends_on: date, by: Actor, now: datetime
) -> Study:
    """A study releases may be asked for; somebody who may approve releases opens it."""
    _check(by, roles.APPROVE_RELEASE, programme)
    if ends_on <= timezone.localdate(now):
        raise ReleaseRefused("A study needs a last day that is still to come.")
    study = Study.objects.create(key=key, purpose=purpose, programme=programme, ends_on=ends_on)
    audit.record(by=by, action="study.opened", target=study, now=now)
    return study


@transaction.atomic
def request_release(*, study: Study, by: Actor, now: datetime) -> Release:
    """Freeze what consents allow at this moment. Nobody can read it before it is approved.

    Raises ``NotAllowed`` without the role, ``ReleaseRefused`` when the study is over.
    """
    _check(by, roles.REQUEST_RELEASE, study.programme)
    _check_runs(study, now)
    content, n_rows = _frozen(study, now)
    release = Release.objects.create(
        study=study,
        requested_by=by.user,
        requested_at=now,
        made_at=now,
        rows=n_rows,
        sha256=files.sha256(content["SHA256SUMS"]),
    )
    _keep(release, content)
    audit.record(by=by, action="release.requested", target=release, now=now, rows=n_rows)
    return release


def _keep(release: Release, content: Mapping[str, bytes]) -> None:
    kept = ReleaseFile.objects.bulk_create(
        ReleaseFile(release=release, name=name, size=len(data), sha256=files.sha256(data))
        for name, data in content.items()
    )
    ReleaseChunk.objects.bulk_create(
        ReleaseChunk(file=file, place=0, content=content[file.name]) for file in kept
    )


def content_of(file: ReleaseFile) -> bytes:
    pieces = ReleaseChunk.objects.filter(file=file).order_by("place")
    return b"".join(pieces.values_list("content", flat=True))


@transaction.atomic
def approve_release(*, release: Release, by: Actor, now: datetime) -> Release:
    """A second person lets the release out. Who asked can never approve."""
    release = Release.objects.select_for_update().get(pk=release.pk)
    _check(by, roles.APPROVE_RELEASE, release.study.programme)
    if release.requested_by_id == by.user.pk:
        raise ReleaseRefused("You asked for this release, so somebody else has to approve it.")
    if release.approved_at is not None:
        raise ReleaseRefused("This release has been approved already.")
    _check_runs(release.study, now)
    release.approved_by, release.approved_at = by.user, now
    release.expires_at = now + CAN_BE_FETCHED_FOR
    release.save(update_fields=["approved_by", "approved_at", "expires_at"])
    audit.record(by=by, action="release.approved", target=release, now=now)
    return release


@transaction.atomic
def download(*, release: Release, name: str, by: Actor, now: datetime) -> bytes | None:
    """One frozen file, noted in the trail; None if there is no such file to be had."""
    found = ReleaseFile.objects.filter(release=release, name=name).first()
    if found is None or not _is_readable(release, name, timezone.localdate(now)):
        return None
    audit.record(by=by, action="release.downloaded", target=release, now=now, file=name)
    return content_of(found)


def _check(by: Actor, permission: str, programme: Programme) -> None:
    if by.user is None or not covers(by.user, permission, programme):
        raise NotAllowed(f"Your role does not let you {permission} in this programme.")


def _check_runs(study: Study, now: datetime) -> None:
    if study.ends_on < timezone.localdate(now):
        raise ReleaseRefused(f"The study “{study.key}” is over.")


# --- Freezing ------------------------------------------------------------------------------


def _frozen(study: Study, now: datetime) -> tuple[dict[str, bytes], int]:
    """Every file of the release, and how many answers it holds."""
    versions = rows.consenting(study)
    codes = _codes(study, versions)
    forms = rows.forms_of(list(versions))
    answers = list(rows.answer_rows(forms, codes, versions))
    scores = list(rows.score_rows(forms, codes, versions))
    given = [r for r in answers if r["is_scored"] and r["missing_reason"] != rows.NOT_RELEASED]
    heads = {
        "long": columns.LONG,
        "scores": columns.SCORES,
        "wide": files.wide_columns(scores, given),
    }
    content = {
        "long.csv": files.table(heads["long"], answers),
        "scores.csv": files.table(heads["scores"], scores),
        "wide.csv": files.table(heads["wide"], files.wide_rows(scores, given)),
        "codebook.csv": files.codebook(heads),
        "README.txt": _readme(study, now).encode(),
    }
    return content | {"SHA256SUMS": files.sums(content)}, len(answers)


def _codes(study: Study, referrals: Collection[UUID]) -> Mapping[UUID, str]:
    """Each referral's code in this study: made once, at random, from nothing about her."""
    known = dict(StudyCode.objects.filter(study=study).values_list("referral", "code"))
    new = [referral for referral in referrals if referral not in known]
    made = StudyCode.objects.bulk_create(
        StudyCode(study=study, referral_id=referral, code=_code()) for referral in new
    )
    return known | {line.referral_id: line.code for line in made}


def _code() -> str:
    return "".join(secrets.choice(SIGNS) for _ in range(CODE_LENGTH))


README = """\
Study: {key}
Programme: {programme}
Made on: {day}
Purpose: {purpose}

long.csv      one row for each person, wave, questionnaire and question
scores.csv    one row for each person, wave, questionnaire and scale
wide.csv      one row for each person
codebook.csv  every column and what it means
SHA256SUMS    check with: sha256sum --check SHA256SUMS

Only people whose consent to research stood on that day are in these files. Codes are random,
made for this study alone. There are no dates, names, postcodes or free words. A blank cell has
its reason in the column missing_reason.

No study may see answers about self-harm. Where a scale has such a question (PHQ-9), its total is
here and its single answers are not: with them, the one left out could be worked out.

Scores are scores, not diagnoses. Scores before and after, without a group to compare with, cannot
show what caused a change.
"""


def _readme(study: Study, now: datetime) -> str:
    day = timezone.localdate(now)
    return README.format(
        key=study.key,
        programme=study.programme.name,
        day=f"{day:%-d %B %Y}",
        purpose=study.purpose,
    )


# --- Writing to a folder -------------------------------------------------------------------

LAYOUTS = {"long": ("long.csv", "scores.csv"), "wide": ("wide.csv",)}
FORMATS = ("csv", "parquet")


def newest_approved(study: Study) -> Release | None:
    return Release.objects.approved().filter(study=study).order_by("-approved_at").first()


def newest_waiting(study: Study) -> Release | None:
    waiting = Release.objects.filter(study=study, approved_at__isnull=True)
    return waiting.order_by("-requested_at").first()


@transaction.atomic
def write_release(
    *, release: Release, out_dir: Path, layout: str, format: str, by: Actor, now: datetime
) -> list[Path]:
    """Write the frozen data files of one layout, their codebook, README and checksums."""
    if release.approved_at is None:
        raise ReleaseRefused("This release has not been approved.")
    _check_runs(release.study, now)
    content = files_of(release, layout, format)
    codes = {"layout": layout, "format": format}
    audit.record(by=by, action="release.written", target=release, now=now, **codes)
    out_dir.mkdir(parents=True, exist_ok=True)
    for name, data in content.items():
        (out_dir / name).write_bytes(data)
    return [out_dir / name for name in content]


def files_of(release: Release, layout: str, format: str) -> dict[str, bytes]:
    names = (*LAYOUTS[layout], *DOCUMENTS)
    frozen = {
        file.name: content_of(file)
        for file in ReleaseFile.objects.filter(release=release, name__in=names)
    }
    stems = [Path(name).stem for name in LAYOUTS[layout]]
    data = {f"{stem}.{format}": frozen[f"{stem}.csv"] for stem in stems}
    codebook = files.codebook_of(frozen["codebook.csv"], stems)
    if format == "parquet":
        kinds = files.kinds(codebook)
        data = {name: files.parquet(content, kinds) for name, content in data.items()}
    content = data | {"codebook.csv": codebook, "README.txt": frozen["README.txt"]}
    return content | {"SHA256SUMS": files.sums(content)}
