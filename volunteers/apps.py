from django.apps import AppConfig


class VolunteersConfig(AppConfig):
    name = "volunteers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from referrals import own_mums
        from volunteers import her_page, notices, queries, today  # noqa: F401  two register themselves

        today.register()
        own_mums.register(queries.mums_of)
