"""The units for a machine without containers."""

import re
from pathlib import Path

import pytest

from pim.settings import BASE_DIR
from tests.deploy.test_compose import SERVICES

UNITS = BASE_DIR / "deploy" / "systemd"


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
