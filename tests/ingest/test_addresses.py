from ipaddress import ip_network

import pytest

from ingest.addresses import may_fetch

REFUSED = [
    "127.0.0.1",
    "127.255.255.254",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",  # noqa: S104 - an address to be refused, not to listen on
    "224.0.0.1",
    "255.255.255.255",
    "192.0.2.1",
    "198.18.0.1",
    "240.0.0.1",
    "::",
    "::1",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "fd12:3456::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "::127.0.0.1",
    "2002:7f00:1::",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "2001:db8::1",
    "not an address",
    "",
]


@pytest.mark.parametrize("address", REFUSED)
def test_an_address_that_is_not_public_is_refused(address: str) -> None:
    assert not may_fetch(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "1.1.1.1", "2606:4700::1111", "64:ff9b::101:101"])
def test_a_public_address_may_be_fetched(address: str) -> None:
    assert may_fetch(address)


def test_a_network_that_is_allowed_may_be_fetched_and_its_neighbours_may_not() -> None:
    allowed = [ip_network("10.1.0.0/16"), ip_network("fd12::/16")]

    assert may_fetch("10.1.2.3", allowed)
    assert may_fetch("::ffff:10.1.2.3", allowed)
    assert may_fetch("fd12::5", allowed)
    assert not may_fetch("10.2.0.1", allowed)
    assert not may_fetch("127.0.0.1", allowed)
