"""The figures of every attack are shown at the end; some need the house in which things break."""

from tests.counted import figures, pytest_terminal_summary
from tests.faults.conftest import built, house, post_office

__all__ = ["built", "figures", "house", "post_office", "pytest_terminal_summary"]
