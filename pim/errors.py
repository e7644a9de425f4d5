"""The one base of all errors whose message is fit for a person to read."""


class DomainError(Exception):
    """Something a person asked for cannot be done; the message says why, kindly."""


class NotAllowed(DomainError):
    """The person may not do this."""
