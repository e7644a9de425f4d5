"""Steps of a real sign-in, for tests that must not take a short cut."""

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.cache import cache

from tests.factories import PASSWORD

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def enrol(user):
    """A second factor whose codes can be computed, instead of the cast's dummy."""
    Authenticator.objects.filter(user=user).delete()
    TOTP.activate(user, SECRET)
    return user


def code_for(secret=SECRET):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def type_password(client, user, password=PASSWORD, to="/account/login/"):
    return client.post(to, {"login": user.email, "password": password})


def type_code(client, secret=SECRET):
    cache.clear()  # a code works once; tests are quicker than codes change
    return client.post("/account/code/", {"code": code_for(secret)})
