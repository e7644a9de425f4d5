"""A leaflet for each site: one A5 page to print, with a square to point a phone at.

It lies on kitchen tables, so it says nothing that a person at home must not read.
"""
