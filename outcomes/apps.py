from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    name = "outcomes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from outcomes import (
            caseload,
            evidence_desk,
            notices,  # noqa: F401  registers our messages
            today,
        )
        from outcomes.actions import merging
        from referrals import handing_over

        evidence_desk.register()
        today.register()
        caseload.register_all()
        handing_over.add(merging.hand_over)
