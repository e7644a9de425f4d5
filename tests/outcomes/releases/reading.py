"""Asking for releases in tests, and reading what came."""

import csv
import io

from outcomes.models import Release, ReleaseFile
from outcomes.releases import asking, freezing
from pim import clock
from pim.access.audit import acting


def request(study, by) -> Release:
    return freezing.request_and_make(study=study, by=acting(by), now=clock.now())


def approve(release, by) -> Release:
    return asking.approve_release(release=release, by=acting(by), now=clock.now())


def content(release) -> dict[str, bytes]:
    return {f.name: asking.content_of(f) for f in ReleaseFile.objects.filter(release=release)}


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode())))


def decline(release, by, why: str) -> Release:
    return asking.decline_release(release=release, why=why, by=acting(by), now=clock.now())


def fetch(release, by, name: str, now=None) -> ReleaseFile | None:
    return asking.download(release=release, name=name, by=acting(by), now=now or clock.now())
