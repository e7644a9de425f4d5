"""The copy of all about one woman: gathered, looked through, and given to her."""
