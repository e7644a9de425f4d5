"""Judges from outside: each says nothing of the service, and complains of a planted fault."""
