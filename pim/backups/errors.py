"""What can go wrong with a backup, each with the exit status of the command that says so."""

from pim.errors import DomainError


class BackupError(DomainError):
    """Settings are wrong, or a server or a program does not do as asked."""

    status = 1


class Damaged(BackupError):
    """A backup is missing, incomplete, stale or not what was once written."""

    status = 3


class TargetInUse(BackupError):
    """Where it should go there is something already."""

    status = 4
