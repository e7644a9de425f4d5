"""Which answers came in while they were due: only these are compared.

PostgreSQL knows the rule (``outcomes_came_while_due``), so that counts kept ready, reports and
releases judge alike: on no earlier day than the wave opened, before it closed, and a form about
the days before support no later than the day of her first session. A wave that is itself counted
from the first session is judged by its own days alone.
"""

from django.db.models import BooleanField, F, Func

FUNCTION = "outcomes_came_while_due"


def came_while_due_sql(response: str, request: str, wave: str) -> str:
    """The same for a statement, by the names its rows have there."""
    return (
        f"{FUNCTION}({response}.completed_at, {request}.opened_at, {request}.closes_at,"
        f" {wave}.key, {wave}.anchor, {request}.referral_id)"
    )


def came_while_due(response: str = "") -> Func:
    """For a query. ``response``: the way to the response, such as ``response__``."""
    names = (
        "completed_at",
        "request__opened_at",
        "request__closes_at",
        "request__wave__key",
        "request__wave__anchor",
        "request__referral",
    )
    columns = [F(f"{response}{name}") for name in names]
    return Func(*columns, function=FUNCTION, output_field=BooleanField())
