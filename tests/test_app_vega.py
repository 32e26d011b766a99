"""The script that draws: made once, kept, handed out to whoever may see the pages."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette

from talentflow_app import vega
from talentflow_app.guard import Guard
from talentflow_lab.kept import folder, kept

TOKEN = "a-secret"


def get(app: Any, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Return status, headers and body of an answer."""
    sent: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        sent.append(dict(message))

    async def receive() -> dict[str, Any]:
        return {"type": "http.request"}

    listed = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "GET", "path": path, "headers": listed, "query_string": b""}
    asyncio.run(app(scope, receive, send))
    head = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], head, b"".join(one.get("body", b"") for one in sent)


def test_the_script_is_one_module_that_browsers_keep() -> None:
    """It imports nothing, exports what draws, and its name says which one it is."""
    status, headers, body = get(Starlette(routes=[vega.route()]), vega.SCRIPT)
    assert status == 200
    assert headers["content-type"].startswith("text/javascript")
    assert "immutable" in headers["cache-control"]
    assert b"as default}" in body[-40:]
    assert b"esm.sh" not in body


def test_the_token_guards_the_script_too() -> None:
    """Whoever has no token gets no script."""
    app = Guard(Starlette(routes=[vega.route()]), token=TOKEN)
    assert get(app, vega.SCRIPT, host="a.example")[0] == 403
    known = {"host": "a.example", "cookie": f"talentflow_token={TOKEN}"}
    status, headers, _ = get(app, vega.SCRIPT, **known)
    assert status == 200
    assert headers["content-security-policy"].startswith("default-src 'self'")


def test_what_is_kept_is_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file holds what was made, and nothing unfinished lies beside it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    made: list[int] = []

    def make() -> bytes:
        made.append(1)
        return b"dear"

    assert [kept("one", make) for _ in range(3)] == [b"dear"] * 3
    assert len(made) == 1
    assert [path.name for path in folder().iterdir()] == ["one"]


def test_without_a_folder_it_is_made_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cache that cannot be written is no failure."""
    (tmp_path / "talentflow").write_text("in the way", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert [kept("one", lambda: b"dear") for _ in range(2)] == [b"dear"] * 2
