"""Which addresses belong to the public internet, whatever they are written or wrapped as."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Network, ip_address, ip_network
from typing import Final

# What is handed out to hosts (RFC 4291), and in it what carries an IPv4 address: Teredo (RFC 4380)
# and 6to4 (RFC 3056). NAT64 (RFC 6052), mapped and compatible addresses lie outside of it.
_GLOBAL_UNICAST: Final = IPv6Network("2000::/3")
_WRAPPING: Final = (IPv6Network("2001::/32"), IPv6Network("2002::/16"))
# IETF protocol assignments (RFC 6890) and the anycast address of 6to4 relays (RFC 7526).
_SPECIAL: Final = (ip_network("192.0.0.0/24"), ip_network("192.88.99.0/24"))


def is_public(address: str) -> bool:
    """Whether an address is one host of the public internet.

    Args:
        address: An IPv4 or IPv6 address, as the resolver gives it; a zone may follow.

    Returns:
        False also for what is no address, for multicast, and for an IPv6 address that wraps an
        IPv4 one, whichever that is.
    """
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if not found.is_global or found.is_multicast or found.is_reserved:
        return False
    if isinstance(found, IPv4Address):
        return not any(found in network for network in _SPECIAL)
    return found in _GLOBAL_UNICAST and not any(found in network for network in _WRAPPING)
