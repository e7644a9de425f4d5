"""The house in which things break, and the figures that are shown at the end."""

import pytest

from pim.stack.testing.mail_server import MailServer
from tests.faults.house import House, seconds_to_a_working_morning

FIGURES = pytest.StashKey[list[tuple[str, str]]]()


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


@pytest.fixture
def figures(pytestconfig):
    """``figures("600 messages", lost=0, twice=0)``: one line, now and in the table at the end."""
    kept = pytestconfig.stash.setdefault(FIGURES, [])

    def note(what: str, **counted) -> None:
        line = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in counted.items())
        print(f"{what}: {line}")  # noqa: T201
        kept.append((what, line))

    return note


def pytest_terminal_summary(terminalreporter, config):
    if kept := config.stash.get(FIGURES, []):
        terminalreporter.section("counted")
        width = max(len(what) for what, _ in kept)
        for what, line in kept:
            terminalreporter.write_line(f"{what:{width}}  {line}")
