"""What her own page says about the people she meets here. Each registers itself."""

from volunteers.her_page import coming_together, group, looking_back, person  # noqa: F401
