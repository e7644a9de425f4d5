"""What a deployment is asked."""

import pytest

from pim.checks import letters_come_back, provider_can_be_used, proxies_are_counted


@pytest.mark.parametrize(
    ("https", "proxies", "told"), [(True, 0, ["pim.W001"]), (True, 1, []), (False, 0, [])]
)
def test_with_tls_the_proxies_in_front_are_counted(settings, https, proxies, told):
    settings.HTTPS, settings.ALLAUTH_TRUSTED_PROXY_COUNT = https, proxies
    assert [one.id for one in proxies_are_counted()] == told


@pytest.mark.parametrize(("key", "told"), [("", ["pim.W002"]), ("k" * 32, [])])
def test_somebody_hears_of_what_comes_back(settings, key, told):
    settings.HTTPS, settings.MAIL_KEY = True, key
    assert [one.id for one in letters_come_back()] == told


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("", []),
        ("https://a:s@texts.example/?from=+44", []),
        ("https://texts.example/", ["pim.E001"]),
    ],
)
def test_a_provider_that_cannot_be_used_is_named(settings, address, told):
    settings.SMS_URL = address
    assert [one.id for one in provider_can_be_used()] == told
