"""Start the app: `python -m talentflow_app`, which is what `talentflow app` does."""

import argparse

from talentflow_app.server import Options, serve

__all__ = ["main"]


def main() -> None:
    """Read the options and serve until Ctrl-C."""
    parser = argparse.ArgumentParser(prog="talentflow app")
    parser.add_argument("what", nargs="?", default="")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8765)
    parser.add_argument("--no-open", action="store_true")
    parser.add_argument("--library", default="results")
    given = parser.parse_args()
    serve(Options(given.what, given.host, given.port, not given.no_open, given.library))


if __name__ == "__main__":
    main()
