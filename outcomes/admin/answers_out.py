"""The answers to one request as a FHIR file, for whoever works on her case."""

import json
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from outcomes import fhir_answers
from outcomes.models import QuestionnaireRequest
from outcomes.queries import requests
from outcomes.queries.taken_out import forms_of
from pim import clock
from pim.access import audit, roles, second_factor
from pim.access.audit import acting
from pim.admin.site import pim_site


def as_fhir(request: HttpRequest, pk: UUID) -> HttpResponse:
    """She says again who she is; that she took them is written down. Nothing stays on our side."""
    asked = _theirs_or_404(request, pk)
    if first := second_factor.ask_again(request):
        return first
    bundle = fhir_answers.bundle(forms_of(request.user, asked))
    audit.record(
        by=acting(request.user), action="questionnaire.taken_out", target=asked, now=clock.now()
    )
    return HttpResponse(
        json.dumps(bundle, indent=2, ensure_ascii=False) + "\n",
        content_type="application/fhir+json",
        headers={"Content-Disposition": f'attachment; filename="answers-{asked.pk}.json"'},
    )


def _theirs_or_404(request: HttpRequest, pk: UUID) -> QuestionnaireRequest:
    asked = requests().visible_to(request.user).filter(pk=pk).first()
    if asked is None or not roles.can(request.user, roles.WORK_CASES, asked.referral.site):
        raise Http404
    return asked


urls = [
    path(
        "admin/questionnaires/<uuid:pk>/fhir.json",
        pim_site.admin_view(require_safe(as_fhir)),
        name="answers-fhir",
    )
]
