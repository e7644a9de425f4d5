"""The coordinator's workplace for volunteers and matches. Each module registers its own."""

from volunteers.admin import apart, checks, cover, groups, match, reference, visiting, volunteer  # noqa: F401
