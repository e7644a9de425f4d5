"""That what she sent has arrived."""

from pim.messages import notices
from pim.messages.notices import Cancel, Send, Verdict
from pim.models import Message
from volunteers.actions import RECEIPT
from volunteers.models import Volunteer


@notices.register
class Receipt(notices.Notice):
    """To someone who offered her help: that it has arrived."""

    key = RECEIPT
    called = "Receipt to a volunteer"
    template = "volunteers/messages/receipt"

    def load(self, object_id):
        return Volunteer.objects.select_related("site").filter(pk=object_id).first()

    def decide(self, volunteer: Volunteer, now) -> Verdict:
        return Send(volunteer.email, unconfirmed=True) if volunteer.email else Cancel("no_address")

    def words(self, volunteer: Volunteer, message: Message) -> dict:
        return {"desk": volunteer.site}
