"""What is public, and the many ways of writing what is not."""

from __future__ import annotations

import pytest

from bot.service.web.public_address import is_public


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "1.1.1.1", "2606:4700::6810:84e5", "2a00:1450:4001:80b::200e"]
)
def test_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "0.1.2.3"),
        *("100.64.0.1", "192.0.0.192", "192.0.2.1", "192.88.99.1", "198.18.0.1", "203.0.113.9"),
        *("224.0.0.1", "239.1.2.3", "233.252.0.1", "240.0.0.1", "255.255.255.255"),
        *("::", "::1", "fe80::1", "fe80::1%eth0", "fec0::1", "fc00::1", "ff02::1", "ff0e::1"),
        *("::ffff:10.0.0.1", "::ffff:93.184.216.34", "::127.0.0.1", "::93.184.216.34"),
        *("64:ff9b::10.0.0.1", "64:ff9b::5db8:d822", "64:ff9b:1::1", "2002:0a00:0001::1"),
        *("2002:5db8:d822::1", "2001:0:53aa:64c::1", "2001:db8::1", "100::1", "4000::1"),
        *("", "example.org", "127.1", "0x7f000001"),
    ],
)
def test_not_public(address: str) -> None:
    assert not is_public(address)
