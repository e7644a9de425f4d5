"""The most memory a process ever takes that writes the CSV, above what it takes to begin."""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.report import Figure


def grown() -> Figure:
    command = [sys.executable, "-m", __name__]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    base, most = map(int, told.split())
    detail = f"all of laying out, hiding, writing and hashing; {base / 1024:.0f} MB to begin"
    return Figure("CSV: most memory above the base, MB", (most - base) / 1024, "<= 32", detail)


def main() -> None:
    import django

    django.setup()
    from django.db import transaction

    from outcomes.models import Study
    from outcomes.releases import freezing, rows
    from pim import clock

    study = Study.objects.get()
    base = _taken("VmRSS")
    with transaction.atomic(), TemporaryDirectory() as folder:
        _, selects, _ = freezing.lay_out(study, clock.now())
        rows.copy(selects["long"], Path(folder) / "long.csv")
        freezing.sha256(Path(folder) / "long.csv")
    print(base, _taken("VmHWM"))


def _taken(what: str) -> int:
    """Of this program alone: ``ru_maxrss`` also remembers who started it."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition(f"{what}:")[2].split()[0])


if __name__ == "__main__":
    main()
