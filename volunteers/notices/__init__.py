"""What we write to volunteers. Neutral words only: a phone lies on a kitchen table."""

from volunteers.notices import checks, news, receipts, references, support, visiting  # noqa: F401  each registers its own
