"""What a coordinator must do today about referrals; each module has its own queues."""

from referrals.today import (
    asked,
    births,
    concerns,
    copies,
    cover,
    directory,
    duplicates,
    emergencies,
    erasures,
    first_calls,
    held,
    incoming,
    losses,
    messages,
    stopped_by_link,
    under_age,
    wrong_words,
)


def register() -> None:
    incoming.register()
    messages.register()
    losses.register()
    stopped_by_link.register()
    wrong_words.register()
    births.register()
    held.register()
    concerns.register()
    asked.register()
    duplicates.register()
    under_age.register()
    directory.register()
    cover.register()
    first_calls.register()
    emergencies.register()
    erasures.register()
    copies.register()
