"""What a coordinator must do today about referrals; each module has its own queues."""

from referrals.today import asked, concerns, duplicates, held, incoming, messages


def register() -> None:
    incoming.register()
    messages.register()
    held.register()
    concerns.register()
    asked.register()
    duplicates.register()
