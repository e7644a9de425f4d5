"""Whether the static files have to be collected again: it costs seconds at every start."""

import hashlib
from pathlib import Path

from pim.stack.folders import Folders
from pim.stack.options import BASE_DIR

# What decides where they come from and how they are named.
RULES = ("requirements.txt", "pim/settings.py")


def are_collected(place: Folders) -> bool:
    stamp = _stamp(place)
    return place.static.exists() and stamp.exists() and stamp.read_text() == _fingerprint()


def note_collected(place: Folders) -> None:
    _stamp(place).write_text(_fingerprint())


def _stamp(place: Folders) -> Path:
    return place.var / "static.stamp"


def _fingerprint() -> str:
    found = hashlib.sha256()
    for rule in RULES:
        found.update((BASE_DIR / rule).read_bytes())
    for file in sorted((BASE_DIR / "static").rglob("*")):
        known = file.stat()
        found.update(f"{file} {known.st_size} {known.st_mtime_ns}\n".encode())
    return found.hexdigest()
