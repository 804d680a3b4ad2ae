"""Behind a proxy as the page sets it up: readers keep their own addresses, claims do not count, and https is meant."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from blog.comments.pace import COMMENTS
from blog.routes import ROUTES
from tests.cast.serving import run_blog
from tests.deploy.conftest import Settled
from tests.deploy.proxy import Proxy, Rewrite, appending, like_caddy, like_nginx
from tests.deploy.running import Visitor, start_like_the_unit
from tests.deploy.samples import URL, environment, sample, unit

HSTS = "max-age=31536000"


def use_up(visitor: Visitor, path: str) -> None:
    """Send as many comments as one network may."""
    form = visitor.form(path, "comment-form")
    for number in range(COMMENTS.most):
        answer = visitor.send(path, form, name="Sol", body=f"Word {number}.")
        assert answer.status_code == 303, answer.text


@pytest.mark.parametrize(("rewrite", "network"), [(like_caddy, 11), (like_nginx, 21), (appending, 31)])
def test_each_reader_behind_the_proxy_has_a_limit_of_their_own(
    settled: Settled, rewrite: Rewrite, network: int
) -> None:
    with (
        Proxy(settled.running.port, rewrite) as proxy,
        Visitor(proxy.url, f"127.0.{network}.1") as flooding,
        Visitor(proxy.url, f"127.0.{network}.2", **{"x-forwarded-for": "203.0.113.9"}) as lying,
        Visitor(proxy.url, f"127.0.{network + 1}.1") as reader,
    ):
        use_up(flooding, settled.post)
        refused = flooding.comment(settled.post, "One more.")
        assert refused.status_code == 429
        assert int(refused.headers["retry-after"]) > 0
        assert "One more." in refused.text
        # The neighbour in the same network claims to come from elsewhere.
        assert lying.comment(settled.post, "From elsewhere.").status_code == 429
        assert reader.comment(settled.post, "I only say this.").status_code == 303


def test_who_goes_round_the_proxy_is_not_believed(settled: Settled) -> None:
    # On a server nobody can: the blog listens on 127.0.0.1. Should somebody, a claimed address helps them nothing.
    with (
        Visitor(settled.running.url, "127.0.41.1") as flooding,
        Visitor(settled.running.url, "127.0.41.1", **{"x-forwarded-for": "203.0.113.9"}) as lying,
    ):
        use_up(flooding, settled.post)
        assert lying.comment(settled.post, "From elsewhere.").status_code == 429


def test_without_naming_the_proxy_all_readers_would_share_one_limit(tmp_path: Path) -> None:
    data = tmp_path / "var"
    assert run_blog(data, "demo").returncode == 0
    with start_like_the_unit(data, BLOG_TRUSTED_PROXIES="") as running, Proxy(running.port, like_caddy) as proxy:
        with Visitor(proxy.url, "127.0.11.1") as flooding:
            path = re.findall(r"/\d{4}/\d\d/the-second-kettle\.html", flooding.http.get("/").text)[0]
            use_up(flooding, path)
        with Visitor(proxy.url, "127.0.12.1") as reader:
            assert reader.comment(path, "I only say this.").status_code == 429


def test_with_an_https_address_the_cookie_stays_on_https_and_on_this_host(settled: Settled) -> None:
    cookie = settled.signed_in.headers["set-cookie"]
    name, *attributes = [part.strip().lower() for part in cookie.split(";")]
    assert name.startswith("__host-")
    assert {"secure", "httponly", "path=/", "samesite=lax"} <= set(attributes)
    assert not any(attribute.startswith("domain") for attribute in attributes)


@pytest.mark.parametrize("path", ["/", "/sign-in", "/nowhere", "/static/icon.svg", "/healthz"])
def test_every_answer_tells_browsers_to_come_back_by_https(settled: Settled, path: str) -> None:
    with Visitor(settled.running.url, "127.0.0.1") as reader:
        answer = reader.http.get(path)
    assert answer.headers["strict-transport-security"] == HSTS


def test_the_blog_answers_to_its_own_name_only(settled: Settled) -> None:
    with Visitor(settled.running.url, "127.0.0.1", host=f"localhost:{settled.running.port}") as stranger:
        assert stranger.http.get("/healthz").status_code == 400
    with Visitor(settled.running.url, "127.0.0.1") as known:
        assert known.http.get("/healthz").status_code == 200


def test_no_page_leads_out_of_https(settled: Settled) -> None:
    with Visitor(settled.running.url, "127.0.0.1") as reader:
        feed = reader.http.get("/feeds/posts/default").text
    assert f"{URL}{settled.post}" in feed
    assert "http://localhost" not in feed


def test_both_samples_hand_on_to_the_port_of_the_unit() -> None:
    (line,) = unit()["ExecStart"]
    port = line.split("--port ")[1]
    assert f"reverse_proxy 127.0.0.1:{port} " in sample("Caddyfile")
    assert f"proxy_pass http://127.0.0.1:{port};" in sample("nginx.conf")
    assert environment()["BLOG_TRUSTED_PROXIES"] == "127.0.0.1"


def test_nginx_lets_through_all_that_the_blog_takes() -> None:
    # What is larger the blog refuses in words and with the text kept; nginx would show a bare page.
    megabytes = int(sample("nginx.conf").split("client_max_body_size ")[1].split("m;")[0])
    assert megabytes * 1024 * 1024 > max(route.limit for route in ROUTES)


def test_nginx_s_static_files_carry_what_ours_carry(settled: Settled) -> None:
    with Visitor(settled.running.url, "127.0.0.1") as reader:
        address = re.findall(r'href="(/static/style/base\.css\?v=[^"]+)"', reader.http.get("/").text)[0]
        answer = reader.http.get(address)
        unversioned = reader.http.get("/static/style/base.css")
    text = sample("nginx.conf")
    assert f'default "{answer.headers["cache-control"]}";' in text
    assert f'"" "{unversioned.headers["cache-control"]}";' in text
    assert f"add_header X-Content-Type-Options {answer.headers['x-content-type-options']};" in text
    assert f'add_header Strict-Transport-Security "{HSTS}";' in text
    assert "add_header Content-Security-Policy \"default-src 'none'; frame-ancestors 'none'\";" in text
