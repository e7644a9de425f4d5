"""Releases for research: asked for by one person, approved by another, frozen from the start.

``columns``     what may leave, column by column
``consenting``  who is in
``rows``        the rows, made by PostgreSQL
``anonymity``   who could be told apart, and what is blanked so that nobody can
``freezing``    files, fingerprints, pieces
``asking``      the verbs
``reading``     what a person sees
``writing``     the files in a folder
``formats``     the same tables for other programs
"""
