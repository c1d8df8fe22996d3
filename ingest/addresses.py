"""Which addresses may be fetched: public ones, and of the others only those that the newsroom allowed."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit, urlunsplit

type Address = IPv4Address | IPv6Address
type Network = IPv4Network | IPv6Network

_TRANSLATED = IPv6Network("64:ff9b::/96")
_MAPPED_OLD = IPv6Network("::/96")


def may_fetch(address: str, allowed: Sequence[Network] = ()) -> bool:
    """Tell whether a connection to this IP address is permitted.

    Loopback, private, link-local (with the metadata services of clouds), shared, unique-local, multicast and reserved
    addresses are not, unless one of `allowed` holds them; an IPv4 address inside an IPv6 one is judged as itself.

    >>> may_fetch("93.184.216.34"), may_fetch("169.254.169.254"), may_fetch("::ffff:127.0.0.1")
    (True, False, False)
    """
    try:
        real = _unwrapped(ip_address(address.partition("%")[0]))
    except ValueError:
        return False
    if any(real.version == network.version and real in network for network in allowed):
        return True
    return real.is_global and not (real.is_multicast or real.is_reserved or real.is_unspecified or real.is_loopback)


def _unwrapped(address: Address) -> Address:
    """Take the IPv4 address out of an IPv6 one that only carries it: mapped, 6to4, NAT64, the old compatible form."""
    if isinstance(address, IPv4Address):
        return address
    inner = address.ipv4_mapped or address.sixtofour
    if inner is None and (address in _TRANSLATED or (address in _MAPPED_OLD and int(address) > 1)):
        inner = IPv4Address(int(address) & 0xFFFFFFFF)
    return inner or address


def shown(url: object) -> str:
    """Give an address without user name, password, query and fragment, which may hold keys.

    >>> shown("https://reza:word@example.org:8443/feed?key=abc")
    'https://example.org:8443/feed'
    """
    try:
        split = urlsplit(str(url))
    except ValueError:
        return "an address that is none"
    return urlunsplit((split.scheme, split.netloc.rpartition("@")[2], split.path, "", ""))
