"""The one writer of an expense's status, and the moves there are."""

from datetime import date, datetime

from pim.access import audit
from pim.access.audit import Actor
from volunteers.enums import ExpenseStatus
from volunteers.lifecycle import ForbiddenMove
from volunteers.models import Expense

EXPENSE_TRANSITIONS: dict[ExpenseStatus, tuple[ExpenseStatus, ...]] = {
    ExpenseStatus.CLAIMED: (ExpenseStatus.APPROVED, ExpenseStatus.SENT_BACK),
    ExpenseStatus.SENT_BACK: (ExpenseStatus.CLAIMED,),
    ExpenseStatus.APPROVED: (ExpenseStatus.PAID, ExpenseStatus.SENT_BACK),
    ExpenseStatus.PAID: (),
}


def move(
    locked: Expense,
    to: ExpenseStatus,
    *,
    by: Actor,
    now: datetime,
    answer: str = "",
    paid_on: date | None = None,
) -> Expense:
    """Move a locked expense on. Raises ``ForbiddenMove``. Sent in again it waits as if new."""
    if to not in EXPENSE_TRANSITIONS[ExpenseStatus(locked.status)]:
        raise ForbiddenMove(
            f"This is “{locked.get_status_display()}” and cannot become “{to.label}”."
        )
    waits = to == ExpenseStatus.CLAIMED
    locked.status, locked.paid_on, locked.answer = to, paid_on, answer or None
    locked.decided_at, locked.decided_by = (None, None) if waits else (now, by.user)
    locked.save()
    audit.record(by=by, action=f"expense.{to}", target=locked, now=now)
    return locked
