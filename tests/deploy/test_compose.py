"""What is shipped for containers names only what is there, and gives nobody more than he needs."""

import re
import subprocess
import sys
from importlib.metadata import entry_points

import pytest
import yaml
from cryptography.fernet import Fernet

from pim.settings import BASE_DIR
from pim.stack import database, surroundings
from pim.stack.supervisor import Supervisor

ASKED = re.compile(r"\$\{(\w+)")
OURS = ("prepare", "web-a", "web-b", "worker", "worker-risk", "beat", "backup")
KNOWN_ONLY_TO = {
    "PIM_OWNER_PASSWORD": {"database", "prepare"},
    "PIM_WEB_PASSWORD": {"database", "web-a", "web-b"},
    "PIM_WORKER_PASSWORD": {"database", "worker", "worker-risk", "beat"},
    "PIM_BACKUP_PASSWORD": {"database", "backup"},
    "PIM_SUPERUSER_PASSWORD": {"database"},
    "PIM_BACKUP_KEYS": {"backup"},
    "PIM_FIELD_KEYS": set(OURS) - {"backup"},
}


class Strict(yaml.SafeLoader):
    """Two entries of one name are a slip, and YAML takes the last without a word."""

    def construct_mapping(self, node, deep=False):
        names = [key.value for key, _ in node.value if key.value != "<<"]
        assert len(names) == len(set(names)), names
        return super().construct_mapping(node, deep)


TEXT = (BASE_DIR / "compose.yaml").read_text()
COMPOSE = yaml.load(TEXT, Strict)
SERVICES = COMPOSE["services"]


def explained():
    lines = (BASE_DIR / "deploy" / "env.example").read_text().splitlines()
    return {line.split("=")[0]: line.partition("=")[2] for line in lines if line[:1].isupper()}


def test_every_setting_is_explained_and_every_explained_one_is_used():
    assert set(ASKED.findall(TEXT)) == set(explained())


def test_no_secret_stands_in_what_is_shipped():
    given = explained()
    empty = [name for name in given if re.search(r"KEY|PASSWORD|SMS_URL", name)]
    assert len(empty) > 8
    assert [given[name] for name in empty] == [""] * len(empty)
    assert not re.search(r"(?i)password: *['\"]?\w", TEXT)


def test_a_container_is_told_only_what_it_needs():
    told = {name: set(ASKED.findall(str(service))) for name, service in SERVICES.items()}
    for secret, allowed in KNOWN_ONLY_TO.items():
        assert {name for name, known in told.items() if secret in known} == allowed, secret


@pytest.mark.parametrize("name", SERVICES)
def test_it_can_write_nowhere_and_become_nobody(name):
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not service["user"].startswith(("0", "root"))
    assert name == "prepare" or service["healthcheck"]["test"][0] == "CMD"


@pytest.mark.parametrize("name", SERVICES)
def test_what_it_waits_for_and_mounts_is_there(name):
    service = SERVICES[name]
    assert set(service.get("depends_on", {})) <= set(SERVICES)
    assert set(service["networks"]) <= set(COMPOSE["networks"])
    for volume in service.get("volumes", ()):
        source = volume.rpartition("/")[0] if volume.startswith("$") else volume.split(":")[0]
        if source.startswith("./"):
            assert (BASE_DIR / source).exists(), source
        elif not source.startswith("$"):
            assert source in COMPOSE["volumes"], source


def test_nothing_but_the_proxy_is_reached_from_outside():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    behind = {"database", "broker", "web-a", "web-b", "backup", "prepare"}
    assert all(SERVICES[name]["networks"] == ["inside"] for name in behind)


@pytest.mark.parametrize("name", OURS)
def test_its_command_exists(name):
    program, *arguments = SERVICES[name]["command"]
    if arguments[:2] == ["-m", "django"]:
        assert list(BASE_DIR.glob(f"*/management/commands/{arguments[2]}.py"))
    else:
        assert program in {entry.name for entry in entry_points(group="console_scripts")}
    asks = SERVICES[name].get("healthcheck", {}).get("test", ["CMD", "python", "-m"])
    assert asks[2] == "-m" or (BASE_DIR / asks[2]).is_file()


def test_the_backup_needs_nothing_that_it_is_not_given(tmp_path):
    environment = SERVICES["backup"]["environment"]
    given = {name: re.sub(r"\$\{.*?\}", "7", str(value)) for name, value in environment.items()}
    ours = {"PIM_BACKUP_DIR": str(tmp_path), "PIM_BACKUP_KEYS": Fernet.generate_key().decode()}
    done = subprocess.run(
        [sys.executable, "-m", "django", "backup", "--check"],
        cwd=BASE_DIR,
        env=given | ours | {"DJANGO_SETTINGS_MODULE": "pim.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    said = f"CommandError: There is no finished base in {tmp_path}.\n"
    assert (done.returncode, done.stderr) == (3, said)


def test_the_same_work_is_done_as_by_the_supervisor(monkeypatch):
    """A queue or an option that one of them has and the other has not is found here."""
    started = {}
    monkeypatch.setattr(
        Supervisor,
        "_add_python",
        lambda self, name, here, command, env, *fds: started.update({name: command}),
    )
    asked = surroundings.read({"PIM_VAR": "/nowhere"})
    here = type("Here", (), {"folders": type("F", (), {"schedule": "/tmp/schedule"})})()
    here.web = here.worker = lambda: {}
    Supervisor(asked)._start_service(here, type("Socket", (), {"fileno": lambda self: 3})())
    twins = {"worker": "worker for default", "worker-risk": "worker for risk", "beat": "beat"}
    for name, twin in twins.items():
        assert SERVICES[name]["command"] == started[twin], name
    for name in ("web-a", "web-b"):
        assert SERVICES[name]["command"][:3] == started["web"][:3]


def test_the_roles_are_those_of_the_embedded_server():
    roles = (BASE_DIR / "deploy" / "postgres" / "roles.sh").read_text()
    names = {database.OWNER, database.WEB, database.WORKER, database.BACKUP}
    assert set(re.findall(r"CREATE ROLE (\w+)", roles)) == names
    assert re.findall(r"(\w+) LOGIN REPLICATION", roles) == [database.BACKUP]
    assert not re.search(r"SUPERUSER|CREATEDB|CREATEROLE|BYPASSRLS", roles)
