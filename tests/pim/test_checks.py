"""What a deployment is asked."""

import pytest

from pim.checks import proxies_are_counted


@pytest.mark.parametrize(
    ("https", "proxies", "told"), [(True, 0, ["pim.W001"]), (True, 1, []), (False, 0, [])]
)
def test_with_tls_the_proxies_in_front_are_counted(settings, https, proxies, told):
    settings.HTTPS, settings.ALLAUTH_TRUSTED_PROXY_COUNT = https, proxies
    assert [one.id for one in proxies_are_counted()] == told
