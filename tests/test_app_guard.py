"""The guard: nobody else's pages, no foreign name, and no entry without the token."""

import asyncio
from typing import Any

import pytest

from talentflow_app.guard import Guard
from talentflow_app.server import is_local

TOKEN = "a-secret"


async def _app(scope: Any, _receive: Any, send: Any) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
        return
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"the page"})


def ask(
    guard: Guard, kind: str = "http", query: str = "", path: str = "/", **headers: str
) -> list[dict[str, Any]]:
    """Return what the guard sends back."""
    sent: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        sent.append(dict(message))

    async def receive() -> dict[str, Any]:
        return {"type": f"{kind}.connect"}

    listed = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": kind, "path": path, "headers": listed, "query_string": query.encode()}
    asyncio.run(guard(scope, receive, send))
    return sent


def status(sent: list[dict[str, Any]]) -> int:
    """Return the status of an answer, or the code with which a socket was closed."""
    first = sent[0]
    return int(first.get("status", first.get("code", 101)))


LOCAL = Guard(_app, names=("localhost", "127.0.0.1", "[::1]"))
OPEN = Guard(_app, token=TOKEN)


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost", "[::1]:8765"])
@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_own_pages_are_answered(host: str, kind: str) -> None:
    """Requests of this machine's own pages pass, sockets too."""
    assert status(ask(LOCAL, kind, host=host, origin=f"http://{host}")) in {200, 101}


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("evil.example", "http://evil.example"),  # a name that somebody has pointed at this machine
        ("127.0.0.1:8765", "http://evil.example"),  # a page of elsewhere
        ("127.0.0.1:8765", "http://127.0.0.1:9999"),  # another server of this machine
    ],
)
def test_others_are_refused(kind: str, host: str, origin: str) -> None:
    """A foreign name, a foreign page: neither page nor socket."""
    assert status(ask(LOCAL, kind, host=host, origin=origin)) in {403, 4403}


def test_pages_may_load_nothing_from_elsewhere() -> None:
    """The browser itself is told to keep to this server."""
    headers = dict(ask(LOCAL, host="localhost")[0]["headers"])
    assert headers[b"content-security-policy"].startswith(b"default-src 'self'")
    assert b"http:" not in headers[b"content-security-policy"]


def test_the_token_opens_once_and_stays_in_a_cookie() -> None:
    """Without it no page and no socket; with it a cookie that scripts cannot read."""
    assert status(ask(OPEN, host="a.example")) == 403
    assert status(ask(OPEN, host="a.example", query="token=wrong")) == 403
    assert status(ask(OPEN, "websocket", host="a.example", query=f"token={TOKEN}")) == 4403
    entered = ask(OPEN, host="a.example", query=f"token={TOKEN}")
    headers = dict(entered[0]["headers"])
    assert (status(entered), headers[b"location"]) == (303, b"/")
    cookie = headers[b"set-cookie"].decode()
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    pair = cookie.partition(";")[0]
    for kind in ("http", "websocket"):
        assert status(ask(OPEN, kind, host="a.example", cookie=pair)) in {200, 101}
        assert status(ask(OPEN, kind, host="a.example", cookie=f"{pair}x")) in {403, 4403}


@pytest.mark.parametrize(
    ("path", "query", "leads"),
    [
        ("/", "scenario=jyvaskyla&token={}", "/?scenario=jyvaskyla"),
        ("/studies", "token={}&study=a+b", "/studies?study=a+b"),
        ("//evil.example/x", "token={}", "/evil.example/x"),
        ("/a\r\nset-cookie: b", "token={}&c=%0d%0a", "/a%0D%0Aset-cookie%3A%20b?c=%0D%0A"),
    ],
)
def test_whoever_enters_lands_on_the_page_asked_for(path: str, query: str, leads: str) -> None:
    """The token goes from the address, the rest stays; no other site and no header come of it."""
    entered = ask(OPEN, host="a.example", path=path, query=query.format(TOKEN))
    assert (status(entered), dict(entered[0]["headers"])[b"location"]) == (303, leads.encode())


@pytest.mark.parametrize(
    ("host", "local"),
    [("127.0.0.1", True), ("127.8.0.1", True), ("::1", True), ("localhost", True),
     ("0.0.0.0", False), ("192.168.1.2", False), ("::", False), ("example.org", False)],
)  # fmt: skip
def test_only_loopback_goes_without_a_token(host: str, local: bool) -> None:
    """Whatever others can reach asks for a token."""
    assert is_local(host) is local
