"""Her secret word was guessed wrong until it locked. It may have been somebody near her, and she
is shut out herself: a person asks her."""

from collections.abc import Collection
from datetime import datetime

from pim.access import roles
from pim.admin import today
from pim.admin.today import Queue, Row
from pim.models import AuditEvent
from referrals.enums import OPEN
from referrals.models import Parent, Referral
from referrals.queries import TRIES
from referrals.today.incoming import row, seen

ASK_HER = (
    "Ask her in a call, when she is alone, whether it was her. Then set a word with her anew: "
    "until then she cannot open her page"
)


def register() -> None:
    today.register(
        Queue(
            "wrong-words",
            "A secret word was guessed wrong five times",
            rows=locked,
            permission=roles.WORK_CASES,
            order=34,
        )
    )


def locked(user, now: datetime) -> list[Row]:
    """Gone once a new word is set."""
    shut = {"secret_word__digest__isnull": False, "secret_word__wrong_tries__gte": TRIES}
    theirs = Parent.objects.filter(**shut)
    found = list(seen(user).filter(status__in=OPEN, parent__in=theirs))
    since = locked_since(found)
    rows = [row(one, since=since.get(str(one.parent_id)), detail=ASK_HER) for one in found]
    return sorted(rows, key=lambda one: (one.since or now, one.text))


def locked_since(referrals: Collection[Referral]) -> dict[str, datetime]:
    told = AuditEvent.objects.filter(
        action="secret_word.locked",
        target_type=Parent._meta.label_lower,
        target_id__in=[str(one.parent_id) for one in referrals],
    )
    return dict(told.order_by("at", "pk").values_list("target_id", "at"))
