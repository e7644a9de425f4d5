from django.apps import AppConfig


class PimConfig(AppConfig):
    name = "pim"
    verbose_name = "Service"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from pim import celery  # noqa: F401 - pokes go to this app, from whatever process
