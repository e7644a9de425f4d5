"""Whether the demo programme is to be loaded: once, whole, and never over anybody's data."""

from collections.abc import Iterator
from contextlib import contextmanager

from pim.stack import database as embedded
from pim.stack.database import OWNER
from pim.stack.options import BASE_DIR
from pim.stack.surroundings import Surroundings


def is_wanted(here: Surroundings) -> bool:
    """Asked for, there to be loaded, and the embedded database is empty."""
    known = any(BASE_DIR.glob("*/management/commands/load_demo.py"))
    return here.options.demo and known and here.database is not None and _is_empty(here.database)


def undo_half(here: Surroundings) -> None:
    """A load that was cut short leaves half a programme: begin with a new database."""
    if here.database and here.folders.half_a_demo.exists():
        here.database.renew()
        here.folders.half_a_demo.unlink()


@contextmanager
def loading(here: Surroundings) -> Iterator[None]:
    here.folders.half_a_demo.touch()
    yield
    here.folders.half_a_demo.unlink()


def _is_empty(database: embedded.Database) -> bool:
    connection = database.connect(embedded.NAME, OWNER)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT NOT EXISTS (SELECT FROM pim_programme)")
            return cursor.fetchone()[0]
    finally:
        connection.close()
