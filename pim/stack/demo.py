"""Whether the demo programme is to be loaded: once, whole, and never over anybody's data."""

from collections.abc import Iterator
from contextlib import contextmanager

from pim.stack import existing
from pim.stack.errors import CannotRun
from pim.stack.options import BASE_DIR
from pim.stack.surroundings import Surroundings


def is_wanted(here: Surroundings) -> bool:
    """Asked for, there to be loaded, and the database is empty."""
    known = any(BASE_DIR.glob("*/management/commands/load_demo.py"))
    return here.options.demo and known and _is_empty(here.owner()["DATABASE_URL"])


def undo_half(here: Surroundings) -> None:
    """A load that was cut short leaves half a programme: begin with a new database."""
    if not here.folders.half_a_demo.exists():
        return
    if here.database is None:
        raise CannotRun(
            f"The demo was only half loaded. Empty the database, delete "
            f"{here.folders.half_a_demo} and start again."
        )
    here.database.renew()
    here.folders.half_a_demo.unlink()


@contextmanager
def loading(here: Surroundings) -> Iterator[None]:
    here.folders.half_a_demo.touch()
    yield
    here.folders.half_a_demo.unlink()


def _is_empty(url: str) -> bool:
    connection = existing.connect(url)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT NOT EXISTS (SELECT FROM pim_programme)")
            return bool(cursor.fetchone()[0])
    finally:
        connection.close()
