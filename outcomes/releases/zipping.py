"""All files of a release as one, made while it is sent: it is nowhere as a whole."""

import io
from collections.abc import Iterator
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.utils import timezone

from outcomes.models import Release, ReleaseFile
from outcomes.releases.asking import pieces_of


def folder_of(release: Release) -> str:
    """As it is called when it is fetched and when it is unpacked."""
    return f"{release.study.key}-{timezone.localdate(release.made_at):%Y-%m-%d}"


def zipped(release: Release) -> Iterator[bytes]:
    """Its bytes one piece after the other; the checksums are inside, as for single files."""
    outlet = _Outlet()
    with ZipFile(outlet, "w") as archive:
        for file in ReleaseFile.objects.filter(release=release).order_by("name"):
            with archive.open(_entry(release, file), "w") as entry:
                for piece in pieces_of(file):
                    entry.write(piece)
                    yield outlet.taken()
    yield outlet.taken()


def _entry(release: Release, file: ReleaseFile) -> ZipInfo:
    made = timezone.localtime(release.made_at).timetuple()
    entry = ZipInfo(f"{folder_of(release)}/{file.name}", made[:6])
    entry.compress_type, entry.file_size = ZIP_DEFLATED, file.size
    return entry


class _Outlet(io.RawIOBase):
    """What was written and is not yet sent."""

    def __init__(self) -> None:
        self.waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        self.waiting += data
        return len(data)

    def taken(self) -> bytes:
        taken, self.waiting = bytes(self.waiting), bytearray()
        return taken
