"""Side-by-side measurements: each beside its floor, interleaved, medians of several rounds.

``python -m bench`` starts a database of its own on this machine and ends it.
"""
