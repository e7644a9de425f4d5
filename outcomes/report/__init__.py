"""What a programme's figures say. Reads only; a fixed number of queries whatever the size.

Every figure is about the women who *asked for support* in the period: one group, followed from
asking to the end, so that the flow adds up. Referrals merged into another one are not counted
twice. Change is over complete totals of those who answered both times.
"""

from dataclasses import dataclass

from outcomes.report.areas import Areas, Month, areas
from outcomes.report.change import Change, changes, figures
from outcomes.report.commission import Commission, commission
from outcomes.report.courses import Courses, courses
from outcomes.report.flow import Flow, flow
from outcomes.report.opinion import Opinion, opinions
from outcomes.report.scope import (
    Plan,
    Scope,
    busiest,
    is_inside,
    plan_of,
    scope_for,
    sites_for,
)
from outcomes.report.support import Support, Wait, support
from pim.access import reach

__all__ = [
    "Areas",
    "Change",
    "Commission",
    "Courses",
    "Flow",
    "Month",
    "Opinion",
    "Plan",
    "Report",
    "Scope",
    "Support",
    "Wait",
    "areas",
    "busiest",
    "changes",
    "commission",
    "courses",
    "figures",
    "flow",
    "is_inside",
    "opinions",
    "plan_of",
    "report",
    "scope_for",
    "sites_for",
    "support",
]


@dataclass(frozen=True)
class Report:
    """Everything on the page."""

    scope: Scope
    plan: Plan
    flow: Flow
    changes: list[Change]
    waiting: list[Change]
    """Before support: from asking to the first session."""
    opinions: list[Opinion]
    support: Support
    courses: Courses | None
    areas: Areas


@reach.further("figures of women whom most readers of a report must never see")
def report(scope: Scope, plan: Plan | None = None) -> Report:
    """A fixed number of queries, however many women. ``plan``: the programme's, or a part of it."""
    plan = plan or plan_of(scope.programme)
    found = figures(scope, plan.support)
    return Report(
        scope,
        plan,
        flow(scope, plan),
        changes(plan.compared(), found),
        changes(plan.compared_while_waiting(), figures(scope, plan.waiting)),
        opinions(scope, plan, found),
        support(scope),
        courses(scope, plan),
        areas(scope, plan),
    )
