"""The coordinator's workplace for volunteers and matches. Each module registers its own."""

from volunteers.admin import match, volunteer  # noqa: F401
