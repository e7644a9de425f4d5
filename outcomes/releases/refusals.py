from pim.errors import DomainError


class ReleaseRefused(DomainError):
    """A release cannot be asked for, approved or handed out as things stand."""


class TooLate(ReleaseRefused):
    """It could be fetched once, and cannot be any more."""
