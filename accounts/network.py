"""Where a request comes from on the network."""

import functools
import ipaddress

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def client_address(request: HttpRequest) -> Address | None:
    """The visitor's address: REMOTE_ADDR, or what our own proxies (TRUSTED_PROXIES) say in X-Forwarded-For.

    That header is read from the right, where our proxies write, up to the first address that is none of them: whatever
    stands further left came with the visitor and may be invented. None when there is no address at all.
    """
    address = parse(request.META.get("REMOTE_ADDR", ""))
    for hop in reversed(request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")):
        if address is None or not is_proxy(address):
            break
        said = parse(hop)
        if said is None:
            break
        address = said
    return address


def network_of(address: Address, ipv4: int, ipv6: int) -> Network:
    """The network around an address, with so many leading bits in common."""
    return ipaddress.ip_network((address, ipv4 if address.version == 4 else ipv6), strict=False)


def network_name(request: HttpRequest) -> str:
    """The visitor's network as limits count it: an address of IPv4, or what a household gets of IPv6."""
    address = client_address(request)
    return str(network_of(address, ipv4=32, ipv6=56)) if address else "unknown"


def is_proxy(address: Address) -> bool:
    return any(address in network for network in proxies(tuple(settings.TRUSTED_PROXIES)))


@functools.cache
def proxies(written: tuple[str, ...]) -> list[Network]:
    try:
        return [ipaddress.ip_network(network, strict=False) for network in written]
    except ValueError as error:
        raise ImproperlyConfigured(f"TRUSTED_PROXIES lists networks, like 10.0.0.0/8: {error}.") from error


def parse(text: str) -> Address | None:
    """An address as proxies write it: bare, with a port, in brackets. None for anything else."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
