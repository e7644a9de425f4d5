"""What a person sees of studies and releases."""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils import timezone

from outcomes.models import Release, ReleaseFile, ReleaseMember, Study, StudyCode
from outcomes.models.research import in_programmes_of
from outcomes.periods import LONDON
from outcomes.releases import columns
from pim.access import reach, roles
from pim.models import Programme, User
from referrals.enums import Purpose
from referrals.models import Consent, Referral

DOCUMENTS = (
    "codebook.csv",
    "codebook.html",
    "load.R",
    "redcap.csv",
    "README.txt",
    "SHA256SUMS",
)
"""What describes a release, and may be read before it is approved."""


def studies_for(user: User, today: date) -> list[Study]:
    """Running studies she may ask a release for."""
    mine = Study.objects.filter(in_programmes_of(user, [roles.REQUEST_RELEASE]))
    return list(mine.running_on(today).select_related("programme").order_by("key"))


def study_for(user: User, key: str) -> Study | None:
    return Study.objects.visible_to(user).filter(key=key).first()


def programmes_to_study(user: User) -> list[Programme]:
    """Where she may open a study."""
    where = in_programmes_of(user, [roles.OPEN_STUDY], "pk")
    return list(Programme.objects.filter(where).order_by("name"))


def releases_for(user: User) -> list[Release]:
    """Newest first."""
    seen = Release.objects.visible_to(user).order_by("-requested_at")
    return list(seen.select_related("study__programme", "requested_by", "approved_by"))


def release_for(user: User, release_id: UUID) -> Release | None:
    seen = Release.objects.visible_to(user).select_related("study__programme", "requested_by")
    return seen.filter(pk=release_id).first()


def release_of_anybody(release_id: UUID) -> Release | None:
    """To note that somebody reached for it who may not see it; never to be shown."""
    return Release.objects.filter(pk=release_id).first()


def readable_files(release: Release, now: datetime) -> list[ReleaseFile]:
    """What may be fetched today; before approval only what describes the release."""
    if not is_in_time(release, now):
        return []
    kept = ReleaseFile.objects.filter(release=release).order_by("name")
    return [file for file in kept if is_readable(release, file.name)]


def is_readable(release: Release, name: str) -> bool:
    if release.declined_at is not None:
        return False
    return release.approved_at is not None or name in DOCUMENTS


def ends_at(release: Release) -> datetime | None:
    """Until when it can be fetched, once it is approved: the study may end before its two weeks."""
    if release.expires_at is None:
        return None
    over = datetime.combine(release.study.ends_on + timedelta(days=1), time(), LONDON)
    return min(release.expires_at, over)


def is_in_time(release: Release, now: datetime) -> bool:
    is_over = release.expires_at is not None and release.expires_at <= now
    return not is_over and release.study.ends_on >= timezone.localdate(now)


def may_approve(user: User, release: Release) -> bool:
    """Whether the buttons are hers: it is still open and she did not ask for it herself."""
    is_decided = release.approved_at is not None or release.declined_at is not None
    is_open = release.made_at is not None and not is_decided
    return (
        is_open
        and release.requested_by_id != user.pk
        and covers(user, roles.APPROVE_RELEASE, release.study.programme)
    )


def covers(user: User, permission: str, programme: Programme) -> bool:
    """A release is about a whole programme, so a role at one site is not enough."""
    return any(
        member.role in roles.GRANTS[permission]
        and (member.is_everywhere or member.programme_id == programme.pk)
        for member in roles.memberships(user)
    )


# --- What is left blank --------------------------------------------------------------------


class LeftBlank(NamedTuple):
    """A column others may know, and in how many episodes it is left blank."""

    name: str
    meaning: str
    n: int


def left_blank(release: Release) -> list[LeftBlank]:
    """Every column they may know, with those never left blank."""
    told = [*columns.TO_CHOOSE, *columns.CONSENT]
    told += columns.of_waves(columns.OF_A_FORM, columns.WAVES)
    meaning = {column.name: column.meaning for column in told}
    counts = release.anonymity.get("blanked", ())
    return [LeftBlank(name, meaning.get(name, ""), n) for name, n in counts]


# --- Who withdrew --------------------------------------------------------------------------


@reach.further("who said no since; codes of episodes, no name")
def withdrawn_since(release: Release) -> list[str]:
    """Codes of the episodes in it whose woman has said no to research since."""
    said_no = Consent.objects.filter(
        referral__parent=OuterRef("referral__parent"),
        purpose=Purpose.RESEARCH,
        given=False,
        at__gt=release.made_at or release.requested_at,
    )
    hers = ReleaseMember.objects.filter(Exists(said_no), release=release).values("referral")
    codes = StudyCode.objects.filter(study=release.study_id, referral__in=hers)
    return list(codes.order_by("code").values_list("code", flat=True))


def releases_with(referral: Referral) -> list[Release]:
    """The releases that can still be read, or were, and hold anything of this woman."""
    hers = ReleaseMember.objects.filter(referral__parent=referral.parent_id)
    found = Release.objects.filter(pk__in=hers.values("release"), approved_at__isnull=False)
    return list(found.order_by("made_at"))
