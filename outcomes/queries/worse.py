"""What she wrote that made things worse. Read by a person, once she has sent it in."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet, TextField
from django.db.models.functions import Cast

from outcomes.definitions import Item
from outcomes.enums import RequestStatus
from outcomes.models import Answer, QuestionnaireRequest, Response
from outcomes.queries.instruments import definition
from pim.models import AuditEvent, User

EXPERIENCE, MADE_WORSE = "experience", "made-worse"
READ = "questionnaire.worse_read"
KEPT_ON_TODAY = timedelta(days=180)


def unread_worse(user: User, now: datetime) -> list[Answer]:
    """Words nobody has said they have read, of those that this user may see. Not decrypted."""
    rows = _sent_in(user).filter(response__completed_at__gt=now - KEPT_ON_TODAY)
    waiting = rows.exclude(_was_read()).order_by("response__completed_at", "pk")
    return list(_about_worse(waiting.defer("words")))


def worse_of(user: User, request: QuestionnaireRequest) -> Answer | None:
    """Her words of one request."""
    return next(iter(_about_worse(_sent_in(user).filter(response__request=request))), None)


def waits(request: QuestionnaireRequest) -> bool:
    """Whether there are such words, and nobody has said yet that they are read."""
    if request.status != RequestStatus.COMPLETED or was_read(request):
        return False
    return any(_about_worse(_with_words().filter(response__request=request)))


def was_read(request: QuestionnaireRequest) -> bool:
    return AuditEvent.objects.about(request).filter(action=READ).exists()


def is_about_worse(item: Item) -> bool:
    return item.link_id == MADE_WORSE


def _sent_in(user: User) -> QuerySet[Answer]:
    sent = Response.objects.visible_to(user).filter(request__status=RequestStatus.COMPLETED)
    return _with_words().filter(response__in=sent)


def _with_words() -> QuerySet[Answer]:
    rows = Answer.objects.filter(response__instrument__key=EXPERIENCE, words__isnull=False)
    return rows.select_related(
        "response__instrument",
        "response__request__wave",
        "response__request__referral__parent",
        "response__request__referral__site",
    )


def _was_read() -> Exists:
    request = Cast(OuterRef("response__request"), TextField())
    return Exists(AuditEvent.objects.filter(action=READ, target_id=request))


def _about_worse(rows: Iterable[Answer]) -> Iterable[Answer]:
    """By the name of the question: its number differs between versions."""
    for row in rows:
        item = definition(row.response.instrument).item(row.item)
        if item and is_about_worse(item):
            yield row
