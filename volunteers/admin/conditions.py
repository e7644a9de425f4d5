"""When a button may be pressed."""


def stands_at(*statuses):
    """Whether a record has one of these statuses."""
    return lambda record: record.status in statuses
