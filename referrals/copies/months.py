"""The month within which she gets her copy. Pure.

The day with the same number in the next month, or the last of a shorter month; on a weekend or a
bank holiday, the next working day. Hard ones may take two months more if she is told why in time.
"""

from calendar import monthrange
from datetime import date

from pim.working_days import next_working_day

MORE_MONTHS = 2


def due_on(asked_on: date, *, nation: str, months: int = 1) -> date:
    return next_working_day(months_after(asked_on, months), nation=nation)


def months_after(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
