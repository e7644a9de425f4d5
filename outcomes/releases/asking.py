"""The verbs: a study is opened, a release asked for, approved or declined, and fetched."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from outcomes.models import Release, ReleaseChunk, ReleaseFile, Study
from outcomes.releases import columns
from outcomes.releases.reading import covers, is_readable
from outcomes.releases.refusals import ReleaseRefused, TooLate
from pim.access import audit, roles
from pim.access.audit import Actor
from pim.errors import NotAllowed
from pim.models import Programme

EVERYTHING = "everything.zip"
CAN_BE_FETCHED_FOR = timedelta(days=14)


@transaction.atomic
def open_study(
    *,
    key: str,
    purpose: str,
    programme: Programme,
    ends_on: date,
    by: Actor,
    now: datetime,
    names: Sequence[str] = columns.USUAL,
) -> Study:
    """A study releases may be asked for, with what it may have beside the scores."""
    _check(by, roles.OPEN_STUDY, programme)
    if ends_on <= timezone.localdate(now):
        raise ReleaseRefused("A study needs a last day that is still to come.")
    if Study.objects.filter(key=key).exists():
        raise ReleaseRefused(f"There is a study “{key}” already.")
    wanted = columns.names(columns.chosen(names))
    study = Study.objects.create(
        key=key, purpose=purpose, programme=programme, columns=wanted, ends_on=ends_on
    )
    audit.record(by=by, action="study.opened", target=study, now=now)
    return study


@transaction.atomic
def request_release(*, study: Study, by: Actor, now: datetime) -> Release:
    """Ask for a release. It is frozen next, and nobody can read it before it is approved.

    Raises ``NotAllowed`` without the role, ``ReleaseRefused`` when the study is over.
    """
    _check(by, roles.REQUEST_RELEASE, study.programme)
    _check_runs(study, now)
    release = Release.objects.create(study=study, requested_by=by.user, requested_at=now)
    audit.record(by=by, action="release.requested", target=release, now=now)
    return release


@transaction.atomic
def approve_release(*, release: Release, by: Actor, now: datetime) -> Release:
    """A second person lets the release out, for two weeks. Who asked can never approve."""
    release = _undecided(release, by)
    if release.made_at is None:
        raise ReleaseRefused("This release is still being made. Look again in a few minutes.")
    _check_runs(release.study, now)
    release.approved_by, release.approved_at = by.user, now
    release.expires_at = now + CAN_BE_FETCHED_FOR
    release.save(update_fields=["approved_by", "approved_at", "expires_at"])
    audit.record(by=by, action="release.approved", target=release, now=now)
    return release


@transaction.atomic
def decline_release(*, release: Release, why: str, by: Actor, now: datetime) -> Release:
    """It stays on file with the reason, and can never be fetched."""
    release = _undecided(release, by)
    if not why.strip():
        raise ReleaseRefused("Say why, so that whoever asked knows what to change.")
    release.declined_by, release.declined_at, release.declined_why = by.user, now, why.strip()
    release.save(update_fields=["declined_by", "declined_at", "declined_why"])
    audit.record(by=by, action="release.declined", target=release, now=now)
    return release


def _undecided(release: Release, by: Actor) -> Release:
    release = Release.objects.select_for_update().get(pk=release.pk)
    _check(by, roles.APPROVE_RELEASE, release.study.programme)
    if release.requested_by_id == by.user.pk:
        raise ReleaseRefused("You asked for this release, so somebody else has to approve it.")
    if release.approved_at is not None:
        raise ReleaseRefused("This release has been approved already.")
    if release.declined_at is not None:
        raise ReleaseRefused("This release has been declined.")
    return release


@transaction.atomic
def download(*, release: Release, name: str, by: Actor, now: datetime) -> ReleaseFile | None:
    """One frozen file, noted in the trail before a byte of it leaves; None if there is none.

    Raises ``TooLate`` when it can be fetched no more.
    """
    found = ReleaseFile.objects.filter(release=release, name=name).first()
    if found is None:
        return None
    check_in_time(release, now)
    if not is_readable(release, name):
        return None
    audit.record(by=by, action="release.downloaded", target=release, now=now, file=name)
    return found


@transaction.atomic
def download_everything(*, release: Release, by: Actor, now: datetime) -> bool:
    """All its files at once, noted as one; not before it is approved.

    Raises ``TooLate`` when they can be fetched no more.
    """
    check_in_time(release, now)
    if release.approved_at is None:
        return False
    audit.record(by=by, action="release.downloaded", target=release, now=now, file=EVERYTHING)
    return True


def note_refusal(*, release: Release, why: str, by: Actor, now: datetime) -> None:
    """Whoever reaches for a release she may not have, or decide about, leaves a trace."""
    audit.record(by=by, action="release.refused", target=release, now=now, why=why)


def check_in_time(release: Release, now: datetime) -> None:
    if release.expires_at is not None and release.expires_at <= now:
        raise TooLate("This release could be fetched for two weeks, and they are over.")
    _check_runs(release.study, now)


def pieces_of(file: ReleaseFile) -> Iterator[bytes]:
    """One after the other: a national file is never in memory as a whole."""
    pieces = ReleaseChunk.objects.filter(file=file)
    for place in sorted(pieces.values_list("place", flat=True)):
        yield bytes(pieces.values_list("content", flat=True).get(place=place))


def content_of(file: ReleaseFile) -> bytes:
    return b"".join(pieces_of(file))


def _check(by: Actor, permission: str, programme: Programme) -> None:
    if by.user is None or not covers(by.user, permission, programme):
        raise NotAllowed(f"Your role does not let you {permission} in this programme.")


def _check_runs(study: Study, now: datetime) -> None:
    if study.ends_on < timezone.localdate(now):
        raise TooLate(f"The study “{study.key}” is over.")
