"""Every message: why it was sent, or why not."""

from django.contrib import admin

from pim.access import roles
from pim.admin import history
from pim.admin.bases import Filter, PimModelAdmin, Summary, Table, Tag, button
from pim.admin.site import pim_site
from pim.enums import Channel, MessageState
from pim.messages import ledger, looking_after, notices, sending_again
from pim.models import Message, MessageAttempt, MessageReceipt

history.tell({"message.sent_again": "Sent a message again that had not arrived"})
COLOURS = {
    MessageState.SENT: "green",
    MessageState.DELIVERED: "green",
    MessageState.UNKNOWN: "orange",
    MessageState.DEAD: "red",
    MessageState.QUEUED: "blue",
}
NEEDS_A_PERSON = {
    "not-arrived": ("May not have arrived", looking_after.perhaps_not_arrived),
    "not-sent": ("Not sent: a person looks", looking_after.not_sent),
}


@admin.register(Message, site=pim_site)
class MessageAdmin(PimModelAdmin):
    """Nothing here is written or sent by hand; a person only says that she has seen to one."""

    see_permission = work_permission = roles.SEE_MESSAGES
    nav_label, nav_order = "Messages", 800
    list_title = "Messages"
    list_intro = (
        "What was sent, what waits, and why something was not sent. No words, no addresses."
    )
    list_display = ["due_at", "what", "about", "how", "why_not"]
    filters = [
        Filter(
            "needs",
            "Needs a person",
            lambda user: [(key, label) for key, (label, _) in NEEDS_A_PERSON.items()],
            lambda rows, key: NEEDS_A_PERSON[key][1](rows),
        ),
        "state",
        "klass",
    ]
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

    def lead(self, message):
        if message.looked_after_at:
            return f"{message.looked_after_by.name} has seen to it"
        if not looking_after.needs_somebody(message):
            return ""
        return f"{notices.what_to_do(message.notice)}, then press the button"

    @button(
        "I have seen to it",
        when=looking_after.needs_somebody,
        style="primary",
        done="Noted: you have seen to it.",
    )
    def looked_after(self, message, **asked):
        """Back to what it is about, where an app has named it."""
        looking_after.looked_after(message=message, **asked)
        link = ledger.links([message.about_id]).get(message.about_id)
        return link.url if link else None

    @button(
        "Send it again",
        when=sending_again.may_be_sent_again,
        hint=(
            "It did not arrive. Put the address or the number right first, where that was why. "
            "Then it goes once more, if it is still wanted and safe."
        ),
        done="It is in the queue once more.",
    )
    def send_again(self, message, **asked):
        sending_again.send_again(message=message, **asked)
        link = ledger.links([message.about_id]).get(message.about_id)
        return link.url if link else None

    def panels(self, request, message):
        self.prepare([message])
        rows = [
            ("About", message.about_link),
            ("By", message.get_channel_display()),
            ("Due", message.due_at),
            ("Not after", message.expires_at),
            ("Sent", message.sent_at),
            ("Arrived", message.delivered_at or "–"),
            ("Why not", self.why_not(message)),
            ("Seen to", message.looked_after_at or "–"),
        ]
        reports = MessageReceipt.objects.filter(message=message).order_by("at", "pk")
        tries = MessageAttempt.objects.filter(message=message).order_by("number")
        return [
            Summary("The message", rows),
            Table(
                "Tries",
                ["When", "What was said", "Its code"],
                [(one.at, self._said(message, one), one.code) for one in tries],
                empty="Not tried yet.",
            ),
            Table(
                "Heard later",
                ["When", "What was reported", "Its code"],
                [(one.at, one.get_kind_display(), one.code or "–") for one in reports],
                empty="Nothing was reported.",
            ),
        ]

    def _said(self, message, attempt):
        """By whom: a text is handed to a provider."""
        said = attempt.get_outcome_display()
        is_text = message.channel == Channel.SMS
        return said.replace("mail server", "provider of texts") if is_text else said
