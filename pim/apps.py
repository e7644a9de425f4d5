from django.apps import AppConfig


class PimConfig(AppConfig):
    name = "pim"
    verbose_name = "Service"
    default_auto_field = "django.db.models.BigAutoField"
