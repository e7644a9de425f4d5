"""Her questionnaire pages, by room."""

from outcomes.views.answering import Care, OneQuestion, SendIn, Start
from outcomes.views.asked import LinkView, RequestPage
from outcomes.views.leaving import Fixed, RatherNot, Stopped

__all__ = [
    "Care",
    "Fixed",
    "LinkView",
    "OneQuestion",
    "RatherNot",
    "RequestPage",
    "SendIn",
    "Start",
    "Stopped",
]
