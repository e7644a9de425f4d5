"""Every message: why it was sent, or why not."""

from django.contrib import admin

from pim.access import roles
from pim.admin.bases import ReadOnlyAdmin, Summary, Table, Tag
from pim.admin.site import pim_site
from pim.enums import MessageState
from pim.messages import ledger, notices
from pim.models import Message, MessageAttempt

COLOURS = {
    MessageState.SENT: "green",
    MessageState.DELIVERED: "green",
    MessageState.UNKNOWN: "orange",
    MessageState.DEAD: "red",
    MessageState.QUEUED: "blue",
}


@admin.register(Message, site=pim_site)
class MessageAdmin(ReadOnlyAdmin):
    see_permission = roles.SEE_MESSAGES
    nav_label, nav_order = "Messages", 800
    list_title = "Messages"
    list_intro = (
        "What was sent, what waits, and why something was not sent. No words, no addresses."
    )
    list_display = ["due_at", "what", "about", "how", "why_not"]
    filters = ["state", "klass"]
    ordering = ["-due_at", "pk"]

    def prepare(self, messages):
        """One look for the whole page at what the messages are about."""
        links = ledger.links({message.about_id for message in messages})
        for message in messages:
            message.about_link = links.get(message.about_id)

    @admin.display(description="Message")
    def what(self, message):
        return notices.called(message.notice)

    def about(self, message):
        return message.about_link

    @admin.display(description="How it stands")
    def how(self, message):
        return self.state(message)

    @admin.display(description="Why not")
    def why_not(self, message):
        return ledger.in_words(message.reason) if message.reason else "–"

    def state(self, message):
        state = MessageState(message.state)
        return Tag(state.label, COLOURS.get(state, "grey"))

    def title(self, message):
        return self.what(message)

    def panels(self, request, message):
        self.prepare([message])
        rows = [
            ("About", message.about_link),
            ("By", message.get_channel_display()),
            ("Due", message.due_at),
            ("Not after", message.expires_at),
            ("Sent", message.sent_at),
            ("Why not", self.why_not(message)),
        ]
        tries = MessageAttempt.objects.filter(message=message).order_by("number")
        return [
            Summary("The message", rows),
            Table(
                "Tries",
                ["When", "What the mail server said", "Its code"],
                [(one.at, one.get_outcome_display(), one.code) for one in tries],
                empty="Not tried yet.",
            ),
        ]
