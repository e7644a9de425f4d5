"""Where the judges are, and what they say."""

import subprocess
import tomllib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from pim.settings import BASE_DIR

HERE = Path(__file__).resolve().parent
OURS = ["pim", "referrals", "volunteers", "outcomes", "deploy", "manage.py"]


def program(name: str, environment: str = ".venv-judges") -> Path:
    found = BASE_DIR / environment / "bin" / name
    if not found.is_file():
        pytest.fail(f"{name} is missing. Type: make setup-judges")
    return found


def asked(*command: object, within: float, **options) -> "subprocess.CompletedProcess[str]":
    """What a judge says, and its verdict; its own caches and settings stay out of it."""
    words = [str(word) for word in command]
    return subprocess.run(
        words, capture_output=True, text=True, timeout=within, check=False, **options
    )


def counted(findings: Iterable[tuple[str, str]]) -> dict[str, dict[str, int]]:
    """How often each rule complains of each file."""
    found: dict[str, Counter[str]] = {}
    for rule, file in findings:
        found.setdefault(rule, Counter())[file] += 1
    return {rule: dict(files) for rule, files in found.items()}


def known(file: str) -> dict[str, dict[str, int]]:
    """What may stay, in the same shape; each line of the file says why."""
    listed = tomllib.loads((HERE / file).read_text())["known"]
    assert all(one["why"] for one in listed)
    rules: dict[str, dict[str, int]] = {one["rule"]: {} for one in listed}
    for one in listed:
        rules[one["rule"]] |= one["files"]
    return rules
