"""Make an environment and install what a list of requirements names; silent when nothing changed.

The service and its tests share ``.venv``; any other list has an environment of its own, named
after it, as its packages do not go together with ours.

Run by whatever ``python3`` is found, before anything is installed: standard library only, and
old versions must be able to read it far enough to say what is missing.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)
ROOT = Path(__file__).resolve().parent.parent.parent
SHARED = ("requirements.txt", "requirements-dev.txt")  # the second includes the first
NEEDS = "The venv module of Python is missing. Type: sudo apt-get install python3-venv"


def main(names):
    if sys.version_info < OLDEST:
        sys.exit("Python 3.11 or newer is needed; this is {}.{}.".format(*sys.version_info))
    with (ROOT / ".setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two makes at once take turns
        for name in names:
            install(name)


def install(name):
    """Install one list, unless its stamp says that it already is."""
    venv = environment(name)
    python = venv / "bin" / "python"
    stamp = venv / f".{name}.stamp"
    wish = fingerprint(name)
    if stamp.exists() and stamp.read_text() == wish and works(python):
        return
    if not works(python):
        make_venv(venv)
    say(f"Installing the packages of {name}.")
    run([python, "-m", "pip", *["install", "--quiet", "--disable-pip-version-check", "-r"], name])
    for done in included(name):
        (venv / f".{done}.stamp").write_text(fingerprint(done))


def environment(name):
    word = "" if name in SHARED else name[len("requirements") : -len(".txt")]
    return ROOT / f".venv{word}"


def included(name):
    return SHARED[: SHARED.index(name) + 1] if name in SHARED else (name,)


def fingerprint(name):
    """Of the list, of the list it includes, and of the Python that runs them."""
    content = b"".join((ROOT / one).read_bytes() for one in sorted(included(name)))
    return hashlib.sha256(content + sys.version.encode()).hexdigest()


def works(python):
    call = [str(python), "-c", "import pip, sys; sys.exit(sys.version_info < (3, 11))"]
    try:
        return subprocess.run(call, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def make_venv(venv):
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        install_venv_module()
    run([sys.executable, "-m", "venv", "--clear", venv])


def install_venv_module():
    """Debian keeps it in a package of its own."""
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        sys.exit(NEEDS)
    run([apt, "update", "-qq"])
    run([apt, "install", "-qq", "-y", "python3-venv"], stdout=subprocess.DEVNULL)


def run(call, **options):
    try:
        subprocess.run([str(part) for part in call], cwd=ROOT, check=True, **options)
    except (subprocess.CalledProcessError, OSError):
        sys.exit(f"Setting up failed at: {' '.join(str(part) for part in call)}")


def say(line):
    print(line, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
