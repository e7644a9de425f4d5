"""The rows of a release, read in one pass over the database: no query per person.

Who is in: the study's programme, research consent given *now*, not erased, not a duplicate.
What stays out: dates, names, places smaller than a site, free words, and every answer from which
an answer about self-harm could be told (see :func:`withheld_items`).
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils import timezone

from outcomes.definitions import Definition, Item, Kind, Scale
from outcomes.enums import MissingReason, RequestStatus, ResponseStatus, StopReason
from outcomes.instrument_documents import definition_of
from outcomes.models import Answer, Instrument, RequestInstrument, Response, Score, Study
from referrals.enums import AgeBand, ClosedReason, Purpose, Situation
from referrals.models import Consent, Referral
from referrals.queries import has_a_loss

NOT_RELEASED = "not_released"
AGE_BANDS = {
    AgeBand.UNDER_16: "under_18",
    AgeBand.SIXTEEN_SEVENTEEN: "under_18",
    AgeBand.ADULT: "18_plus",
}
REASON_OF_CODE = {-96: MissingReason.DOES_NOT_APPLY, -97: MissingReason.RATHER_NOT}
REASON_OF_STATUS = {
    RequestStatus.REFUSED: MissingReason.RATHER_NOT,
    RequestStatus.STOPPED: MissingReason.WITHDRAWN,
}
# A loss is never told: only that we asked no further.
NOT_HER_CHOICE = frozenset(
    {StopReason.LOSS, StopReason.SUPPORT_ENDED, StopReason.PAUSED, StopReason.BY_STAFF}
)

Row = dict[str, Any]


def consenting(study: Study) -> dict[UUID, str]:
    """Referrals whose latest decision about research is yes, with the wording's version."""
    latest = (
        Consent.objects.filter(purpose=Purpose.RESEARCH, referral__programme=study.programme_id)
        .exclude(referral__closed_reason=ClosedReason.DUPLICATE)
        .filter(referral__parent__erased_at__isnull=True)
        .order_by("referral", "-at", "-id")
        .distinct("referral")
    )
    rows = latest.values_list("referral", "given", "wording_version")
    return {referral: version for referral, given, version in rows if given}


@dataclass
class Form:
    """One questionnaire of one request, with whatever came back."""

    referral: Referral
    request: Any
    definition: Definition
    lost: bool
    response: Response | None = None
    answers: dict[int, Answer] = field(default_factory=dict)
    scores: dict[str, Score] = field(default_factory=dict)

    @property
    def is_done(self) -> bool:
        return self.response is not None and self.response.status == ResponseStatus.COMPLETED

    @property
    def left_out(self) -> MissingReason | None:
        """Why nothing of it is given: she refused or stopped before it was done, or we did."""
        if not self.is_done and self.request.stopped_why in NOT_HER_CHOICE:
            return MissingReason.NOT_ASKED
        return None if self.is_done else REASON_OF_STATUS.get(self.request.status)


def forms_of(referrals: list[UUID]) -> list[Form]:
    """Every questionnaire of a wave these referrals were asked, answered or not. Six queries.

    What staff typed in besides belongs to no wave, and to no comparison.
    """
    of_a_wave = RequestInstrument.objects.filter(
        request__referral__in=referrals, request__wave__isnull=False
    )
    asked = of_a_wave.select_related(
        "request__wave", "request__referral__parent", "request__referral__site"
    )
    asked = asked.annotate(lost=has_a_loss("request__referral__parent"))
    definitions = _definitions()
    forms = {
        (line.request_id, line.instrument_id): Form(
            line.request.referral, line.request, definitions[line.instrument_id], line.lost
        )
        for line in asked
    }
    _add_responses(forms, referrals)
    return list(forms.values())


def _definitions() -> dict[UUID, Definition]:
    documents = Instrument.objects.values_list("id", "questionnaire", "scoring")
    return {key: definition_of(form, scoring) for key, form, scoring in documents}


def _add_responses(forms: Mapping[tuple, Form], referrals: list[UUID]) -> None:
    by_response = {}
    for response in Response.objects.filter(request__referral__in=referrals):
        form = forms.get((response.request_id, response.instrument_id))
        if form:  # none: typed in besides, or half typed by staff where it was not asked
            form.response, by_response[response.pk] = response, form
    answers = Answer.objects.filter(response__request__referral__in=referrals)
    for answer in answers.defer("words").select_related("option"):
        if form := by_response.get(answer.response_id):
            form.answers[answer.item] = answer
    for score in Score.objects.filter(response__request__referral__in=referrals):
        if form := by_response.get(score.response_id):
            form.scores[score.scale] = score


