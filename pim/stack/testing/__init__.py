"""Real servers for the tests, started before Django reads its settings.

Loaded with ``-p pim.stack.testing``: a ``conftest.py`` would be too late. Only the controlling
process starts servers; its xdist workers inherit the environment. Run ``python -m pytest``.
"""

import os
from collections.abc import Iterator

import pytest

from pim.stack.testing.mail_server import MailServer
from pim.stack.testing.servers import MARK, Servers
from pim.stack.testing.text_provider import TextProvider
from pim.stack.testing.whole_stack import Stack

_servers: Servers | None = None


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests():
    global _servers
    if MARK not in os.environ:
        _servers = Servers()
        try:
            _servers.start()
        except BaseException:
            _servers.stop()
            raise
        os.environ.update(_servers.environment())
    return (yield)


def pytest_configure() -> None:
    """What differs from the running service."""
    from django.conf import settings

    # Pages refer to static files by their plain names: nothing was collected and hashed.
    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STORAGES["staticfiles"] = {"BACKEND": plain}
    # A browser keeps its line to the server open, and with it the thread's line to the database.
    settings.DATABASES["default"]["CONN_MAX_AGE"] = 0
    settings.PASSWORD_HASHERS = ["pim.stack.testing.passwords.QuickPasswordHasher"]


def pytest_unconfigure() -> None:
    global _servers
    if _servers is not None:
        _servers.stop()
        _servers = None


@pytest.fixture
def smtp_server(settings) -> Iterator[MailServer]:
    """A real mail server on the loopback, to which Django's mail goes during the test."""
    with MailServer() as server:
        settings.EMAIL_BACKEND = "pim.messages.mail_line.Backend"
        settings.EMAIL_HOST = "127.0.0.1"
        settings.EMAIL_PORT = server.port
        yield server


@pytest.fixture
def text_provider(settings, client, tmp_path) -> Iterator[TextProvider]:
    """A real provider of texts on the loopback, which calls back at the real addresses."""

    def call(address, fields, signature) -> bool:
        path = address.removeprefix(settings.BASE_URL)
        answer = client.post(path, dict(fields), headers={"X-Twilio-Signature": signature})
        return answer.status_code < 300

    with TextProvider(tmp_path, call, f"{settings.BASE_URL}/messages/text/") as provider:
        settings.SMS_URL = provider.url
        yield provider


@pytest.fixture(scope="session")
def stack(tmp_path_factory) -> Iterator[Stack]:
    """The whole service, empty, as ``make run`` starts it. ``stack.restart(offset=...)``.

    Each xdist worker that asks for it starts one of its own: keep such tests in one file.
    """
    with Stack(tmp_path_factory.mktemp("stack")) as whole:
        whole.start()
        yield whole
