"""The coordinator's workplace for volunteers and matches. Each module registers its own."""

from volunteers.admin import checks, match, volunteer  # noqa: F401
