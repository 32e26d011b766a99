"""Who may talk to the server: pages of its own, and with a token where others can reach it."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Collection, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

__all__ = ["Guard"]

type Message = MutableMapping[str, Any]
type Receive = Callable[[], Awaitable[Message]]
type Send = Callable[[Message], Awaitable[None]]
type App = Callable[[Message, Receive, Send], Awaitable[None]]

COOKIE = "talentflow_token"
HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (
        b"content-security-policy",
        (
            b"default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob: ws: wss:; "
            b"frame-ancestors 'none'; base-uri 'self'"
        ),
    ),
)
"""Pages load nothing from elsewhere: the browser itself refuses it."""


class Guard:
    """An ASGI application in front of another.

    Refuses requests that another site's page sends, names that are not the server's own (so that
    no foreign name can be pointed at this machine), and, where there is a token, whoever has it
    neither in the address nor in a cookie.
    """

    def __init__(self, app: App, *, token: str = "", names: Collection[str] = ()) -> None:
        self.app, self.token, self.names = app, token, set(names)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer a request, a WebSocket or an event of the server's life."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        headers = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        }
        host, origin = headers.get("host", ""), headers.get("origin")
        if self.names and _name(host) not in self.names:
            await _refuse(scope, receive, send, "this server has another name")
        elif origin not in {None, "null"} and urlsplit(origin or "").netloc != host:
            await _refuse(scope, receive, send, "requests of other sites are not answered")
        elif self.token and not self._known(headers):
            await self._enter(scope, receive, send)
        else:
            await self.app(scope, receive, _with_headers(send))

    def _known(self, headers: Message) -> bool:
        try:
            morsel = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
        except CookieError:
            return False
        return morsel is not None and secrets.compare_digest(morsel.value, self.token)

    async def _enter(self, scope: Message, receive: Receive, send: Send) -> None:
        asked = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        given = asked.pop("token", [""])[0]
        if scope["type"] != "http" or not secrets.compare_digest(given, self.token):
            await _refuse(
                scope, receive, send, "open the address with its token, as the terminal shows it"
            )
            return
        cookie = f"{COOKIE}={self.token}; HttpOnly; SameSite=Strict; Path=/"
        query = urlencode(asked, doseq=True)
        page = "/" + quote(scope["path"].lstrip("/")) + (f"?{query}" if query else "")
        headers = [(b"location", page.encode("ascii")), (b"set-cookie", cookie.encode("latin-1"))]
        await send({"type": "http.response.start", "status": 303, "headers": headers})
        await send({"type": "http.response.body", "body": b""})


def _name(host: str) -> str:
    """Return a host without its port."""
    return host.rpartition(":")[0] if host.rpartition("]")[2].count(":") else host


def _with_headers(send: Send) -> Send:
    async def answer(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", ()), *HEADERS]
        await send(message)

    return answer


async def _refuse(scope: Message, receive: Receive, send: Send, why: str) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 4403})
        return
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": f"Refused: {why}.\n".encode()})
