"""The figures of every attack are shown at the end."""

from tests.counted import figures, pytest_terminal_summary

__all__ = ["figures", "pytest_terminal_summary"]
