"""A programme's waves, as a manager plans them. What is open already stays as it was asked."""

from datetime import datetime
from typing import Any

from django.db import transaction

from outcomes.enums import WaveKey
from outcomes.models import Wave
from outcomes.queries import planning
from pim.access import audit, roles
from pim.access.audit import Actor
from pim.errors import DomainError, NotAllowed
from pim.models import Programme

PLANNED = ("instruments", "anchor", "opens_days", "closes_days", "reminder_days", "channels")


class NobodyWouldLook(DomainError):
    """It asks something that somebody must look at, and no site has a rota."""


@transaction.atomic
def add_wave(*, programme: Programme, key: WaveKey, by: Actor, now: datetime, **plan: Any) -> Wave:
    """It asks nobody before it is switched on."""
    _check_manager(programme, by)
    if Wave.objects.filter(programme=programme, key=key).exists():
        raise DomainError("This programme has such a wave already. Change that one.")
    wave = Wave.objects.create(programme=programme, key=key, is_active=False, **plan)
    audit.record(by=by, action="wave.added", target=wave, now=now, key=key)
    return wave


@transaction.atomic
def change_wave(*, wave: Wave, by: Actor, now: datetime, **plan: Any) -> Wave:
    """From now on. Whoever has been asked already goes on as she was asked."""
    locked = _locked(wave, by)
    changed = [name for name in PLANNED if getattr(locked, name) != plan[name]]
    for name in changed:
        setattr(locked, name, plan[name])
    if locked.is_active:
        _check_somebody_looks(locked)
    if changed:
        locked.save(update_fields=changed)
        audit.record(by=by, action="wave.changed", target=locked, now=now, fields=" ".join(changed))
    return locked


@transaction.atomic
def switch_wave_on(*, wave: Wave, by: Actor, now: datetime) -> Wave:
    """Raises NobodyWouldLook, which names the sites without a rota."""
    locked = _locked(wave, by)
    _check_somebody_looks(locked)
    return _switch(locked, True, by=by, now=now)


@transaction.atomic
def switch_wave_off(*, wave: Wave, by: Actor, now: datetime) -> Wave:
    """Nobody new is asked; what is open stays open."""
    return _switch(_locked(wave, by), False, by=by, now=now)


def _switch(wave: Wave, on: bool, *, by: Actor, now: datetime) -> Wave:
    if wave.is_active != on:
        wave.is_active = on
        wave.save(update_fields=["is_active"])
        action = "wave.switched_on" if on else "wave.switched_off"
        audit.record(by=by, action=action, target=wave, now=now)
    return wave


def _locked(wave: Wave, by: Actor) -> Wave:
    locked = Wave.objects.select_for_update(of=("self",)).select_related("programme")
    row = locked.get(pk=wave.pk)
    _check_manager(row.programme, by)
    return row


def _check_manager(programme: Programme, by: Actor) -> None:
    if by.user is None or not roles.can_over(by.user, roles.MANAGE_SITES, programme=programme):
        raise NotAllowed("Only a manager of the programme plans what it asks.")


def _check_somebody_looks(wave: Wave) -> None:
    for sentence in planning.missing_before_asking(wave):
        raise NobodyWouldLook(sentence)
