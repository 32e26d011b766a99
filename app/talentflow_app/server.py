"""The server of the pages: on this machine only unless told otherwise, and never online."""

from __future__ import annotations

import asyncio
import ipaddress
import os
import secrets
import signal
import socket
import sys
import threading
import webbrowser
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlencode

from talentflow.errors import TalentflowError
from talentflow.files import FileTrouble, read_text

__all__ = ["Options", "is_local", "page_of", "serve"]

QUIET = {
    "SOLARA_APP": "talentflow_app.site",
    "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "False",
    "SOLARA_ASSETS_FONTAWESOME_ENABLED": "False",
    "SOLARA_THEME_TITLE": "talentflow",
    "SOLARA_THEME_VARIANT": "light",
    "SOLARA_THEME_SHOW_BANNER": "False",
    "SOLARA_SESSION_HTTP_ONLY": "True",
    "SOLARA_SESSION_HTTPS_ONLY": "False",
    "SOLARA_SESSION_SAME_SITE": "lax",
    "SOLARA_KERNEL_CULL_TIMEOUT": "30m",
}
"""Settings of Solara, which are read when it is imported; those of the user go before."""


@dataclass(frozen=True)
class Options:
    """What to serve and where.

    `what` is a scenario, or the folder of a run, a comparison or a study; `library` is the folder
    of the runs that are listed.
    """

    what: str = ""
    host: str = "127.0.0.1"
    port: int = 8765
    browser: bool = True
    library: str = "results"


def is_local(host: str) -> bool:
    """Tell whether only this machine can reach a host.

    >>> is_local("127.0.0.1"), is_local("localhost"), is_local("0.0.0.0")
    (True, True, False)
    """
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def serve(options: Options) -> None:
    """Serve the pages until Ctrl-C; a host that others can reach asks for a token."""
    from talentflow_lab import processes  # noqa: PLC0415 - what follows takes seconds to import

    processes.prepared()
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    if (trouble := _taken(options.host, options.port)) is not None:
        sys.stderr.write(f"cannot serve at {options.host}:{options.port}: {trouble}; try --port\n")
        sys.exit(2)
    token = "" if is_local(options.host) else secrets.token_urlsafe(24)
    try:
        page = page_of(options.what, options.library)
    except TalentflowError as mistake:
        sys.stderr.write(f"{mistake}\n")
        sys.exit(2)
    shown = options.host if options.host not in {"0.0.0.0", "::"} else socket.gethostname()  # noqa: S104
    entry = f"{'&' if '?' in page else '?'}token={token}" if token else ""
    address = f"http://{shown}:{options.port}/{page}{entry}"
    sys.stderr.write(f"talentflow is at {address}\nCtrl-C ends it.\n")

    import uvicorn  # noqa: PLC0415
    from solara.server import starlette  # noqa: PLC0415

    from talentflow_app import shared, vega  # noqa: PLC0415
    from talentflow_app.guard import Guard  # noqa: PLC0415

    shared.begin(options.what, options.library)
    threading.Thread(target=_warm, args=(page,), daemon=True).start()
    starlette.app.router.routes.insert(0, vega.route())
    names = () if token else ("localhost", "127.0.0.1", "[::1]", options.host)
    app = Guard(starlette.app, token=token, names=names)
    config = uvicorn.Config(
        app, options.host, options.port, log_level="warning", ws_max_size=2**24,
        timeout_graceful_shutdown=3,  # pages that are open do not hold the end up
    )  # fmt: skip
    server = uvicorn.Server(config)
    if options.browser:
        threading.Timer(0.5, webbrowser.open, (address,)).start()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends it as Ctrl-C does
    try:
        asyncio.run(server.serve())
    except KeyboardInterrupt:
        pass
    finally:
        shared.end()


def _warm(page: str) -> None:
    """Import the desk and prepare its first answer, while the browser starts."""
    from talentflow_app import desk_page, session  # noqa: PLC0415 - takes seconds to import
    from talentflow_app.desk_address import from_query  # noqa: PLC0415

    desk = from_query(page) if page.startswith("?") else session.BEGIN
    with suppress(TalentflowError):  # the page tells what is wrong
        desk_page.prepare(desk)


def page_of(what: str, library: str = "results") -> str:
    """Return the path of the page that shows a scenario, a run, a comparison or a study.

    `library` is the folder of the runs and studies that are listed. Raises TalentflowError for a
    file that the desk cannot take.

    >>> page_of("jyvaskyla")
    '?scenario=jyvaskyla&lever=fast-track-permits:owner=FIN'
    """
    from talentflow_app import session  # noqa: PLC0415 - imports Solara
    from talentflow_app.desk_address import to_query  # noqa: PLC0415
    from talentflow_app.desk_files import from_toml  # noqa: PLC0415
    from talentflow_app.studies_folders import key_of  # noqa: PLC0415

    path = Path(what)
    if not what:
        return ""
    if path.is_dir():
        studies = any((path / name).exists() for name in ("study.json", "search.json"))
        if not studies:
            return "explore"
        return f"studies?{urlencode({'study': key_of(path, Path(library))})}"
    if path.exists():
        try:
            desk = from_toml(read_text(path, 1), session.BEGIN)
        except FileTrouble as trouble:
            raise TalentflowError(f"{what}: {trouble.reason}") from None
    else:
        desk = replace(session.BEGIN, scenario=what)
    return f"?{to_query(desk)}"


def _taken(host: str, port: int) -> str | None:
    """Say why nothing can listen at an address; nothing if something can."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            return problem.strerror or str(problem)
    return None
