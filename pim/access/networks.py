"""Which network a request came from, as a keyed fingerprint: to count, never to know."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from allauth.account.adapter import get_adapter
from django.http import HttpRequest

from pim.access.encryption import blind_index

HOUSEHOLD = 56  # bits that one connection to the internet keeps in IPv6; in IPv4 it is the address


def network_of(request: HttpRequest) -> str:
    """Equal for requests from one connection; proxies of our own are looked through."""
    address = ip_address(get_adapter().get_client_ip(request))
    return blind_index(f"network {_connection(address)}")


def _connection(address: IPv4Address | IPv6Address) -> object:
    if isinstance(address, IPv4Address):
        return address
    return address.ipv4_mapped or ip_network((address, HOUSEHOLD), strict=False)
