import os
import subprocess
import sys

import pytest

from pim.stack import options
from pim.stack.errors import CannotRun
from pim.stack.options import BASE_DIR

KEY = "dGVzdHMgb25seSwgbmV2ZXIgYW55IHJlYWwgcGVyc28="
PRODUCTION = {
    "DATABASE_URL": "postgres://pim@db.example/pim",
    "SECRET_KEY": "a secret",
    "PIM_FIELD_KEYS": KEY,
}


def test_nothing_given_means_the_demo_on_embedded_servers():
    asked = options.read({})

    assert (asked.port, asked.demo, asked.clock_offset) == (8000, True, 0)
    assert asked.var == BASE_DIR / "var"
    assert asked.database_url is asked.redis_url is asked.email_url is None


def test_an_existing_database_gets_no_demo_unless_asked():
    assert options.read(PRODUCTION).demo is False
    assert options.read(PRODUCTION | {"PIM_DEMO": "1"}).demo is True


def test_an_empty_value_is_none():
    assert options.read({"PORT": "", "PIM_VAR": "", "PIM_CLOCK_OFFSET": " "}).port == 8000


def test_the_clock_may_go_back():
    assert options.read({"PIM_CLOCK_OFFSET": "-3600"}).clock_offset == -3600


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "abc"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "-1"),
        ("PORT", "80²"),
        ("PIM_DEMO", "yes"),
        ("PIM_CLOCK_OFFSET", "1d"),
        ("PIM_CLOCK_OFFSET", "1.5"),
        ("PIM_CLOCK_OFFSET", "9" * 30),
        ("PIM_FIELD_KEYS", "short"),
        ("PIM_FIELD_KEYS", f"{KEY},"),
        ("PIM_EMAIL_URL", "127.0.0.1:1025"),
        ("PIM_EMAIL_URL", "smtp://host:port"),
        ("PIM_BASE_URL", "pim.example"),
        ("PIM_SMS_URL", "http://account:secret@texts.example/?from=+447700900900"),
        ("PIM_SMS_URL", "https://texts.example/"),
        ("PIM_MAIL_KEY", "short"),
        ("PIM_BACKUP_KEYS", "short"),
        ("PIM_BACKUP_KEEP", "0"),
        ("PIM_BACKUP_SYNC", "yes"),
        ("BACKUP_DATABASE_URL", "db.example"),
        ("REDIS_URL", "amqp://localhost"),
        ("DATABASE_URL", "sqlite:///here"),
    ],
)
def test_a_wrong_setting_is_named(name, value):
    with pytest.raises(CannotRun, match=f"^{name} must .*[^\n]$"):
        options.read(PRODUCTION | {name: value})


@pytest.mark.parametrize("missing", ["SECRET_KEY", "PIM_FIELD_KEYS"])
def test_keys_are_never_made_up_for_an_existing_database(missing):
    with pytest.raises(CannotRun, match=missing):
        options.read({name: value for name, value in PRODUCTION.items() if name != missing})


def test_nothing_is_backed_up_without_a_key():
    with pytest.raises(CannotRun, match="PIM_BACKUP_KEYS"):
        options.read({"PIM_BACKUP_DIR": "/backups"})


@pytest.mark.parametrize(
    ("environment", "complaint"),
    [
        ({"PORT": "abc"}, "PORT must be a number"),
        (PRODUCTION | {"DATABASE_URL": "postgres://pim@127.0.0.1:1/pim"}, "DATABASE_URL: the"),
        ({"PIM_VAR": "/dev/null/var"}, "PIM_VAR: /dev/null/var cannot be used"),
    ],
)
@pytest.mark.parametrize("command", [["-m", "pim.stack"], ["manage.py", "migrate"]])
def test_what_cannot_be_is_said_in_one_line(tmp_path, environment, complaint, command):
    assert one_line_of(tmp_path, environment, command).startswith(complaint)


def test_a_service_needs_its_broker(tmp_path):
    wrong = {"REDIS_URL": "redis://127.0.0.1:1/0"}
    complaint = one_line_of(tmp_path, wrong, ["-m", "pim.stack"])
    assert complaint.startswith("REDIS_URL: the broker cannot be reached")


def one_line_of(tmp_path, environment, command):
    surroundings = {"PATH": os.environ["PATH"], "PIM_VAR": str(tmp_path / "var"), "PORT": "18765"}
    answer = subprocess.run(
        [sys.executable, *command],
        cwd=BASE_DIR,
        env=surroundings | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert answer.returncode == 1
    assert answer.stderr.count("\n") == 1
    return answer.stderr
