from pim.errors import DomainError


class CannotRun(DomainError):
    """The service cannot be started or used; the message is one line, for standard error."""
