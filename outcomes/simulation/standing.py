"""How things stand when the simulation ends."""

from outcomes.simulation.stage import Stage
from pim import clock
from pim.admin import today
from referrals.enums import Status
from referrals.models import Referral
from volunteers.matching import may_be_matched
from volunteers.queries.meeting import waiting_list


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
        may_be_matched(need, offer)
        for site in stage.sites
        for listed in [waiting_list(site, stage.coordinators[site.pk], now=clock.now())]
        for need in listed.needs.values()
        for offer in listed.offers.values()
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
