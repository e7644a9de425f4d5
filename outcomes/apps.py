from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    name = "outcomes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from outcomes import (
            caseload,
            evidence_desk,
            her_link,  # noqa: F401  registers itself
            her_panel,  # noqa: F401  registers itself
            in_her_record,
            in_reach,
            kept,
            left_open,
            metrics,  # noqa: F401  adds its figures
            notices,  # noqa: F401  registers our messages
            panels,
            queries,
            risk_words,
            today,
            trail_words,
        )
        from outcomes.actions import merging, snoozing, stopping
        from pim.admin import history
        from pim.enums import ReplyKind
        from pim.messages import replies, unread
        from referrals import cover, decisions_told, handing_over, losses_told

        history.tell(risk_words.TRAIL)
        history.tell(trail_words.SENTENCES)
        history.tell_in_detail(panels.IN_DETAIL)
        in_reach.register()
        evidence_desk.register()
        today.register()
        in_her_record.register()
        left_open.register()
        kept.register()
        cover.add(worry=panels.due_next)
        caseload.register_all()
        handing_over.add(merging.hand_over)
        decisions_told.add(stopping.stop_unwanted)
        replies.on(ReplyKind.LATER)(snoozing.said_later)
        unread.add_worries(queries.with_an_open_answer)
        losses_told.on_loss(stopping.stop_for_loss)
        losses_told.on_taken_back(stopping.open_after_loss)
