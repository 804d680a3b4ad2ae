"""Only public addresses of the web are asked, whatever else they are written as."""

from __future__ import annotations

import pytest

from blog.media.addresses import BadAddress, is_public, read_address

HOSTILE = [
    "http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://0x7f000001/", "http://0x7f.0.0.1/",
    "http://0177.0.0.1/", "http://017700000001/", "http://127.0.0.01/", "http://127.0.0.1./", "http://0/",
    "http://0.0.0.0/", "http://localhost/", "http://LOCALHOST/", "http://localhost./", "http://a.localhost/",
    "http://printer.local/", "http://db.internal/", "http://router.lan/", "http://intranet/", "http://0x/",
    "http://10.0.0.1/", "http://172.16.5.4/", "http://172.31.255.255/", "http://192.168.1.1/",
    "http://169.254.169.254/latest/meta-data/", "http://100.64.0.1/", "http://100.127.255.254/", "http://224.0.0.1/",
    "http://255.255.255.255/", "http://240.0.0.1/", "http://198.18.0.1/", "http://192.0.0.8/", "http://192.0.2.1/",
    "http://203.0.113.9/", "http://[::1]/", "http://[::]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/",
    "http://[::ffff:8.8.8.8]/", "http://[::127.0.0.1]/", "http://[::ffff:0:127.0.0.1]/", "http://[64:ff9b::7f00:1]/",
    "http://[64:ff9b::8.8.8.8]/", "http://[64:ff9b:1::1]/", "http://[2002:7f00:1::]/", "http://[2001::1]/",
    "http://[2001:db8::1]/", "http://[fe80::1]/", "http://[fe80::1%25eth0]/", "http://[fec0::1]/", "http://[fc00::1]/",
    "http://[fd12::1]/", "http://[ff02::1]/", "http://[100::1]/", "http://[2620:4f:8000::1]/",
    "http://１２７.０.０.１/", "http://①②⑦.⓪.⓪.①/", "http://127。0。0。1/", "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/",
    "http://%31%32%37.0.0.1/", "http://127.0.0.1%2f.example.org/",
]  # fmt: skip
MALFORMED = [
    "", "/path", "//example.org/", "ftp://example.org/", "file:///etc/passwd", "gopher://example.org/",
    "data:image/png,x", "javascript:alert(1)", "http://", "http:///path", "http://user@example.org/",
    "http://user:word@example.org/",
    "http://good.example.org@127.0.0.1/", "http://@example.org/", "http://example.org:8080/", "http://example.org:22/",
    "http://example.org:443/", "https://example.org:80/", "http://example.org:99999/", "http://example.org:x/",
    "http://example.org\\@127.0.0.1/", "http://exa mple.org/", "http://exam\tple.org/", "http://example.org/\r\nX: y",
    "http://example.org/\x00", "http://-a.example.org/", "http://a..example.org/", "http://.example.org/",
    f"http://{'a' * 64}.example.org/", f"http://{'a.' * 130}org/", "http://[::1", "http://[::1]x/", "http://[]/",
    "http://[1.2.3.4]/", f"http://example.org/{'a' * 2100}", "http://ex<am>ple.org/", "http://example.org,127.0.0.1/",
]  # fmt: skip


@pytest.mark.parametrize("text", [*HOSTILE, *MALFORMED])
def test_an_address_of_this_machine_or_its_network_is_none(text: str) -> None:
    """V1"""
    with pytest.raises(BadAddress):
        read_address(text)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("http://example.org", "http://example.org/"),
        ("HTTPS://Example.ORG:443/A?b=c#d", "https://example.org/A?b=c"),
        ("http://example.org:80/a b".replace(" ", "%20"), "http://example.org/a%20b"),
        ("http://example.org./x", "http://example.org/x"),
        ("http://bücher.example.org/ä?ö", "http://xn--bcher-kva.example.org/%C3%A4?%C3%B6"),
        ("http://8.8.8.8/", "http://8.8.8.8/"),
        ("https://[2606:4700::1111]/x", "https://[2606:4700::1111]/x"),
        ("https://4.bp.blogspot.com/_a/B/s1600/kettle+1.jpg", "https://4.bp.blogspot.com/_a/B/s1600/kettle+1.jpg"),
        ("https://photos_old.example.org/x", "https://photos_old.example.org/x"),
    ],
)
def test_a_public_address_is_read_as_it_is(text: str, written: str) -> None:
    assert str(read_address(text)) == written


@pytest.mark.parametrize("number", ["8.8.8.8", "93.184.216.34", "172.32.0.1", "100.128.0.1", "2606:4700::1111"])
def test_public_hosts_are_open(number: str) -> None:
    assert is_public(number)


@pytest.mark.parametrize("number", ["", "x", "127.0.0.1", "::ffff:8.8.8.8", "fe80::1%eth0", "2002::1", "1.2.3.4.5"])
def test_what_else_a_resolver_may_say_is_closed(number: str) -> None:
    assert not is_public(number)
