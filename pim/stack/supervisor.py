"""One process that starts every part in order of readiness and takes them all down again."""

import json
import signal
import socket
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from pim.stack import database as embedded
from pim.stack import demo, existing, folders, processes, static_files, surroundings
from pim.stack.errors import CannotRun
from pim.stack.options import BASE_DIR, Options
from pim.stack.parts import Part, end_together
from pim.stack.ports import bound, not_answering
from pim.stack.surroundings import Surroundings

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
SERVERS = ("mailbox", "phones", "broker", "backup")  # others still need them while they end
LONGEST_START = 120  # seconds until all parts have to answer
ONE_ROLE = (
    "What a page may show is kept by the code alone: give DATABASE_URL a role of its own, that "
    "owns nothing (README, Put it into service)."
)


class Stopped(Exception):
    """Somebody asked us to stop."""


@dataclass
class Supervisor:
    options: Options
    parts: list[Part] = field(default_factory=list)
    stopping: bool = False

    def run(self) -> int:
        """Serve until told to stop. The exit status: 0 after a wish, 1 after a fault."""
        for sign in STOP_SIGNALS:
            signal.signal(sign, self._stop_soon)
        place = folders.Folders(self.options.var)
        try:
            place.make()
            with folders.Lock(place, "run") as lock:
                if not lock.try_to_take():
                    raise CannotRun(_in_use(place, lock.holder()))
                return self._run(place)
        except CannotRun as error:
            say(str(error), sys.stderr)
            return 1

    def _run(self, place: folders.Folders) -> int:
        place.running.unlink(missing_ok=True)
        try:
            with (
                bound(self.options.port, waits=True) as web,
                bound(0) as mail,
                bound(0) as phones,
            ):
                self._bring_up(web, mail, phones)
                self._watch()
        except Stopped:
            return 0
        finally:
            self._take_down()
            place.running.unlink(missing_ok=True)
            place.forget_sockets()

    # --- Up --------------------------------------------------------------------------------

    def _bring_up(self, web: socket.socket, mail: socket.socket, phones: socket.socket) -> None:
        existing.check(self.options)
        here = surroundings.survey(
            self.options,
            self.options.email_url or f"smtp://127.0.0.1:{mail.getsockname()[1]}",
            mailbox=not self.options.email_url,
            phones=phones.getsockname()[1] if self.options.demo else None,
        )
        _trim_logs(here.folders)
        collecting = self._begin_collecting(here)
        self._start_servers(here, mail, phones)
        self._prepare_database(here)
        self._finish_collecting(here, collecting)
        self._load_demo(here)
        _write_running(here)
        self._start_service(here, web)
        self._wait_until_ready(web.getsockname()[1])
        say(_ready(self.options))

    def _start_servers(
        self, here: Surroundings, mail: socket.socket, phones: socket.socket
    ) -> None:
        if here.database:
            self._add("database", here, here.database.start, vital=True)
            here.database.establish()
        if self.options.backup_dir:
            self._add_python("backup", here, ["django", "backup_log"], here.backup())
        demo.undo_half(here)
        if here.broker:
            self._add("broker", here, here.broker.start)
        if not self.options.email_url:
            command = ["pim.stack.mailbox", str(mail.fileno()), here.folders.mail]
            self._add_python("mailbox", here, command, here.shared(), mail.fileno())
        if self.options.demo and not self.options.sms_url:
            command = ["pim.stack.phones", str(phones.fileno()), here.folders.texts]
            self._add_python("phones", here, command, here.shared(), phones.fileno())

    def _begin_collecting(self, here: Surroundings) -> Part | None:
        """Static files are collected beside the database's work, and only when they changed."""
        if static_files.are_collected(here.folders):
            return None
        command = ["django", "collectstatic", "--noinput", "--clear", "--verbosity=0"]
        return self._once("static", here, command, surroundings.nowhere() | here.shared())

    def _finish_collecting(self, here: Surroundings, collecting: Part | None) -> None:
        if collecting:
            self._finish(collecting, "The static files could not be collected")
            static_files.note_collected(here.folders)

    def _prepare_database(self, here: Surroundings) -> None:
        command = ["django", "prepare", *here.granting()]
        migrating = self._once("migrate", here, command, here.owner())
        self._finish(migrating, "The database could not be brought up to date")
        if not here.guards_rows():
            say(ONE_ROLE)

    def _load_demo(self, here: Surroundings) -> None:
        if not demo.is_wanted(here):
            return
        say("Loading the demo programme. This happens once.")
        with demo.loading(here):
            loading = self._once("demo", here, ["django", "load_demo"], here.worker())
            self._finish(loading, "The demo could not be loaded")

    def _start_service(self, here: Surroundings, web: socket.socket) -> None:
        """Web, both workers and beat. What waits for a risk alert never queues behind mail."""
        celery = ["celery", "-A", "pim.celery"]
        work = [*celery, "worker", "--without-gossip", "--without-mingle", "--without-heartbeat"]
        serve = ["gunicorn", "-c", "python:pim.stack.web", "--bind", f"fd://{web.fileno()}"]
        beat = [*celery, "beat", "--pidfile=", f"--schedule={here.folders.schedule}"]
        self._add_python("web", here, serve, here.web(), web.fileno())
        for queue, hands in (("default", 2), ("risk", 1)):
            command = [*work, "-Q", queue, "-c", str(hands), "-n", f"{queue}@pim"]
            self._add_python(f"worker for {queue}", here, command, here.worker())
        self._add_python("beat", here, beat, here.worker())

    def _wait_until_ready(self, port: int) -> None:
        deadline = time.monotonic() + LONGEST_START
        while bad := not_answering(port, self.options.base_url):
            self._pause(0.2)
            for part in self.parts:
                if part.is_dead:
                    raise CannotRun(f"The {part.name} did not start; see {self._log(part.name)}")
            if time.monotonic() > deadline:
                raise CannotRun(f"Not ready after {LONGEST_START} seconds: {', '.join(bad)}.")

    # --- Watching --------------------------------------------------------------------------

    def _watch(self) -> None:
        while True:
            self._pause(0.2)
            for part in self.parts:
                if part.is_dead:
                    self._bury(part)
                elif part.starts_again_at and time.monotonic() >= part.starts_again_at:
                    self._start_again(part)

    def _bury(self, part: Part) -> None:
        if part.vital:
            raise CannotRun(f"The {part.name} ended unexpectedly; see {self._log(part.name)}")
        part.mourn()
        say(f"The {part.name} ended unexpectedly; starting it again.", sys.stderr)

    def _start_again(self, part: Part) -> None:
        try:
            part.start()
        except CannotRun:
            part.mourn()

    # --- Down ------------------------------------------------------------------------------

    def _take_down(self) -> None:
        """First those who use the servers, together; then the servers, the database last."""
        self.stopping = True
        servers = [part for part in self.parts if part.name in SERVERS]
        vital = [part for part in self.parts if part.vital]
        others = [part for part in self.parts if part not in servers and part not in vital]
        end_together(others, 6)
        end_together(servers, 2)
        for part in vital:
            if part.process:
                embedded.stop(part.process)

    def _stop_soon(self, sign: int, frame: object) -> None:
        self.stopping = True

    def _pause(self, seconds: float) -> None:
        if not self.stopping:
            time.sleep(seconds)
        if self.stopping:
            raise Stopped

    # --- Processes -------------------------------------------------------------------------

    def _add(self, name: str, here: Surroundings, start, *, vital: bool = False) -> None:
        def launch():
            with here.folders.open_log(_file(name)) as log:
                return start(log)

        part = Part(name, launch, vital=vital)
        try:
            part.start()
        except CannotRun as error:
            raise CannotRun(f"{error} See {self._log(name)}") from error
        self.parts.append(part)
        self._pause(0)

    def _add_python(self, name, here, command, env, *pass_fds) -> None:
        def start(log):
            return processes.start(
                _python(command), env=env, log=log, cwd=BASE_DIR, pass_fds=pass_fds
            )

        self._add(name, here, start)

    def _once(self, name: str, here: Surroundings, command, env) -> Part:
        """A command that runs to its end; stopped with all the rest when we have to stop."""
        self._add_python(name, here, command, env)
        return self.parts[-1]

    def _finish(self, part: Part, complaint: str) -> None:
        while not part.is_dead:
            self._pause(0.05)
        self.parts.remove(part)
        if part.process and part.process.returncode != 0:
            raise CannotRun(f"{complaint}; see {self._log(part.name)}")

    def _log(self, name: str) -> Path:
        return folders.Folders(self.options.var).log(_file(name))


