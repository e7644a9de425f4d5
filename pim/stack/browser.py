"""The browser of the tests: Debian's Chromium, or whatever of its family is found."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
INSTALL = ["apt-get", "install", "-qq", "-y", "--no-install-recommends", "chromium"]


def path() -> str | None:
    """Where the browser is; ``CHROMIUM`` names one that stands elsewhere."""
    named = os.environ.get("CHROMIUM")
    return named or next(filter(None, map(shutil.which, NAMES)), None)


def ensure() -> int:
    """Install a browser where that is ours to do; otherwise say what to type."""
    if path():
        return 0
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        print(
            "The tests need a browser. Type: sudo apt-get install chromium (or set CHROMIUM).",
            file=sys.stderr,
        )
        return 1
    print("Installing Chromium for the browser tests.", flush=True)
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], check=False, env=quiet)
    subprocess.run(INSTALL, check=False, env=quiet, stdout=subprocess.DEVNULL)
    if path() is None:
        print("Chromium could not be installed by apt-get.", file=sys.stderr)
    return 0 if path() else 1


if __name__ == "__main__":
    sys.exit(ensure())
