"""``check --deploy`` says nothing of a real deployment, and complains of each bad setting."""

import os
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from pim.settings import BASE_DIR
from tests.attacks.judges.tools import asked

REAL = {
    "PIM_DEMO": "0",
    "PIM_BASE_URL": "https://www.example.org",
    "PIM_ALLOWED_HOSTS": "www.example.org,localhost",
    "PIM_TRUSTED_PROXIES": "1",
    "PIM_MAIL_KEY": "for-this-check-alone-and-no-mail-server",
    "SECRET_KEY": "for-this-check-alone-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2,
    "PIM_FIELD_KEYS": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
}
OUTSIDE = {
    "SECRET_KEY": ("short", "security.W009"),
    "PIM_FIELD_KEYS": ("", "pim.E002"),
    "PIM_BASE_URL": ("http://www.example.org", "security.W004"),
    "PIM_TRUSTED_PROXIES": ("0", "pim.W001"),
    "PIM_MAIL_KEY": ("", "pim.W002"),
    "PIM_SMS_URL": ("https://texts.example/", "pim.E001"),
    "PIM_ALLOWED_HOSTS": ("*", "pim.W003"),
    "PIM_DEMO": ("1", "pim.W004"),
}
IN_THE_SETTINGS = {
    "DEBUG = True": "security.W018",
    "SECURE_HSTS_SECONDS = 0": "security.W004",
    "SECURE_HSTS_INCLUDE_SUBDOMAINS = False": "security.W005",
    "SECURE_HSTS_PRELOAD = False": "security.W021",
    "SECURE_SSL_REDIRECT = False": "security.W008",
    "SESSION_COOKIE_SECURE = False": "security.W011",
    "SESSION_COOKIE_HTTPONLY = False": "security.W014",
    "CSRF_COOKIE_SECURE = False": "security.W016",
    "SECURE_CONTENT_TYPE_NOSNIFF = False": "security.W006",
    "SECURE_REFERRER_POLICY = None": "security.W022",
    "SECURE_CROSS_ORIGIN_OPENER_POLICY = 'any'": "security.E024",
    "X_FRAME_OPTIONS = 'SAMEORIGIN'": "security.W019",
    "ALLOWED_HOSTS = []": "security.W020",
    "MIDDLEWARE = [one for one in MIDDLEWARE if 'Security' not in one]": "security.W001",
    "MIDDLEWARE = [one for one in MIDDLEWARE if 'XFrame' not in one]": "security.W002",
    "MIDDLEWARE = [one for one in MIDDLEWARE if 'Csrf' not in one]": "security.W003",
    "MIDDLEWARE = [one for one in MIDDLEWARE if 'CSPM' not in one]": "pim.W005",
    "CONTENT_SECURITY_POLICY['DIRECTIVES']['script-src'] = [\"'unsafe-inline'\"]": "pim.W005",
}


def complaints(settings: str = "pim.settings", path: object = BASE_DIR, **changed: str) -> str:
    """What the check says, when it says that something is wrong."""
    given = {"DATABASE_URL": "postgres://db/pim", "REDIS_URL": "redis://broker/0"}
    given |= {"PIM_EMAIL_URL": "smtp://mail", "DJANGO_SETTINGS_MODULE": settings}
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(path)} | given | REAL | changed
    command = [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"]
    done = asked(*command, within=120, cwd=BASE_DIR, env=env)
    return done.stdout + done.stderr if done.returncode else ""


def test_a_real_deployment_is_in_order(capsys):
    said = complaints()

    with capsys.disabled():
        planted = len(OUTSIDE) + len(IN_THE_SETTINGS)
        print(f"\ncheck --deploy: quiet; {planted} bad settings follow, each to be named")  # noqa: T201
    assert said == ""


@pytest.fixture(scope="module")
def of_bad_ones(tmp_path_factory) -> dict[str, str]:
    """What is said of each bad setting; two at a time, as each check loads the whole service."""
    folder = tmp_path_factory.mktemp("settings")
    for place, line in enumerate(IN_THE_SETTINGS):
        text = f"from pim.settings import *\nfrom pim.settings import MIDDLEWARE\n{line}\n"
        (folder / f"bad{place}.py").write_text(text)
    with ThreadPoolExecutor(2) as pool:
        asks = {name: pool.submit(complaints, **{name: bad}) for name, (bad, _) in OUTSIDE.items()}
        for place, line in enumerate(IN_THE_SETTINGS):
            asks[line] = pool.submit(complaints, f"bad{place}", folder)
    return {what: ask.result() for what, ask in asks.items()}


@pytest.mark.parametrize("name", OUTSIDE)
def test_a_bad_setting_from_outside_is_named(name, of_bad_ones):
    assert OUTSIDE[name][1] in of_bad_ones[name]


@pytest.mark.parametrize("line", IN_THE_SETTINGS)
def test_a_bad_line_of_the_settings_is_named(line, of_bad_ones):
    assert IN_THE_SETTINGS[line] in of_bad_ones[line]
