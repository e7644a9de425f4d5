"""What this app adds to an export of a caseload: each questionnaire asked, its answers, and what
was done about an answer that worries us."""

from outcomes import queries
from outcomes.models import (
    Answer,
    QuestionnaireRequest,
    Response,
    RiskEvent,
    RiskStep,
    Score,
)
from referrals.caseload.own_tables import AT, BY, BY_KIND, OF_REFERRAL
from referrals.caseload.tables import Column, Table, register
from referrals.parts_of_hers import at


def _questions(row):
    return queries.definition(row.response.instrument)


def _question(row):
    item = _questions(row).item(row.item)
    return item.text if item and item.text else f"Question {row.item}"


def _option(answer):
    item = _questions(answer).item(answer.item)
    chosen = item.option(answer.option.code) if item and answer.option else None
    return chosen.label if chosen else None


def _scale(score):
    scale = _questions(score).scale(score.scale)
    return f"{_questions(score).name}, {scale.name}" if scale else _questions(score).name


def _band(score):
    scale = _questions(score).scale(score.scale)
    band = next((one for one in scale.bands if one.key == score.band), None) if scale else None
    return band.label if band else None


OF_RESPONSE = Column("response", "As in responses.csv", "response_id")

REQUESTS = Table(
    "questionnaires",
    "each time she was asked questions",
    QuestionnaireRequest,
    lambda site: (
        QuestionnaireRequest.objects.filter(referral__site=site)
        .select_related("wave")
        .order_by("opened_at", "pk")
    ),
    (
        Column("id", "Its own key"),
        OF_REFERRAL,
        Column("wave", "When in her time with us; empty: a form typed in besides", "wave.key"),
        Column("status", "What became of it"),
        Column("opened_at", "From when she could answer"),
        Column("closes_at", "Until when"),
        Column("answered_from_at", "Her first answer"),
        Column("ended_at", "When it ended"),
        Column("stopped_why", "Why it was stopped, if it was"),
        Column("snoozed_until_on", "She said later: nothing before this day"),
    ),
    whose=at("referral__parent"),
)
RESPONSES = Table(
    "responses",
    "each questionnaire she began",
    Response,
    lambda site: (
        Response.objects.filter(request__referral__site=site)
        .select_related("instrument", "entered_by")
        .order_by("started_at", "pk")
    ),
    (
        Column("id", "Its own key"),
        Column("request", "As in questionnaires.csv", "request_id"),
        Column(
            "instrument", "Which questionnaire", "instrument.key", lambda row: row.instrument.title
        ),
        Column("status", "Whether it is finished"),
        Column("mode", "Herself online, or by phone or on paper"),
        Column("entered_by", "Who typed it in for her", "entered_by.name"),
        Column("present", "Who was with her then"),
        Column("started_at", "When it was begun"),
        Column("completed_at", "When it was finished"),
    ),
    whose=at("request__referral__parent"),
)
ANSWERS = Table(
    "answers",
    "each answer to each question",
    Answer,
    lambda site: (
        Answer.objects.filter(response__request__referral__site=site)
        .select_related("option")
        .order_by("response", "item")
    ),
    (
        Column("id", "Its own key"),
        OF_RESPONSE,
        Column("item", "The number of the question", said=_question),
        Column("option", "The code of what she chose", "option.code", said=_option),
        Column("words", "What she wrote", is_her_own=True),
        Column("missing", "Why there is no answer"),
        Column("mode", "Given by herself online, or by phone or on paper"),
        Column("answered_at", "When"),
    ),
    whose=at("response__request__referral__parent"),
)
SCORES = Table(
    "scores",
    "the figures of each finished questionnaire. A score is no diagnosis",
    Score,
    lambda site: Score.objects.filter(response__request__referral__site=site).order_by(
        "scored_at", "pk"
    ),
    (
        Column("id", "Its own key"),
        OF_RESPONSE,
        Column("scale", "Which scale", said=_scale),
        Column("total", "The figure, where every question was answered"),
        Column("prorated", "The figure made up for what is missing, where that is allowed"),
        Column("at_least", "The sum of what was answered"),
        Column("band", "The band it falls into", said=_band),
        Column("caseness", "Whether it is at or above the scale’s threshold"),
        Column("missing_items", "How many answers are missing"),
        Column("scored_at", "When it was worked out"),
    ),
    whose=at("response__request__referral__parent"),
)
RISKS = Table(
    "risk_alerts",
    "each answer somebody had to look at, and what was done",
    RiskEvent,
    lambda site: (
        RiskEvent.objects.filter(response__request__referral__site=site)
        .select_related("owner", "acknowledged_by")
        .order_by("raised_at", "pk")
    ),
    (
        Column("id", "Its own key"),
        OF_RESPONSE,
        Column("item", "The number of the question", said=_question),
        Column("grade", "1: the same staffed day; 2 and 3: at once"),
        Column("raised_at", "When she answered"),
        Column("look_by", "When she was told somebody will look"),
        Column("owner", "Who looks after it", "owner.name"),
        Column("escalated", "How far it was passed up"),
        Column("acknowledged_at", "When somebody took it on"),
        Column("acknowledged_by", "Who took it on", "acknowledged_by.name"),
        Column("changed_elsewhere_at", "When it was changed in another browser, no word typed"),
        Column("closed_at", "When it was closed"),
        Column("outcome", "How it ended"),
        Column("note", "Note"),
    ),
    whose=at("response__request__referral__parent"),
    harms=True,
)
RISK_STEPS = Table(
    "risk_steps",
    "what was done about each of those answers",
    RiskStep,
    lambda site: (
        RiskStep.objects.filter(event__response__request__referral__site=site)
        .select_related("actor")
        .order_by("at", "pk")
    ),
    (
        Column("id", "Its own key"),
        Column("event", "As in risk_alerts.csv", "event_id"),
        Column("kind", "What was done"),
        Column("told", "Who outside was told"),
        Column("basis", "On what basis"),
        Column("words", "What was said"),
        AT, BY_KIND, BY,
    ),
    whose=at("event__response__request__referral__parent"),
    harms=True,
)  # fmt: skip
TABLES = (REQUESTS, RESPONSES, ANSWERS, SCORES, RISKS, RISK_STEPS)


def register_all() -> None:
    for table in TABLES:
        register(table)
