"""The figures of the long counts: one line each when it is known, and all of them at the end."""

import pytest

FIGURES = pytest.StashKey[list[tuple[str, str]]]()


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
    """Once, also where attacks and faults are counted in one run."""
    if kept := config.stash.get(FIGURES, []):
        terminalreporter.section("counted")
        width = max(len(what) for what, _ in kept)
        for what, line in kept:
            terminalreporter.write_line(f"{what:{width}}  {line}")
        kept.clear()
