"""The house in which things break, and the figures that are shown at the end."""

import pytest

from pim.stack.testing.mail_server import MailServer
from tests.counted import figures, pytest_terminal_summary
from tests.faults.house import House, seconds_to_a_working_morning

__all__ = ["figures", "pytest_terminal_summary"]


@pytest.fixture(scope="session")
def built(tmp_path_factory, tables, django_db_blocker):
    with django_db_blocker.unblock(), House(tmp_path_factory.mktemp("house")) as house:
        yield house


@pytest.fixture
def house(built, settings, django_db_blocker):
    """An empty service at eleven on a working morning, of which no part runs yet."""
    from datetime import timedelta

    offset = seconds_to_a_working_morning()
    settings.CLOCK_OFFSET = timedelta(seconds=offset)
    built.more["PIM_CLOCK_OFFSET"] = str(offset)
    built.new_database()
    with django_db_blocker.unblock(), built.entered():
        yield built
        built.clear()


@pytest.fixture
def post_office(house):
    """A real mail server, to which every worker of the house sends."""
    with MailServer() as server:
        house.more["PIM_EMAIL_URL"] = f"smtp://127.0.0.1:{server.port}"
        yield server
