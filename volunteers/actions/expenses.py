"""Money a volunteer spent for us: sent in, looked at, paid."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from pim.access import audit
from pim.access.audit import Actor
from pim.errors import DomainError
from pim.models import Site
from referrals.queries import uk_date
from volunteers import expense_status, money, queries
from volunteers.actions.locking import locked_volunteer
from volunteers.enums import ExpenseKind, ExpenseStatus
from volunteers.models import Expense, Volunteer

MOST_PENCE = 50_000
CLAIMED_WITHIN_DAYS = 365


@transaction.atomic
def claim_expense(
    *,
    volunteer: Volunteer,
    kind: ExpenseKind,
    spent_on: date,
    miles: Decimal | None = None,
    pence: int | None = None,
    note: str = "",
    has_receipt: bool = False,
    expense_id: UUID | None = None,
    by: Actor,
    now: datetime,
) -> Expense:
    """She sends it in. Miles are paid at her programme's rate of this day.

    ``expense_id`` is made when the form is drawn: sent twice, it is one. One that was sent back
    and comes again under its own id is changed, and waits anew.
    """
    locked = locked_volunteer(volunteer.pk)
    known = Expense.objects.select_for_update().filter(pk=expense_id).first()
    if known and known.volunteer_id != locked.pk:
        raise DomainError("Please open this form again and send it once more.")
    if known and known.status != ExpenseStatus.SENT_BACK:
        return known
    _check_day(spent_on, today=uk_date(now))
    is_mileage = kind == ExpenseKind.MILEAGE
    expense = known or Expense(**({"pk": expense_id} if expense_id else {}), volunteer=locked)
    expense.kind, expense.spent_on, expense.note = kind, spent_on, note or None
    expense.miles = miles if is_mileage else None
    expense.pence = _worth(locked, miles) if is_mileage else pence
    expense.has_receipt, expense.claimed_at = has_receipt and not is_mileage, now
    _check_amount(expense.pence)
    return _send_in(expense, again=known is not None, by=by, now=now)


@transaction.atomic
def take_expense_back(*, expense: Expense, by: Actor, now: datetime) -> None:
    """She sent it in by mistake and nobody has decided about it: it is gone, and that is noted."""
    locked = Expense.objects.select_for_update().filter(pk=expense.pk).first()
    if locked is None:
        return  # pressed twice
    if locked.status != ExpenseStatus.CLAIMED:
        raise DomainError("Your coordinator has looked at it already. Please ring her about it.")
    audit.record(by=by, action="expense.taken_back", target=locked, now=now, kind=locked.kind)
    locked.delete()


def _send_in(expense: Expense, *, again: bool, by: Actor, now: datetime) -> Expense:
    if again:
        return expense_status.move(expense, ExpenseStatus.CLAIMED, by=by, now=now)
    expense.save(force_insert=True)
    audit.record(by=by, action="expense.claimed", target=expense, now=now, kind=expense.kind)
    return expense


def _worth(volunteer: Volunteer, miles: Decimal | None) -> int:
    if miles is None:
        raise DomainError("Say how many miles it was.")
    return money.mileage(miles, queries.pence_a_mile(volunteer))


def _check_day(spent_on: date, *, today: date) -> None:
    if spent_on > today:
        raise DomainError("The day cannot be in the future. Send it in when you have spent it.")
    if (today - spent_on).days > CLAIMED_WITHIN_DAYS:
        raise DomainError("This was more than a year ago. Please ring your coordinator about it.")


def _check_amount(pence: int | None) -> None:
    if pence is None or not 1 <= pence <= MOST_PENCE:
        raise DomainError(
            "One expense can be up to £500. For more, please ring your coordinator first."
        )


# --- The coordinator --------------------------------------------------------------------------
@transaction.atomic
def approve_expense(*, expense: Expense, by: Actor, now: datetime) -> Expense:
    return expense_status.move(_looked_at(expense, by), ExpenseStatus.APPROVED, by=by, now=now)


@transaction.atomic
def send_expense_back(*, expense: Expense, answer: str, by: Actor, now: datetime) -> Expense:
    """With a reason she can read; she may change it and send it in again."""
    if not answer.strip():
        raise DomainError("Say what she should change, in a few kind words.")
    locked = _looked_at(expense, by)
    return expense_status.move(locked, ExpenseStatus.SENT_BACK, answer=answer, by=by, now=now)


@transaction.atomic
def pay_expense(*, expense: Expense, paid_on: date, by: Actor, now: datetime) -> Expense:
    locked = _looked_at(expense, by)
    if not locked.spent_on <= paid_on <= uk_date(now):
        raise DomainError("The day it was paid lies between the day she spent it and today.")
    return expense_status.move(locked, ExpenseStatus.PAID, paid_on=paid_on, by=by, now=now)


def _looked_at(expense: Expense, by: Actor) -> Expense:
    """Nobody decides about her own money."""
    rows = Expense.objects.select_for_update(of=("self",)).select_related("volunteer")
    locked = rows.get(pk=expense.pk)
    if by.user is not None and by.user.pk == locked.volunteer.user_id:
        raise DomainError("This is your own. Somebody else looks at it.")
    return locked


@transaction.atomic
def note_expenses_taken_out(*, sites: list[Site], month: date, by: Actor, now: datetime) -> None:
    """A list for the bookkeeper has left the house: the trail of each site says so."""
    for site in sites:
        audit.record(by=by, action="site.expenses_taken_out", target=site, now=now, month=month)
