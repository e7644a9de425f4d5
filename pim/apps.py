from django.apps import AppConfig


class PimConfig(AppConfig):
    name = "pim"
    verbose_name = "Service"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from django.utils.module_loading import autodiscover_modules

        from pim import (
            celery,  # noqa: F401 - pokes go to this app, from whatever process
            checks,  # noqa: F401 - registers its question to a deployment
            kept,
        )
        from pim.access import notices  # noqa: F401 - registers its messages
        from pim.admin import (  # noqa: F401 - its screens
            ledger,
            not_arrived,
            people,
            replies,
            retention,
            sites,
            trail,
        )
        from pim.admin.site import pim_site
        from pim.messages import reply_alerts  # noqa: F401 - registers its message

        kept.register()
        retention.register()

        autodiscover_modules("admin", register_to=pim_site)
