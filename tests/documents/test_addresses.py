"""The guard: only http and https, only the public network, and the number that was checked."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.documents.addresses import allowed, checked_address, is_address, why_not_public
from detente.errors import DocumentError


@pytest.mark.parametrize(
    "number",
    [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "127.8.8.8",
        "169.254.169.254",
        "172.16.0.1",
        "192.0.0.8",
        "192.0.2.1",
        "192.168.1.1",
        "198.18.0.1",
        "203.0.113.9",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::127.0.0.1",
        "2001:db8::1",
        "2002:7f00:1::",
        "2002:a00:1::1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::a00:1",
        "2001:0:a00:1::f5ff:fffe",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "4000::1",
    ],
)
def test_numbers_of_other_networks_are_refused_with_the_reason(number: str) -> None:
    assert why_not_public(number)


@pytest.mark.parametrize(
    "number", ["1.1.1.1", "93.184.216.34", "172.32.0.1", "2606:4700::1111", "2a00:1450::8", "::ffff:1.1.1.1"]
)
def test_numbers_of_the_public_network_are_allowed(number: str) -> None:
    assert why_not_public(number) is None


@given(st.ip_addresses(v=4))
def test_a_number_of_ipv4_is_judged_the_same_however_ipv6_carries_it(number: ipaddress.IPv4Address) -> None:
    carried = int(number)
    mapped = ipaddress.IPv6Address((0xFFFF << 32) | carried)
    sixtofour = ipaddress.IPv6Address((0x2002 << 112) | (carried << 80))
    translated = ipaddress.IPv6Address((0x64FF9B << 96) | carried)
    plain = why_not_public(str(number)) is None
    assert [why_not_public(str(one)) is None for one in (mapped, sixtofour, translated)] == [plain] * 3
    assert plain <= number.is_global


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("ftp://example.org/a", "only http and https"),
        ("file:///etc/passwd", "only http and https"),
        ("gopher://example.org", "only http and https"),
        ("//example.org/a", "only http and https"),
        ("http:///a", "is no address"),
        ("http://[::1/", "is no address"),
        ("http://a:99999/", "is no address"),
        ("http://a b/", "is no address"),
        ("http://a\x1b[2J/", "is no address"),
        ("http://a/" + "x" * 5_000, "beyond the limit"),
    ],
)
def test_what_is_no_address_of_the_web_is_refused(address: str, words: str) -> None:
    with pytest.raises(DocumentError, match=words) as raised:
        checked_address(address)
    assert "\x1b" not in str(raised.value)


def test_a_password_in_an_address_is_refused_and_not_shown() -> None:
    with pytest.raises(DocumentError, match="carries a name or password") as raised:
        checked_address("https://anna:geheim@example.org/a")
    assert "geheim" not in str(raised.value)
    assert "anna" not in str(raised.value)


def test_scheme_host_and_port_are_told() -> None:
    assert checked_address("HTTPS://Example.org/a?b#c") == ("https", "example.org", 443)
    assert checked_address("http://[2606:4700::1]:8080") == ("http", "2606:4700::1", 8080)


def test_one_private_number_among_public_ones_refuses_the_name() -> None:
    def look_up(host: str, port: int, seconds: float) -> list[str]:
        return ["93.184.216.34", "10.0.0.1"]

    with pytest.raises(
        DocumentError, match=r"leads to 10\.0\.0\.1, a private network; allow that with --allow-private"
    ):
        allowed("news.example", 80, allow_private=False, look_up=look_up)
    assert allowed("news.example", 80, allow_private=True, look_up=look_up) == ("93.184.216.34", "10.0.0.1")


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "127.1", "0177.0.0.1", "localhost"])
def test_this_machine_is_known_however_it_is_written(host: str) -> None:
    with pytest.raises(DocumentError, match=r"this machine|cannot be looked up"):
        allowed(host, 80, allow_private=False)


def test_a_name_that_is_not_known_and_one_that_takes_too_long_are_told() -> None:
    def unknown(host: str, port: int, seconds: float) -> list[str]:
        raise OSError(-2, "Name or service not known")

    def slow(host: str, port: int, seconds: float) -> list[str]:
        raise TimeoutError("looking up the name took too long")

    with pytest.raises(DocumentError, match=r"news\.example: the name cannot be looked up \(Name or service not known"):
        allowed("news.example", 80, allow_private=False, look_up=unknown)
    with pytest.raises(DocumentError, match="took too long"):
        allowed("news.example", 80, allow_private=False, look_up=slow)


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("http://a", True),
        ("ftp://a", True),
        ("report.txt", False),
        ("a/b://c", False),
        ("://a", False),
        ("1p://", False),
    ],
)
def test_addresses_are_told_from_names_of_files(words: str, answer: bool) -> None:
    assert is_address(words) is answer
