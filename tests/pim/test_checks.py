"""What a deployment is asked."""

import pytest

from pim.checks import (
    hosts_are_named,
    letters_come_back,
    nothing_is_shown,
    provider_can_be_used,
    proxies_are_counted,
    scripts_come_from_us,
)


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


@pytest.mark.parametrize(
    ("hosts", "told"),
    [
        (["www.example.org", "localhost"], []),
        ([".example.org"], []),
        (["localhost"], ["pim.W003"]),
        (["www.example.org", "*"], ["pim.W003"]),
        ([], ["pim.W003"]),
    ],
)
def test_the_hosts_are_named(settings, hosts, told):
    settings.BASE_URL, settings.ALLOWED_HOSTS = "https://www.example.org", hosts
    assert [one.id for one in hosts_are_named()] == told


@pytest.mark.parametrize(
    ("https", "demo", "told"),
    [(True, True, ["pim.W004"]), (True, False, []), (False, True, [])],
)
def test_a_demonstration_is_not_for_real_people(settings, https, demo, told):
    settings.HTTPS, settings.DEMO = https, demo
    assert [one.id for one in nothing_is_shown()] == told


@pytest.mark.parametrize(
    ("directives", "told"),
    [
        ({"default-src": ["'none'"], "script-src": ["'self'"]}, []),
        ({"default-src": ["'self'"]}, []),
        ({"script-src": ["'self'", "'unsafe-inline'"]}, ["pim.W005"]),
        ({"script-src": ["https://elsewhere.example"]}, ["pim.W005"]),
        ({"img-src": ["'self'"]}, ["pim.W005"]),
    ],
)
def test_scripts_of_others_are_forbidden(settings, directives, told):
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": directives}
    assert [one.id for one in scripts_come_from_us()] == told