# --- Rows ----------------------------------------------------------------------------------


def answer_rows(
    forms: list[Form], codes: Mapping[UUID, str], versions: Mapping[UUID, str]
) -> Iterator[Row]:
    """One row a question. Sorted by random code: the order tells nothing."""
    for form, shared in _shared(forms, codes, versions):
        withheld = withheld_items(form.definition)
        for item in form.definition.items:
            if item.kind == Kind.CHOICE:
                answer = {} if item.number in withheld else answer_of(form, item)
                reason = NOT_RELEASED if item.number in withheld else reason_of(form, item)
                which = {"item": item.number, "is_scored": item.scored}
                yield shared | which | answer | {"missing_reason": reason}


def score_rows(
    forms: list[Form], codes: Mapping[UUID, str], versions: Mapping[UUID, str]
) -> Iterator[Row]:
    """One row a scale."""
    for form, shared in _shared(forms, codes, versions):
        for scale in form.definition.scales:
            yield shared | {"scale": scale.key} | _figures(form, scale)


def _shared(
    forms: list[Form], codes: Mapping[UUID, str], versions: Mapping[UUID, str]
) -> Iterator[tuple[Form, Row]]:
    ordered = sorted(
        forms, key=lambda f: (codes[f.referral.pk], f.request.wave.key, f.definition.key)
    )
    for form in ordered:
        referral = form.referral
        yield form, _who(referral, codes[referral.pk], versions[referral.pk]) | _which(form)


def _who(referral: Referral, code: str, consent_version: str) -> Row:
    return {
        "code": code,
        "site_code": referral.site.slug if referral.site else None,
        "age_band": AGE_BANDS.get(referral.parent.age_band),
        "source": referral.source,
        "consent_research": True,
        "consent_version": consent_version,
    }


def _which(form: Form) -> Row:
    day = timezone.localdate(form.response.completed_at) if form.is_done else None
    return {
        "wave": form.request.wave.key,
        "instrument": form.definition.key,
        "instrument_version": form.definition.version,
        "scoring_version": form.definition.version,
        "mode": form.response.mode if form.response else None,
        "days_from_asked": day and (day - timezone.localdate(form.referral.asked_at)).days,
        "weeks_from_birth": None if form.lost else day and weeks_from_birth(form.referral, day),
    }


def weeks_from_birth(referral: Referral, day: dt.date) -> int | None:
    birth = referral.born_on or referral.due_on
    if birth is None or referral.situation == Situation.LOSS:
        return None
    return (day - birth).days // 7


def withheld_items(definition: Definition) -> frozenset[int]:
    """Self-harm answers need a right of their own, which no study has yet.

    With the total and all other answers the one left out could be worked out. So wherever a
    scale holds such a question, its total is given and none of its single answers.
    """
    at_risk = {rule.item for rule in definition.risk_rules}
    scales = [set(scale.items) for scale in definition.scales]
    return frozenset(at_risk.union(*(items for items in scales if items & at_risk)))


def answer_of(form: Form, item: Item) -> Row:
    answer = form.answers.get(item.number)
    if form.left_out or answer is None or answer.option is None:
        return {}
    option = item.option(answer.option.code)
    return {"option_code": answer.option.code, "option_score": option and option.score}


def reason_of(form: Form, item: Item) -> str | None:
    """Why a question has no value; None where it has one."""
    if form.left_out:
        return form.left_out
    answer = form.answers.get(item.number)
    if answer is None:
        return MissingReason.NOT_ANSWERED
    if answer.option is None:
        return answer.missing or MissingReason.NOT_ANSWERED
    option = item.option(answer.option.code)
    return REASON_OF_CODE.get(option.missing_code) if option else MissingReason.INVALID


def _figures(form: Form, scale: Scale) -> Row:
    score = form.scores.get(scale.key) if form.is_done else None
    if score is None or score.total is None:
        return {
            "prorated": score and score.prorated,
            "n_missing": score.missing_items if score else None,
            "caseness": score and score.caseness,
            "missing_reason": _scale_reason(form, scale),
        }
    return {
        "total": score.total,
        "prorated": score.prorated,
        "n_missing": score.missing_items,
        "band": score.band,
        "caseness": score.caseness,
    }


def _scale_reason(form: Form, scale: Scale) -> str:
    """The one reason its questions share, else that some were not answered."""
    reasons = {reason_of(form, form.definition.item(number)) for number in scale.items} - {None}
    return reasons.pop() if len(reasons) == 1 else MissingReason.NOT_ANSWERED
