"""Takes in the server's log as it is written, byte by byte, and seals it at once.

PostgreSQL's own receiver would leave the log in plain files; an ``archive_command`` would need
our keys and programs beside the server, and sees a file only when it is full. The server may be
told to wait for us (``synchronous_standby_names``): then nothing is acknowledged before it is on
our disk.
"""

import select
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from pim.backups import log, server
from pim.backups.errors import BackupError
from pim.backups.place import Place
from pim.backups.sealed import Writer
from pim.stack.existing import first_line

MOST_AT_ONCE = 1 << 20
SIGN_OF_LIFE = 10  # seconds
SLOT = server.ROLE  # the server keeps what we have not had yet, even while we are away


class Receiver:
    """``with Receiver(place, url) as receiver: receiver.receive(seconds)`` again and again."""

    def __init__(self, place: Place, url: str) -> None:
        self._place = place
        self._line = server.replication(url)
        self.known = server.identify(self._line)
        self._cursor = self._line.cursor()
        self._piece: Writer | None = None
        self._segment = -1  # the file of the server's log that the piece is of
        self._at = datetime.fromtimestamp(0, UTC)
        self._signed = time.monotonic()
        log.folder(place, self.known.timeline).mkdir(mode=0o700, exist_ok=True)
        self._ends = self._begin()

    def receive(self, seconds: float, stopping: Callable[[], bool]) -> None:
        """Keep what comes for so long."""
        import psycopg2

        until = time.monotonic() + seconds
        try:
            while time.monotonic() < until and not stopping():
                if self._take_in():
                    self._acknowledge()
                elif time.monotonic() - self._signed > SIGN_OF_LIFE:
                    self._say_that_nothing_came()
                else:
                    select.select([self._line], [], [], 0.2)
        except psycopg2.Error as error:
            raise BackupError(f"The server's log ended: {first_line(error)}") from None

    # --- Where to begin ---------------------------------------------------------------------
    def _begin(self) -> int:
        """Where the last piece ended, while the server still has it; else where it is now."""
        import psycopg2

        self._hold_back()
        kept = log.last_place(self._place, self.known.timeline)
        here = self.known.at - self.known.at % self.known.segment
        for begins in ([kept] if kept is not None else []) + [here]:
            try:
                self._cursor.start_replication(
                    slot_name=SLOT,
                    start_lsn=server.written_place(begins),
                    timeline=self.known.timeline,
                )
                return begins
            except psycopg2.Error as error:
                refused = first_line(error)
        raise BackupError(f"The server does not give its log: {refused}")

    def _hold_back(self) -> None:
        import psycopg2

        try:
            self._cursor.execute(f"CREATE_REPLICATION_SLOT {SLOT} PHYSICAL RESERVE_WAL")
        except psycopg2.errors.DuplicateObject:
            pass
        except psycopg2.Error as error:
            raise BackupError(f"The server does not give its log: {first_line(error)}") from None

    # --- What comes -------------------------------------------------------------------------
    def _take_in(self) -> bool:
        """All that is there now, sealed but perhaps not on the disk yet."""
        taken = 0
        while taken < MOST_AT_ONCE and (message := self._cursor.read_message()):
            taken += len(message.payload)
            self._keep(message)
        return taken > 0

    def _keep(self, message: Any) -> None:
        begins, data = message.data_start, bytes(message.payload)
        if begins + len(data) >= message.wal_end:  # nothing waits behind it
            self._at = message.send_time.astimezone(UTC)
        self._file_for(begins).write(log.packed(begins, self._at, data))
        self._ends = begins + len(data)

    def _file_for(self, begins: int) -> Writer:
        segment = begins // self.known.segment
        if self._piece and segment != self._segment:
            self._piece.close()
            self._piece = None
        if self._piece is None:
            path = log.folder(self._place, self.known.timeline) / f"{begins:016X}.sealed"
            path.unlink(missing_ok=True)  # of one that ended before it had a byte of the log
            self._piece = Writer(path, self._place.name(path), self._place.keys)
            self._segment = segment
        return self._piece

    def _acknowledge(self) -> None:
        if self._piece:
            self._piece.keep()
        self._tell()
        self._signed = time.monotonic()

    def _say_that_nothing_came(self) -> None:
        if self._cursor.wal_end <= self._ends:
            self._at = self._cursor.io_timestamp.astimezone(UTC)
            self._file_for(self._ends).write(log.packed(self._ends, self._at, b""))
        self._acknowledge()

    def _tell(self) -> None:
        self._cursor.send_feedback(
            write_lsn=self._ends, flush_lsn=self._ends, apply_lsn=self._ends, reply=True, force=True
        )

    # --- The end ----------------------------------------------------------------------------
    def __enter__(self) -> "Receiver":
        return self

    def __exit__(self, *error: object) -> None:
        if self._piece:
            self._piece.close()
        self._line.close()
