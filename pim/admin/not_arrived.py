"""On *Today*: messages that may not have arrived, of whatever app."""

from datetime import datetime

from django.urls import reverse

from pim.access import roles
from pim.admin import today
from pim.admin.today import Queue, Row
from pim.messages import ledger, looking_after, notices
from pim.models import Message


def rows(user, now: datetime) -> list[Row]:
    waiting = list(looking_after.perhaps_not_arrived(Message.objects.visible_to(user)))
    links = ledger.links({message.about_id for message in waiting})
    return [row(message, links.get(message.about_id)) for message in waiting]


def row(message: Message, about) -> Row:
    called = notices.called(message.notice)
    return Row(
        text=f"{called}: {about.text}" if about else called,
        url=address_of(message),
        since=message.due_at,
        detail=f"{message.get_state_display()}. {notices.what_to_do(message.notice)}",
    )


def address_of(message: Message) -> str:
    return reverse("admin:pim_message_change", args=[message.pk])


def listed(which: str) -> str:
    return f"{reverse('admin:pim_message_changelist')}?needs={which}"


today.register(
    Queue(
        "messages-not-arrived",
        "Messages that may not have arrived",
        rows=rows,
        permission=roles.SEE_MESSAGES,
        order=41,
        see_all=lambda: listed("not-arrived"),
    )
)