def say(line: str, to=None) -> None:
    with suppress(BrokenPipeError):
        print(line, file=to or sys.stdout, flush=True)


def _python(command) -> list[str]:
    return [sys.executable, "-m", *(str(part) for part in command)]


def _file(name: str) -> str:
    return name.replace(" for ", "-")


def _in_use(place: folders.Folders, holder: str) -> str:
    who, _, pid = holder.partition(" ")
    what = "A manage.py command" if who == "command" else "Another service"
    return f"{what} (process {pid}) is using {place.var}. Stop it, or choose another PIM_VAR."


def _trim_logs(place: folders.Folders) -> None:
    for log in place.log("any").parent.glob("*.log"):
        if log.stat().st_size > 10_000_000:
            log.rename(log.with_suffix(".old"))


def _write_running(here: Surroundings) -> None:
    place = here.folders.running
    place.touch(mode=0o600)
    database = {"DATABASE": "embedded" if here.database else "existing"}
    place.write_text(json.dumps(here.shared() | database))


def _ready(options: Options) -> str:
    lines = [f"Ready: http://localhost:{options.port}/"]
    if options.demo:
        lines.append(f"Demo sign-ins and mailbox: http://localhost:{options.port}/demo/")
    return "\n".join([*lines, "Stop with Ctrl-C."])
