"""What we write about questionnaires; each module registers its own."""

from outcomes.notices.requests import Invitation, NewLink, Reminder, RequestNotice, link_for
from outcomes.notices.risk import RiskAlert

__all__ = ["Invitation", "NewLink", "Reminder", "RequestNotice", "RiskAlert", "link_for"]
