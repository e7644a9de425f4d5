"""How things stand when the simulation ends."""

from outcomes.simulation.stage import Stage
from pim import clock
from pim.admin import today
from referrals.enums import Status
from referrals.models import Referral
from volunteers import queries


def as_it_stands(stage: Stage) -> dict[str, int]:
    """Referrals by status, eligible pairs, and what stands on the coordinators' *Today*."""
    referrals = Referral.objects.filter(programme=stage.programme)
    counts = {
        f"referrals: {status.label.lower()}": referrals.filter(status=status).count()
        for status in Status
    }
    counts["eligible pairs"] = _eligible_pairs(stage)
    return counts | _tasks(stage)


def _eligible_pairs(stage: Stage) -> int:
    """Everyone who waits without a proposal, with everyone who could be asked."""
    return sum(
        len(queries.suggestions(referral, coordinator, on=clock.today())[0])
        for coordinator in stage.coordinators.values()
        for referral in queries.waiting_without_proposal(coordinator)
    )


def _tasks(stage: Stage) -> dict[str, int]:
    tasks: dict[str, int] = {}
    for coordinator in stage.coordinators.values():
        filled, empty = today.waiting(coordinator, clock.now())
        for queue in empty:
            tasks.setdefault(f"today: {queue.title.lower()}", 0)
        for waiting in filled:
            key = f"today: {waiting.queue.title.lower()}"
            tasks[key] = tasks.get(key, 0) + len(waiting.rows)
    return dict(sorted(tasks.items()))
