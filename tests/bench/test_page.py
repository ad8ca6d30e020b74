"""The report in a real browser: headless Chromium at desktop and phone width, light and dark.

Needs `chromium` and `chromium-driver` (Debian's packages); `.ci/run` installs them, so there it must run. Screenshots
stay in `build/screenshots` for whoever looks at a CI run.
"""

import base64
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from made import SETTING, record

ROOT = Path(__file__).parents[2]
SHOTS = ROOT / "build" / "screenshots"
SMOKE = ROOT / "runs" / "smoke" / "report.html"
"""What `make bench-smoke` leaves."""
SECTIONS = [
    *("Accuracy and length", "Accuracy, each run", "Devices", "Speed", "Cost", "Snippets", "Where it ran"),
    *("Accuracy against tokens", "Accuracy against seconds", "End-to-end latency", "Time to first token"),
    *("Trace lengths", "Roofline"),
]
WIDTHS = {"desktop": (1280, 900, False), "phone": (390, 844, True)}
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run")
FLAGS += ("--disable-background-networking", "--disable-component-update", "--disable-sync")


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    found = shutil.which("chromium"), shutil.which("chromedriver")
    if None in found:
        reason = "NOT TESTED in a browser: `apt-get install chromium chromium-driver` as root"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = str(found[0])
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options, webdriver.ChromeService(str(found[1])))
    yield driver
    driver.quit()


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of made-up runs on two devices, both modes, long names, all figures known in one and few in the other."""
    folder = tmp_path_factory.mktemp("page")
    known = SETTING.model_copy(update={"weight_bytes": 10**9, "machine": "A processor with a long name, 64 threads"})
    alone = SETTING.model_copy(update={"agent": False, "device": "GPU", "parallel": 64})
    run = [record(p, k, k % 2 == 0, setting=known, bandwidth=3e10, peak_memory=4 * 10**9, joules=9.0, seconds=2.0 + k)
           for p in "abc" for k in range(4)]  # fmt: skip
    run += [record(p, k, p == "a", setting=alone, seconds=1.0 + k) for p in "abc" for k in range(4)]
    (folder / "run.jsonl").write_text("".join(one.model_dump_json() + "\n" for one in run))
    command = [sys.executable, "-m", "bench", "report", "run.jsonl", "--out", ".", "--slo", "3"]
    subprocess.run(command, check=True, capture_output=True, cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)})
    return folder / "report.html"


def looked_at(browser: Any, page: Path, width: str, scheme: str, shot: str) -> None:
    """Opens the page as a device of that width would, keeps a picture, and fails on whatever the console says."""
    x, y, mobile = WIDTHS[width]
    metrics = {"width": x, "height": y, "deviceScaleFactor": 1, "mobile": mobile}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    browser.get(page.as_uri())
    SHOTS.mkdir(parents=True, exist_ok=True)
    whole = {**browser.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"], "scale": 1}
    asked = {"format": "png", "captureBeyondViewport": True, "clip": whole}
    picture = base64.b64decode(browser.execute_cdp_cmd("Page.captureScreenshot", asked)["data"])
    (SHOTS / f"{shot}-{width}-{scheme}.png").write_bytes(picture)
    assert [line for line in browser.get_log("browser") if line["level"] != "INFO"] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_the_report_reads_at_every_width(browser: Any, page: Path, width: str, scheme: str) -> None:
    looked_at(browser, page, width, scheme, "report")
    titles = browser.execute_script("return [...document.querySelectorAll('h2')].map(h => h.textContent)")
    assert titles == SECTIONS
    shown = browser.execute_script(
        "return [...document.querySelectorAll('h2')].every(h => h.getBoundingClientRect().height > 0)"
        " && [...document.querySelectorAll('svg')].every(s => s.getBoundingClientRect().width > 100)"
    )
    assert shown
    wide = browser.execute_script("return document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, "the page itself must not scroll sideways; tables do, each in its own box"
    assert browser.execute_script("return parseFloat(getComputedStyle(document.body).fontSize)") >= 16


def test_dark_is_dark_and_light_is_light(browser: Any, page: Path) -> None:
    script = (
        "return getComputedStyle(document.documentElement).colorScheme + ' ' + getComputedStyle(document.body).color"
    )
    seen = []
    for scheme in ("light", "dark"):
        looked_at(browser, page, "desktop", scheme, "report")
        seen.append(browser.execute_script(script))
    assert seen[0] != seen[1]


@pytest.mark.parametrize("width", WIDTHS)
def test_the_smoke_run_s_report_reads_too(browser: Any, width: str) -> None:
    if not SMOKE.exists():
        reason = "NOT TESTED: `make bench-smoke` makes its report"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    looked_at(browser, SMOKE, width, "light", "smoke")
    titles = browser.execute_script("return [...document.querySelectorAll('h2')].map(h => h.textContent)")
    assert titles == SECTIONS
