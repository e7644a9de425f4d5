"""Whoever is told outside is told on a basis, in whichever file it stands. Pure."""

from pim.errors import DomainError


def check_basis(told: str, basis: str) -> None:
    if not (told and basis):
        raise DomainError("Say who was told, and on what basis.")


def in_the_trail(told: str, basis: str) -> dict[str, str]:
    """The codes of a step, where it has any."""
    return {name: code for name, code in (("told", told), ("basis", basis)) if code}
