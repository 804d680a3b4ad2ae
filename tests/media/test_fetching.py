"""The one way out to the web: public places only, looked up once, within time and size."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import httpcore2
import pytest

from blog.media.fetching import Limits, NotFetched, Web
from blog.media.flaws import Trouble
from tests.media.internet import PUBLIC, Internet, reply
from tests.media.test_addresses import HOSTILE, MALFORMED

PICTURE = b"\x89PNG and so on"
SMALL = Limits(seconds=30, size=1_000)


def serving(*answers: list[bytes], **names: list[list[str]]) -> Internet:
    """One server for every host, which gives these answers in turn."""
    left = list(answers)
    known = {"photos.example.org": [[PUBLIC]], **{name.replace("_", "."): found for name, found in names.items()}}
    return Internet(lambda host, target: left.pop(0) if len(left) > 1 else left[0], known)


def fetched(internet: Internet, address: str = "http://photos.example.org/a.png", limits: Limits = SMALL) -> bytes:
    with internet.web().get(address, "image/*", limits) as answer:
        assert answer.status == 200
        return b"".join(answer.chunks)


def trouble(internet: Internet, address: str = "http://photos.example.org/a.png", limits: Limits = SMALL) -> Trouble:
    with pytest.raises(NotFetched) as refused:
        fetched(internet, address, limits)
    return refused.value.trouble


def test_a_picture_comes_and_the_server_learns_little() -> None:
    internet = serving(reply(PICTURE, Content_Type="image/png"))

    assert fetched(internet) == PICTURE
    assert internet.connected == [(PUBLIC, 80)]
    assert internet.headers == [
        {
            "Host": "photos.example.org",
            "User-Agent": "Afterword",
            "Accept": "image/*",
            "Accept-Encoding": "identity",
            "Connection": "close",
        }
    ]


def test_the_certificate_must_be_the_names_although_a_number_is_connected_to() -> None:
    internet = serving(reply(PICTURE))

    assert fetched(internet, "https://photos.example.org/a.png") == PICTURE
    assert internet.connected == [(PUBLIC, 443)]
    assert internet.verified == ["photos.example.org"]


@pytest.mark.parametrize("address", [*HOSTILE, *MALFORMED])
def test_no_connection_is_opened_to_a_hostile_address(address: str) -> None:
    """V1"""
    internet = serving(reply(PICTURE))

    assert trouble(internet, address) is Trouble.ADDRESS
    assert (internet.resolved, internet.connected) == ([], [])


@pytest.mark.parametrize(
    "number",
    ["127.0.0.1", "10.0.0.5", "169.254.169.254", "100.64.1.1", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "fd00::1",
     "2002:7f00:1::", "fe80::1%eth0", "0.0.0.0", "224.0.0.1", "nonsense"],
)  # fmt: skip
def test_no_connection_is_opened_to_a_name_that_means_a_closed_address(number: str) -> None:
    """V1"""
    internet = serving(reply(PICTURE), evil_example=[[number]])

    assert trouble(internet, "http://evil.example/") is Trouble.CLOSED
    assert internet.connected == []


def test_one_closed_address_among_public_ones_closes_them_all() -> None:
    """V1: every address is looked at, not only the first."""
    internet = serving(reply(PICTURE), evil_example=[[PUBLIC, "127.0.0.1"]])

    assert trouble(internet, "http://evil.example/") is Trouble.CLOSED
    assert internet.connected == []


def test_a_name_that_means_something_else_a_moment_later_changes_nothing() -> None:
    """V1: it is resolved once, and what was looked at is what is connected to."""
    internet = serving(reply(PICTURE), evil_example=[[PUBLIC], ["127.0.0.1"]])

    assert fetched(internet, "http://evil.example/") == PICTURE
    assert (internet.resolved, internet.connected) == (["evil.example"], [(PUBLIC, 80)])


def test_a_name_that_turns_at_its_own_redirect_is_looked_at_again() -> None:
    internet = serving(
        reply(status="302 Found", Location="http://evil.example/"), reply(PICTURE),
        evil_example=[[PUBLIC], ["127.0.0.1"]],
    )  # fmt: skip

    assert trouble(internet, "http://evil.example/") is Trouble.CLOSED
    assert internet.connected == [(PUBLIC, 80)]


@pytest.mark.parametrize("target", [address for address in HOSTILE if address.isascii()])
def test_a_redirect_to_a_hostile_address_is_not_followed(target: str) -> None:
    """V1"""
    internet = serving(reply(status="301 Moved", Location=target), reply(PICTURE))

    assert trouble(internet) is Trouble.ADDRESS
    assert internet.connected == [(PUBLIC, 80)]


@pytest.mark.parametrize("target", ["/b.png", "b.png", "//photos.example.org/b.png", "http://photos.example.org/b.png"])
def test_a_redirect_is_followed_by_hand(target: str) -> None:
    internet = serving(reply(status="302 Found", Location=target), reply(PICTURE))

    assert fetched(internet) == PICTURE
    assert internet.asked == [("photos.example.org", "/a.png"), ("photos.example.org", "/b.png")]


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "http://photos.example.org:22/", "http://a:b@photos.example.org/"]
)
def test_a_redirect_leads_only_to_the_web(target: str) -> None:
    assert trouble(serving(reply(status="302 Found", Location=target), reply(PICTURE))) is Trouble.ADDRESS


def test_a_redirect_never_leaves_https() -> None:
    internet = serving(reply(status="302 Found", Location="http://photos.example.org/"), reply(PICTURE))

    assert trouble(internet, "https://photos.example.org/") is Trouble.ADDRESS


def test_three_redirects_are_enough() -> None:
    around = reply(status="302 Found", Location="/again")
    assert fetched(serving(around, around, around, reply(PICTURE))) == PICTURE

    internet = serving(around)
    assert trouble(internet) is Trouble.CIRCLES
    assert len(internet.connected) == 4


def test_a_redirect_to_nowhere_is_no_answer() -> None:
    assert trouble(serving(reply(status="302 Found"))) is Trouble.ANSWER


def test_what_says_that_it_is_too_large_is_not_read() -> None:
    assert trouble(serving(reply(b"x", Content_Length="1001"))) is Trouble.LARGE


def test_what_does_not_end_is_left_at_the_cap() -> None:
    endless = [*reply(), *[b"x" * 300 for _ in range(10)]]

    assert trouble(serving(endless)) is Trouble.LARGE


def test_a_head_that_does_not_end_is_left() -> None:
    head = [b"HTTP/1.1 200 OK\r\n", *[b"X-Long: " + b"x" * 30_000 + b"\r\n" for _ in range(100)]]

    assert trouble(serving(head)) in (Trouble.LARGE, Trouble.ANSWER)


def test_who_sends_a_letter_at_a_time_runs_out_of_time() -> None:
    """Each piece comes in good time, and all of them together do not."""
    slow = serving([*reply(), *[b"x"] * 500])
    slow.seconds_a_piece = 1.0

    assert trouble(slow) is Trouble.SLOW
    assert slow.now <= SMALL.seconds + 1


def test_redirects_share_one_time() -> None:
    slow = serving(reply(status="302 Found", Location="/again"))
    slow.seconds_a_piece = 20.0

    assert trouble(slow) is Trouble.SLOW
    assert len(slow.connected) == 2


def test_what_is_packed_is_refused_so_that_nothing_unfolds() -> None:
    assert trouble(serving(reply(b"x", Content_Encoding="gzip"))) is Trouble.ANSWER


@pytest.mark.parametrize("answer", [[b""], [b"SSH-2.0-OpenSSH\r\n"], [b"\x00" * 50], reply(b"xx", Content_Length="9")])
def test_what_is_no_http_is_no_answer(answer: list[bytes]) -> None:
    assert trouble(serving(answer)) in (Trouble.ANSWER, Trouble.CONNECTION)


def test_a_name_nobody_knows_is_said() -> None:
    assert trouble(serving(reply()), "http://gone.example/") is Trouble.NAME


def test_of_several_addresses_the_next_is_tried() -> None:
    internet = serving(reply(PICTURE), two_example=[["8.8.8.8", PUBLIC]])
    internet.dead = {"8.8.8.8"}
    assert fetched(internet, "http://two.example/") == PICTURE

    internet.dead.add(PUBLIC)
    assert trouble(internet, "http://two.example/") is Trouble.CONNECTION


def test_a_resolver_that_hangs_is_not_waited_for() -> None:
    free = threading.Event()

    def hang(host: str, port: int) -> list[str]:
        free.wait(30)
        return [PUBLIC]

    internet = serving(reply(PICTURE))
    web = Web(hang, internet)
    with pytest.raises(NotFetched) as refused, web.get("http://photos.example.org/", "*/*", Limits(seconds=0.05)):
        pass
    free.set()

    assert refused.value.trouble is Trouble.NAME
    assert internet.connected == []


def test_proxies_of_the_environment_are_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1/")
    internet = serving(reply(PICTURE))

    assert fetched(internet) == PICTURE
    assert internet.connected == [(PUBLIC, 80)]


class Loopback(httpcore2.SyncBackend):
    """Leads every connection that the guard allowed to a server of the test's own."""

    def __init__(self, port: int) -> None:
        self._port = port

    def connect_tcp(self, host: str, port: int, *more: Any, **named: Any) -> httpcore2.NetworkStream:
        return super().connect_tcp("127.0.0.1", self._port, *more, **named)


@pytest.mark.parametrize("status", [204, 302, 503])
def test_a_form_arrives_whole_and_goes_nowhere_else(status: int) -> None:
    forms: list[bytes] = []

    class Server(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            forms.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Nothing to say."""

    with HTTPServer(("127.0.0.1", 0), Server) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        web = Web(lambda host, port: [PUBLIC], Loopback(server.server_port))
        assert web.post("http://hub.example/", b"hub.mode=publish", SMALL) == status
        server.shutdown()
    assert forms == [b"hub.mode=publish"]


@pytest.mark.parametrize("address", HOSTILE)
def test_no_form_goes_where_nobody_may_ask(address: str) -> None:
    internet = serving(reply(b""))
    with pytest.raises(NotFetched):
        internet.web().post(address, b"a=b", SMALL)
    assert internet.connected == []
