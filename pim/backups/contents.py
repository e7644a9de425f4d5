"""What a base holds, read as it streams by: every file is compared with the server's own list."""

import hashlib
import json
import tarfile
from typing import IO, Any, NamedTuple

from pim.backups.errors import Damaged
from pim.backups.server import place_in_log

LIST = "backup_manifest"
THE_LOG = "pg_wal/"  # of which the server keeps no sums: the log checks itself when it is read
BLOCK = 1 << 20


class Contents(NamedTuple):
    size: int
    version: int
    timeline: int
    begins: int
    ends: int


def check(stream: IO[bytes]) -> Contents:
    """Read a tar stream to its end. ``Damaged`` when a file is missing, added or changed."""
    found: dict[str, str] = {}
    listed: Any = None
    size = version = 0
    try:
        with tarfile.open(fileobj=stream, mode="r|") as tar:
            for member in tar:
                file = tar.extractfile(member) if member.isfile() else None
                if file is None:
                    continue
                size += member.size
                if member.name == LIST:
                    listed = json.load(file)
                elif member.name == "PG_VERSION":
                    content = file.read()
                    version = int(content)
                    found[member.name] = hashlib.sha256(content).hexdigest()
                elif not member.name.startswith(THE_LOG):
                    found[member.name] = _digest(file)
    except (tarfile.TarError, ValueError) as error:
        raise Damaged(f"The base cannot be read: {error}.") from None
    while stream.read(BLOCK):
        pass
    return _as_listed(listed, found, size, version)


def _digest(file: IO[bytes]) -> str:
    total = hashlib.sha256()
    while block := file.read(BLOCK):
        total.update(block)
    return total.hexdigest()


def _as_listed(listed: Any, found: dict[str, str], size: int, version: int) -> Contents:
    if listed is None:
        raise Damaged("The base has no list of its files.")
    wanted = {file["Path"]: file["Checksum"] for file in listed["Files"]}
    wanted = {path: total for path, total in wanted.items() if not path.startswith(THE_LOG)}
    if wrong := sorted(path for path, _ in wanted.items() ^ found.items()):
        raise Damaged(f"The base is not what the server sent, first in {wrong[0]}.")
    span = listed["WAL-Ranges"][-1]
    return Contents(
        size=size,
        version=version,
        timeline=span["Timeline"],
        begins=place_in_log(span["Start-LSN"]),
        ends=place_in_log(span["End-LSN"]),
    )
