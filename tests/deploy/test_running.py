"""The runbook types commands that are there, and names settings that are read."""

import re

from pim.settings import BASE_DIR
from tests.deploy.test_compose import SERVICES, explained

TEXT = (BASE_DIR / "docs" / "running.md").read_text()
CODE = " ".join(re.findall(r"`([^`]+)`", TEXT) + re.findall(r"^    (.+)$", TEXT, re.M))
OF_SYSTEMD = {"DATABASE_URL", "MIGRATE_DATABASE_URL", "PIM_BACKUP_DIR", "PIM_ERASURES_FILE"}
OF_ONE_COMMAND = {"PIM_BACKUP_SYNC", "PIM_VAR", "PIM_TRUSTED_PROXIES", "REDIS_URL"}


def test_every_command_is_there():
    known = {path.stem for path in BASE_DIR.glob("*/management/commands/*.py")}
    typed = set(re.findall(r"(?:manage|django|manage\.py) ([a-z_]+)", CODE))
    assert {"backup", "restore", "audit_verify", "first_manager", "rotate_keys"} <= typed
    assert typed <= known


def test_every_service_is_there():
    typed = set(re.findall(r"pim (?:exec|restart|logs --tail 50|logs -f) ([a-z-]+)", CODE))
    typed |= set(re.findall(r"--wait (\S+)", CODE))
    assert len(typed) > 4
    assert typed <= set(SERVICES)


def test_every_setting_is_read():
    named = set(re.findall(r"\b[A-Z]+_[A-Z_]+\b", CODE))
    assert named - set(explained()) - OF_SYSTEMD - OF_ONE_COMMAND - {"DAC_OVERRIDE"} == set()


def test_every_file_is_there():
    linked = re.findall(r"\]\((?!http)([^)#]+)\)", TEXT)
    assert linked
    assert [link for link in linked if not (BASE_DIR / "docs" / link).exists()] == []
