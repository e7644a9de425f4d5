"""The units for a machine without containers."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pim.settings import BASE_DIR
from tests.deploy.test_compose import SERVICES

UNITS = BASE_DIR / "deploy" / "systemd"
PYTHON = "/srv/pim/.venv/bin/python"
HIGHEST = 2.0  # exposure, of 10

needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze is not here"
)


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


@needs_systemd
def test_systemd_understands_them(units):
    wanted = re.findall(r"pim-[\w@.-]+\.service", (units / "pim.target").read_text())
    paths = [units / name for name in (*wanted, "pim-prepare.service")]
    done = asked("verify", units / "pim.target", *paths)
    assert (done.returncode, done.stderr) == (0, "")


@needs_systemd
@pytest.mark.parametrize("unit", sorted(path.name for path in UNITS.glob("*.service")))
def test_they_can_do_little_harm(units, unit):
    done = asked("security", "--offline=yes", units / unit.replace("@", "@a"))
    exposure = float(re.search(r"exposure level for \S+: ([\d.]+)", done.stdout)[1])
    assert exposure <= HIGHEST


@pytest.mark.parametrize(
    ("unit", "service"),
    [
        ("pim-prepare.service", "prepare"),
        ("pim-web@.service", "web-a"),
        ("pim-worker@.service", "worker"),
        ("pim-beat.service", "beat"),
        ("pim-backup.service", "backup"),
    ],
)
def test_they_run_what_the_containers_run(unit, service):
    runs = re.findall(r"^ExecStart=\S+ -m (.*)$", (UNITS / unit).read_text(), re.M)[-1]
    wanted = " ".join(SERVICES[service]["command"]).removeprefix("python -m ")
    assert runs.replace("%i", {"web-a": "a"}.get(service, "default")) == wanted


def test_no_unit_is_given_what_is_not_its_own():
    files = {
        unit.name: re.findall(r"^EnvironmentFile=(\S+)", unit.read_text(), re.M)
        for unit in UNITS.glob("*.service")
    }
    own = {name: [Path(file).stem for file in named] for name, named in files.items()}
    assert own == {
        "pim-prepare.service": ["common", "prepare"],
        "pim-web@.service": ["common", "web"],
        "pim-worker@.service": ["common", "worker"],
        "pim-beat.service": ["common", "worker"],
        "pim-backup.service": ["backup"],
    }
