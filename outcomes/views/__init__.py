"""Her questionnaire pages, by room."""

from outcomes.views.answering import OneQuestion, SendIn, Start
from outcomes.views.asked import LinkView, RequestPage
from outcomes.views.carrying_on import CarryOn
from outcomes.views.choosing import How, Later, Ring, Stop, When, WordFirst
from outcomes.views.her_choices import Choices
from outcomes.views.leaving import Fixed, RatherNot, Stopped, ThankYou, ThatsFine

__all__ = [
    "CarryOn",
    "Choices",
    "Fixed",
    "How",
    "Later",
    "LinkView",
    "OneQuestion",
    "RatherNot",
    "RequestPage",
    "Ring",
    "SendIn",
    "Start",
    "Stop",
    "Stopped",
    "ThankYou",
    "ThatsFine",
    "When",
    "WordFirst",
]
