"""Who is answered: hosts, origins, tokens, rates; and what a browser may do with a page."""

import http.client
import logging
import random
import secrets
import socket

import httpx
import pytest

from tests.bot.web.conftest import served
from tests.e2e.articles import QUESTION

PAGES = ("/", "/articles", "/check", "/a/2025-01-18-bruecke", "/nix", "/api/articles", "/api/nix")


@pytest.mark.parametrize("path", PAGES)
def test_no_page_may_run_or_load_anything_from_elsewhere(web, path):
    headers = web.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "script-src" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "", "[::1", "x:y"],
)
@pytest.mark.parametrize("path", PAGES)
def test_a_name_that_is_not_ours_is_not_answered(web, path, host):
    response = web.get(path, headers={"Host": host})
    assert response.status_code in (400, 421)
    assert "Wendelin" not in response.text


@pytest.mark.parametrize(
    "host", ["localhost:1", "127.0.0.1", "[::1]:9", "192.168.1.5", "LOCALHOST"]
)
def test_names_of_this_machine_and_addresses_are(web, host):
    assert web.get("/", headers={"Host": host}).status_code == 200


def test_the_public_name_is_ours(site):
    with served(site, public_url="https://zitate.example/") as address:
        assert httpx.get(address, headers={"Host": "zitate.example"}).status_code == 200
        assert httpx.get(address, headers={"Host": "andere.example"}).status_code == 421


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1"])
@pytest.mark.parametrize("path", ["/check", "/api/check"])
def test_what_another_site_sends_is_refused(web, path, origin):
    response = web.post(path, headers={"Origin": origin}, json={"text": "x"})
    assert response.status_code == 403


def test_our_own_form_is_not(web, address):
    sent = web.post("/check", headers={"Origin": address}, data={"text": "„Ein Satz steht hier.“"})
    assert sent.status_code == 200


def test_without_the_token_nothing_is_shown(site):
    token = secrets.token_urlsafe(16)
    with served(site, token=token) as address:
        for path in PAGES:
            response = httpx.get(address + path)
            assert response.status_code in (401, 404)
            assert "Talbote" not in response.text
        bearer = {"Authorization": f"Bearer {token}"}
        assert httpx.get(f"{address}/api/articles", headers=bearer).status_code == 200
        wrong = {"Authorization": f"Bearer {token}x"}
        assert httpx.get(f"{address}/api/articles", headers=wrong).status_code == 401
        with httpx.Client(base_url=address) as browser:
            first = browser.get(f"/?token={token}")
            assert first.status_code == 302
            assert first.headers["Location"] == "/"
            assert "HttpOnly" in first.headers["Set-Cookie"]
            assert "SameSite=Strict" in first.headers["Set-Cookie"]
            assert browser.get("/").status_code == 200


def test_who_comes_too_often_waits(site):
    with served(site, web_rate_limit_per_minute=3) as address:
        statuses = [httpx.get(f"{address}/articles").status_code for _ in range(5)]
        assert statuses == [200, 200, 200, 429, 429]
        assert int(httpx.get(f"{address}/").headers["Retry-After"]) > 0


def test_a_body_of_six_megabytes_is_not_read(web):
    try:
        response = web.post("/check", content=b"text=" + b"x" * (6 << 20))
    except httpx.TransportError:
        return  # cut off while it was sent
    assert response.status_code in (400, 413)


def test_what_is_asked_stands_in_no_log(web, caplog, monkeypatch):
    from bot.web import pages

    with caplog.at_level(logging.DEBUG):
        web.get("/", params={"q": QUESTION})
        web.get("/", params={"q": "x" * 3000})

        async def broken(handler):
            raise RuntimeError(QUESTION)

        monkeypatch.setattr(pages, "asked", broken)
        response = web.get("/", params={"q": QUESTION})
    assert response.status_code == 500
    assert "Brücke" not in response.text.replace("Das hätte", "")
    assert "RuntimeError" in "".join(str(vars(record)) for record in caplog.records)
    for record in caplog.records:
        if record.name.startswith("http"):
            continue  # the client's own
        assert QUESTION not in str(vars(record))
        assert "Br%C3%BCcke" not in str(vars(record))


def test_half_a_request_holds_nobody_up(web, address):
    port = int(address.rpartition(":")[2])
    slow = [socket.create_connection(("127.0.0.1", port)) for _ in range(40)]
    for each in slow:
        each.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-")
    assert web.get("/").status_code == 200
    for each in slow:
        each.close()


def test_whatever_is_sent_is_answered_without_a_traceback(web, address, caplog):
    """Ten thousand requests made of pieces."""
    assert fuzzed(address, range(10_000)) == []


_PIECES = (
    *("/", "a", "q", "api", "ask", "check", "quote", "article", "static", "..", "%2e%2e"),
    *("%00", "%ff", "?q=", "&k=", "&since=", "<script>", "%0d%0a", "x" * 500, "%20", ";"),
)


def fuzzed(address: str, seeds: range) -> list[str]:
    """Sends requests made of pieces; returns a line for each that fails."""
    port = int(address.rpartition(":")[2])
    wrong = []
    for seed in seeds:
        chance = random.Random(seed)  # noqa: S311 - requests to repeat
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        method = chance.choice(["GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"])
        path = "".join(chance.choice(_PIECES) for _ in range(chance.randrange(1, 9))).replace(
            "<", "%3C"
        )
        body = bytes(chance.randrange(256) for _ in range(chance.randrange(0, 200)))
        headers = {
            chance.choice(["Accept-Language", "Cookie", "Content-Type", "X", "Authorization"]): (
                "".join(chr(chance.randrange(33, 255)) for _ in range(chance.randrange(0, 40)))
            )
            for _ in range(chance.randrange(0, 3))
        }
        try:
            connection.request(method, f"/{path}", body or None, headers)
            response = connection.getresponse()
            text = response.read().decode("utf-8", "replace")
        except (http.client.HTTPException, OSError) as error:
            # A malformed request may be cut off, but the server goes on.
            text, status = "", f"{type(error).__name__}"
        else:
            status = str(response.status)
        finally:
            connection.close()
        if status == "500" or "Traceback" in text or 'File "' in text:
            wrong.append(f"{seed}: {method} /{path}: {status}")
    return wrong
