"""What she answered, form by form, as another record may take it in."""

from outcomes.enums import ResponseStatus
from outcomes.fhir_answers import Form
from outcomes.models import Answer, QuestionnaireRequest, Response, Score
from outcomes.queries.asked import instruments_of
from outcomes.queries.instruments import definition
from pim.models import User


def forms_of(user: User, request: QuestionnaireRequest) -> list[Form]:
    """In the order asked; only what this person may see."""
    of_it = Response.objects.visible_to(user).filter(request=request)
    seen = of_it.exclude(status=ResponseStatus.NOT_HERS).select_related("instrument")
    begun = {response.instrument_id: response for response in seen}
    return [_form(begun[one.pk]) for one in instruments_of(request) if one.pk in begun]


def _form(response: Response) -> Form:
    answers = Answer.objects.filter(response=response).select_related("option")
    said = {row.item: row.option.code if row.option else row.words for row in answers}
    totals = Score.objects.filter(response=response).values_list("scale", "total")
    return Form(
        id=response.pk,
        definition=definition(response.instrument),
        questionnaire=response.instrument.questionnaire,
        answers={item: words for item, words in said.items() if words},
        totals=dict(totals),
        authored=response.completed_at or response.started_at,
        is_done=response.completed_at is not None,
    )
