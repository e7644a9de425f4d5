"""What a coordinator must do today about referrals; each module has its own queues."""

from referrals.today import asked, concerns, duplicates, held, incoming


def register() -> None:
    incoming.register()
    held.register()
    concerns.register()
    asked.register()
    duplicates.register()
