"""A programme lived through the real actions, event by event, with an injected clock.

Nothing here writes a row of its own: every life below calls the same verbs a person's click
would call. It makes the demonstration, and it counts every promise that was broken.
"""
