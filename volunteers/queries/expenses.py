"""What volunteers spent for us, and where it stands."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Sum

from pim.access import roles
from pim.access.scope import at_sites_of
from pim.models import User
from volunteers.enums import ExpenseStatus
from volunteers.models import Expense, SupportRules, Volunteer
from volunteers.queries.rules import rules_of


def expenses_to_look_at(user: User):
    """Sent in and not decided yet, and approved but not paid, the oldest first."""
    mine = at_sites_of(user, roles.WORK_VOLUNTEERS, "volunteer__site")
    open_ones = Expense.objects.visible_to(user).filter(
        mine, status__in=(ExpenseStatus.CLAIMED, ExpenseStatus.APPROVED)
    )
    return open_ones.select_related("volunteer").order_by("status", "claimed_at", "pk")


def pence_a_mile(volunteer: Volunteer) -> int:
    """What her programme pays; what is usual, before she has a site."""
    rules = rules_of(volunteer.site.programme) if volunteer.site else SupportRules()
    return rules.pence_a_mile


def expenses_of(volunteer: Volunteer):
    return Expense.objects.filter(volunteer=volunteer).order_by("-spent_on", "-claimed_at")


def own_expenses(user: User):
    hers = Expense.objects.filter(volunteer__in=Volunteer.objects.of_user(user))
    return hers.order_by("-spent_on", "-claimed_at")


def same_sent_in(volunteer: Volunteer, *, besides: UUID | None, **what: Any) -> Expense | None:
    """What she sent in before of the same ``kind``, day and amount."""
    like_it = Expense.objects.filter(volunteer=volunteer, **what).exclude(pk=besides)
    return like_it.exclude(status=ExpenseStatus.SENT_BACK).first()


def expenses_of_month(user: User, month: date):
    """Everything spent in one month at the sites whose volunteers she sees."""
    seen = at_sites_of(user, roles.SEE_VOLUNTEERS, "volunteer__site")
    spent = Expense.objects.filter(seen, spent_on__year=month.year, spent_on__month=month.month)
    return spent.select_related("volunteer__site").order_by(
        "volunteer__first_name", "volunteer__last_name", "volunteer", "spent_on", "pk"
    )


@dataclass(frozen=True)
class MonthOfOne:
    """What a volunteer spent in a month, in pence, by where it stands."""

    volunteer: Volunteer
    pence: dict[str, int]

    @property
    def total(self) -> int:
        """Without what was sent back: nobody owes her that."""
        return sum(self.pence.values()) - self.pence.get(ExpenseStatus.SENT_BACK, 0)


def totals(expenses) -> list[MonthOfOne]:
    """One line a volunteer, in the order of ``expenses_of_month``."""
    lines: dict[Volunteer, dict[str, int]] = {}
    for expense in expenses:
        of_her = lines.setdefault(expense.volunteer, {})
        of_her[expense.status] = of_her.get(expense.status, 0) + expense.pence
    return [MonthOfOne(volunteer, pence) for volunteer, pence in lines.items()]


def owed_to(user: User) -> int:
    """What is on its way back to her, in pence."""
    on_its_way = own_expenses(user).filter(
        status__in=(ExpenseStatus.CLAIMED, ExpenseStatus.APPROVED)
    )
    return on_its_way.aggregate(sum=Sum("pence"))["sum"] or 0
