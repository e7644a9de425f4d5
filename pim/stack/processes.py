"""Starting and ending one process, so that none outlives who started it."""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, NamedTuple

PR_SET_PDEATHSIG = 1
CLONE_NEWUSER = 0x10000000
NOBODY = 65534

_libc = ctypes.CDLL(None, use_errno=True)


class Account(NamedTuple):
    """Whom a process runs as. ``own_namespace``: root outside, nobody in its own eyes."""

    uid: int
    gid: int
    own_namespace: bool = False


def die_with_parent(sign: int = signal.SIGKILL) -> None:
    """Ask the kernel for a signal when the thread that started this process ends.

    Linux only; elsewhere nothing happens. A change of user forgets the wish, so ask after it.
    """
    if not hasattr(_libc, "prctl"):
        return
    parent = os.getppid()
    _libc.prctl(PR_SET_PDEATHSIG, int(sign), 0, 0, 0)
    if os.getppid() != parent:  # it died before we had asked
        os.kill(os.getpid(), sign)


def start(
    command: Sequence[str | Path],
    *,
    env: Mapping[str, str],
    log: int | IO[bytes],
    dies_by: int = signal.SIGKILL,
    account: Account | None = None,
    cwd: str | Path = "/",
    pass_fds: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    """Start a process in a session of its own: Ctrl-C in the terminal does not reach it."""

    def prepare() -> None:
        signal.pthread_sigmask(signal.SIG_SETMASK, ())
        if account and account.own_namespace:
            _enter_own_namespace(account)
        die_with_parent(dies_by)

    drop = account if account and not account.own_namespace else None
    return subprocess.Popen(
        [str(part) for part in command],
        env=dict(env),
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        start_new_session=True,
        pass_fds=tuple(pass_fds),
        user=drop.uid if drop else None,
        group=drop.gid if drop else None,
        extra_groups=[] if drop else None,
        preexec_fn=prepare,
    )


def _enter_own_namespace(account: Account) -> None:
    """Become nobody inside, and stay who we are for files outside."""
    if _libc.unshare(CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "user namespaces are not allowed here")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{NOBODY} {account.uid} 1")
    Path("/proc/self/gid_map").write_text(f"{NOBODY} {account.gid} 1")


def end(process: subprocess.Popen[bytes], *signs: int, each: float) -> None:
    """Send one signal after the other, waiting ``each`` seconds; then kill what is left."""
    for sign in signs:
        if process.poll() is not None:
            return
        process.send_signal(sign)
        if _ended(process, each):
            return
    kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a process and all that it started in its session."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        process.kill()
    process.wait()


def _ended(process: subprocess.Popen[bytes], within: float) -> bool:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if process.poll() is not None:
            return True
        time.sleep(0.02)
    return False
