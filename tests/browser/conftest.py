"""The whole house and a real Chromium in front of it: skipped, with what to do, where there is no Chromium.

Screenshots of every page, light, dark and on a phone, are left in the folder PEYK_SCREENSHOTS names, else in the
session's own temporary folder, whose path is told.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
START_SECONDS = 400
PATIENCE_MS = 120_000
"""How long the browser waits for what must come; a busy machine is no fault of the page."""
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# pytest-playwright is not used: its browsers are downloaded, and this one is the system's.
playwright = pytest.importorskip("playwright.sync_api", reason="pip install playwright")


HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if str(item.path).startswith(str(HERE)):
            item.add_marker(pytest.mark.integration)
            item.add_marker(pytest.mark.timeout(1200))  # the first one starts the house, on a machine that may be busy


@dataclass(frozen=True, slots=True)
class House:
    """A running `peyk run`: the address of its page, and its environment for other commands."""

    url: str
    environment: dict[str, str]
    folder: Path

    def peyk(self, *arguments: str, ends_with: int = 0) -> str:
        """Run one command of Peyk against this house."""
        done = subprocess.run(
            [sys.executable, "-m", "peyk.cli.main", *arguments],
            env=self.environment, check=False, capture_output=True, text=True, timeout=400, cwd=self.folder,
        )  # fmt: skip
        assert done.returncode == ends_with, done.stderr
        return done.stdout

    def feed(self, *articles: dict[str, Any]) -> None:
        """Ingest articles; when this returns, Kafka has them."""
        path = self.folder / f"fed-{time.monotonic_ns()}.jsonl"
        path.write_text("".join(json.dumps(each) + "\n" for each in articles), encoding="utf-8")
        self.peyk("ingest", str(path))

    def wait_for(self, path: str, words: str, seconds: float = 200) -> None:
        """Wait until a page holds these words."""
        until = time.monotonic() + seconds
        while words not in self._page_or_nothing(path):
            assert time.monotonic() < until, f"{words} is not on {path}"
            time.sleep(0.3)

    def _page_or_nothing(self, path: str) -> str:
        try:
            return self.page(path)
        except urllib.error.HTTPError as error:
            # An index that is being made has no shard that answers, for a moment.
            if error.code != HTTPStatus.SERVICE_UNAVAILABLE:
                raise
            return ""

    def page(self, path: str) -> str:
        """Give a page as the server sends it."""
        with urllib.request.urlopen(f"{self.url}{path}", timeout=120) as answer:  # noqa: S310 - our own address
            return str(answer.read().decode())


@pytest.fixture(scope="session")
def chromium() -> str:
    """Name the system's Chromium."""
    found = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if found is None:
        pytest.skip("no Chromium here: apt-get install chromium (`make test` does it by itself as root)")
    return found


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory, chromium: str) -> Iterator[House]:  # noqa: ARG001 - without a browser no house is started
    folder = tmp_path_factory.mktemp("house")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    ports = dict.fromkeys(
        ("KAFKA_PORT", "KAFKA_CONTROLLER_PORT", "ELASTICSEARCH_PORT", "ELASTICSEARCH_TRANSPORT_PORT"), "0"
    )
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PEYK_")},
        **{f"PEYK_{name}": value for name, value in ports.items()},
        "PEYK_STATE_DIR": str(folder / "state"),
        "PEYK_JAR_CACHE": str(ROOT / ".peyk" / "jars"),
        "PEYK_WEB_PORT": str(port),
    }
    command = [sys.executable, "-m", "peyk.cli.main", "run"]
    with (folder / "run.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, cwd=folder, stdout=log, stderr=log)
    try:
        made = House(f"http://127.0.0.1:{port}", environment, folder)
        _wait_until_ready(made, process)
        made.peyk("ingest", str(ROOT / "samples"), ends_with=1)  # two of them are refused, as they should be
        made.wait_for("/?q=%D8%A2%D8%AA%D8%B4%D8%A8%D8%B3", "<strong>۹</strong> خبر", 400)
        yield made
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(120)


def _wait_until_ready(made: House, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        assert process.poll() is None, (made.folder / "run.log").read_text()
        assert time.monotonic() < until, (made.folder / "run.log").read_text()
        try:
            made.page("/readyz")
        except OSError:
            time.sleep(0.5)
        else:
            return


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Any]:
    with playwright.sync_playwright() as driver:
        # Tests may run as root, where Chromium's own sandbox cannot; the pages are ours.
        made = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield made
        made.close()


@pytest.fixture
def visit(browser: Any, house: House) -> Iterator[Callable[..., Any]]:
    """Open a page of the house; what the browser complains of fails the test."""
    complaints: list[str] = []
    contexts = []

    def opened(path: str = "/", **options: Any) -> Any:
        context = browser.new_context(locale="fa-IR", **{"viewport": {"width": 1280, "height": 900}, **options})
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: complaints.extend(_complaint(said)))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{house.url}{path}")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def _complaint(said: Any) -> Iterator[str]:
    # A form that comes back with what is wrong in it is a 422, of which Chromium complains as of a fault.
    if said.type == "error" and "status of 422 " not in said.text:
        yield said.text


@pytest.fixture(scope="session")
def screenshots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Name the folder in which screenshots stay."""
    folder = Path(os.environ.get("PEYK_SCREENSHOTS") or tmp_path_factory.mktemp("screenshots"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def axe() -> str:
    """Give axe-core, the accessibility checker, as its package brings it."""
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
