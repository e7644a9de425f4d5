"""A person has read what she wrote."""

from datetime import datetime

from django.db import transaction

from outcomes.models import QuestionnaireRequest
from outcomes.queries import worse
from pim.access import audit
from pim.access.audit import Actor


@transaction.atomic
def note_worse_read(*, request: QuestionnaireRequest, by: Actor, now: datetime) -> None:
    """It leaves Today; the words stay where they are. Twice, it is once."""
    locked = QuestionnaireRequest.objects.select_for_update().get(pk=request.pk)
    if not worse.was_read(locked):
        audit.record(by=by, action=worse.READ, target=locked, now=now)
