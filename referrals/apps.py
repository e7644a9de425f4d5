from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "referrals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pim.admin import history
        from referrals import (
            answering,
            in_reach,
            kept,
            left_open,
            notices,  # noqa: F401  registers our messages
            today,
            trail_words,
        )
        from referrals.caseload import concern_tables, message_tables, own_tables
        from referrals.copies import own_sections

        in_reach.register()
        answering.register()
        left_open.register()
        kept.register()
        today.register()
        own_tables.register_all()
        concern_tables.register_all()
        message_tables.register_all()
        own_sections.register()
        history.tell(trail_words.SENTENCES)
