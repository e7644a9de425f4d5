"""The units as systemd itself reads them, and how little harm it thinks they can do."""

import re
import shutil
import subprocess
import sys

import pytest

from tests.deploy.test_systemd import UNITS

PYTHON = "/srv/pim/.venv/bin/python"
HIGHEST = 2.0  # exposure, of 10


@pytest.fixture(autouse=True)
def systemd():
    assert shutil.which("systemd-analyze"), "systemd-analyze is missing: apt-get install systemd"


@pytest.fixture
def units(tmp_path):
    """As they would be installed, with a Python that is there."""
    for unit in UNITS.iterdir():
        (tmp_path / unit.name).write_text(unit.read_text().replace(PYTHON, sys.executable))
    return tmp_path


def asked(*arguments):
    return subprocess.run(
        ["systemd-analyze", *arguments], capture_output=True, text=True, check=False
    )


def test_systemd_understands_them(units):
    wanted = re.findall(r"pim-[\w@.-]+\.service", (units / "pim.target").read_text())
    paths = [units / name for name in (*wanted, "pim-prepare.service")]
    done = asked("verify", units / "pim.target", *paths)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("unit", sorted(path.name for path in UNITS.glob("*.service")))
def test_they_can_do_little_harm(units, unit):
    done = asked("security", "--offline=yes", units / unit.replace("@", "@a"))
    exposure = float(re.search(r"exposure level for \S+: ([\d.]+)", done.stdout)[1])
    assert exposure <= HIGHEST
