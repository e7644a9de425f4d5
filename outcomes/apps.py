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

        evidence_desk.register()
        today.register()
        caseload.register_all()
