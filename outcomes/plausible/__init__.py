"""Plausible rows in any number, put into the tables directly: for measuring, never for showing."""
