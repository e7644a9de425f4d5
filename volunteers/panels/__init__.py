"""What the pages of volunteers, matches and the matching screen show."""

from volunteers.panels.checks import checks_asked
from volunteers.panels.cover import cover_table, cover_tag, mums_with_plans, of_cover, why
from volunteers.panels.joining import of_reference
from volunteers.panels.match import of_match
from volunteers.panels.shared import checks_tag, match_tag, matches_table, volunteer_tag
from volunteers.panels.volunteer import free_places, of_volunteer

__all__ = [
    "checks_asked",
    "checks_tag",
    "cover_table",
    "cover_tag",
    "free_places",
    "match_tag",
    "matches_table",
    "mums_with_plans",
    "of_cover",
    "of_match",
    "of_reference",
    "of_volunteer",
    "volunteer_tag",
    "why",
]
