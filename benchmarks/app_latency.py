"""How long a visitor waits: the first picture, and all plots after a slider is released.

    python benchmarks/app_latency.py [REPEATS]

In a real browser (Chromium), on the policy desk: belarus-2020, 60 months, levers from month 20 on,
4 replications of both twins; every person (the fine answer), and one in ten (the coarse one, which
comes first). A slider is moved by the keyboard; the time runs until the last chart has drawn the
new numbers. Caches are warm: the app has run before on this machine.
"""

import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
import urllib.request

from playwright.sync_api import Page, sync_playwright

from talentflow_lab import machine

PORT = 8791
ADDRESS = f"http://127.0.0.1:{PORT}"
LEVER = "lever=fast-track-permits:owner=FIN"
WATCH = """() => {
  window.drawn = 0;
  const seen = new MutationObserver(() => { window.drawn = performance.now(); });
  const all = {childList: true, subtree: true};
  document.querySelectorAll('.tf-figure').forEach(one => seen.observe(one, all));
}"""


def main() -> None:
    """Measure and print a table, and the same as JSON on the last line."""
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    _first_picture()  # leaves caches warm: what is compiled, and the first answer
    first = [_first_picture() for _ in range(min(repeats, 5))]
    rows = {"first picture after `talentflow app`, s": first}
    server = _start()
    try:
        with sync_playwright() as playwright:
            chromium = shutil.which("chromium") or shutil.which("chromium-browser")
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            for scale in (10, 1):
                page = browser.new_page(viewport={"width": 1280, "height": 1400})
                rows |= _slider(page, scale, repeats)
                page.close()
            browser.close()
    finally:
        server.terminate()
        server.wait()
    found = {name: [min(t), statistics.median(t), max(t), len(t)] for name, t in rows.items()}
    for name, (least, middle, most, count) in found.items():
        print(f"{name:58} {middle:6.2f}  ({least:.2f} to {most:.2f}, n = {count})")
    print(json.dumps({"machine": machine.describe(), "seconds": found}))


def _start() -> subprocess.Popen[bytes]:
    server = subprocess.Popen(
        [sys.executable, "-m", "talentflow_app", "--no-open", "--port", str(PORT)],
        stderr=subprocess.DEVNULL, env=os.environ,
    )  # fmt: skip
    while True:
        try:
            urllib.request.urlopen(ADDRESS, timeout=5)
        except OSError:
            time.sleep(0.05)
        else:
            return server


def _first_picture() -> float:
    """Seconds from the start of the server to a chart with marks in a browser that waits."""
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 1400})
        began = time.perf_counter()
        server = _start()
        try:
            page.goto(ADDRESS)
            page.wait_for_selector("#chart-levels svg .mark-line path", timeout=120_000)
            return time.perf_counter() - began
        finally:
            browser.close()
            server.terminate()
            server.wait()


def _slider(page: Page, scale: int, repeats: int) -> dict[str, list[float]]:
    """Seconds from a released slider to the last chart, of the coarse and of the fine answer."""
    page.goto(f"{ADDRESS}/?scale={scale}&{LEVER}")
    ready = f'.tf-status[data-state="ready"][data-scale="{scale}"]'
    page.wait_for_selector(ready, timeout=120_000)
    page.wait_for_timeout(1500)
    thumb = page.get_by_role("slider").nth(1)
    coarse, fine = [], []
    for _ in range(repeats):
        before = page.url
        page.evaluate(WATCH)
        page.evaluate("window.drawn = 0; window.began = performance.now()")
        thumb.focus()
        page.keyboard.press("ArrowRight")
        page.wait_for_url(re.compile(rf"^(?!{re.escape(before)}$)"), timeout=60_000)
        if scale < 10:
            page.wait_for_selector('.tf-status[data-scale="10"]', timeout=60_000)
            coarse.append(_drawn(page))
        page.wait_for_selector(ready, timeout=60_000)
        fine.append(_drawn(page))
        page.wait_for_timeout(700)
    found = {f"slider released to all plots, one in {scale}, s": fine}
    if coarse:
        found["slider released to all plots, coarse answer before, s"] = coarse
    return found


def _drawn(page: Page) -> float:
    """Wait until charts have been still for a while; seconds until the last change."""
    page.wait_for_function(
        "window.drawn > 0 && performance.now() - window.drawn > 150", timeout=60_000
    )
    return float(page.evaluate("(window.drawn - window.began) / 1000"))


if __name__ == "__main__":
    main()
