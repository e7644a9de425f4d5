"""A volunteer's own pages, made for a phone. Everything comes through her live matches."""

from volunteers.views.own import home, mums, proposals

__all__ = ["home", "mums", "proposals"]
