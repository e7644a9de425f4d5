"""The coordinator's workplace for volunteers and matches. Each module registers its own."""

from volunteers.admin import (  # noqa: F401
    apart,
    checks,
    cover,
    expenses,
    groups,
    match,
    reference,
    rights,
    rules,
    training,
    visiting,
    volunteer,
)
