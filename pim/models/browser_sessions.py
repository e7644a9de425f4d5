from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.db.models import Q

from pim.models.people import User


class BrowserSessionQuerySet(models.QuerySet):
    def live(self, now):
        return self.filter(expire_date__gt=now)

    def of(self, user):
        return self.filter(user_id=user.pk)


class BrowserSession(AbstractBaseSession):
    """What a browser is remembered by. Once somebody has signed in there, it says who, since
    when, and in a few words on what, so that she can find it among hers and end it."""

    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE)
    began_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    browser = models.CharField(max_length=40, default="", help_text="Such as Firefox on Windows.")

    objects = BaseSessionManager.from_queryset(BrowserSessionQuerySet)()

    class Privacy:
        account = ("session_key", "session_data")
        operational = ("user", "expire_date", "began_at", "seen_at", "browser")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(began_at__isnull=True) | Q(user__isnull=False),
                name="browser_session_of_somebody",
            )
        ]

    def __str__(self):
        return self.browser

    @classmethod
    def get_session_store_class(cls):
        from pim.access.session_store import SessionStore

        return SessionStore
