"""What she wrote that made things worse, on the page of her questionnaire."""

from outcomes.models import QuestionnaireRequest
from outcomes.queries import worse
from pim.admin import panels
from pim.admin.panels import Words


@panels.on(QuestionnaireRequest, order=60)
def made_worse(user, request: QuestionnaireRequest) -> Words | None:
    answer = worse.worse_of(user, request)
    return Words("She wrote that something made things worse", answer.words) if answer else None
