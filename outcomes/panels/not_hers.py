"""On the page of an answer to look at: that the form was taken out, as it was not hers."""

from outcomes.enums import ResponseStatus
from outcomes.models import RiskEvent
from pim.admin import panels
from pim.admin.panels import Words
from pim.models import User

NOT_HERS = (
    "Whoever typed this form in said since that it was not hers. Find out first whose it was, and "
    "look after that person. Close this one only then."
)


@panels.on(RiskEvent, order=panels.FIRST)
def said_since(user: User, event: RiskEvent) -> Words | None:
    is_hers = event.response.status != ResponseStatus.NOT_HERS
    return None if is_hers else Words("This form was not hers", NOT_HERS)
