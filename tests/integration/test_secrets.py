"""Secrets planted wherever the configuration takes one are found nowhere that Peyk writes, says or shows."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

import pytest
from kafka import KafkaConsumer, TopicPartition

PEYK = Path(sys.executable).with_name("peyk")
PLANTED = "sown"  # no word of the folder that this test runs in
TOKEN = f"{PLANTED}webtoken0123456789abcdef"
# Nothing listens at these addresses: each sink fails, and says so in its own words.
CONFIGURATION = f"""
web_token = "{TOKEN}"
web_readonly_token = "{PLANTED}readtoken0123456789abcdef"
web_port = 0
allowed_networks = ["127.0.0.0/8"]
elasticsearch_api_key = "{PLANTED}apikey"

[[sources]]
name = "secretfeed"
kind = "feed"
url = "http://reader:{PLANTED}feed@127.0.0.1:9/feed?key={PLANTED}key"
[[sources]]
name = "secretpush"
kind = "push"
key = "{PLANTED}push0123456789abcdefghijklmnop"

[delivery.hook]
kind = "webhook"
url = "http://bob:{PLANTED}basic@127.0.0.1:9/{PLANTED}hook?token={PLANTED}query"
secrets = ["{PLANTED}hmac"]
allow_private = true
[delivery.json]
url = "json://bob:{PLANTED}json@127.0.0.1:1/{PLANTED}jsonpath"
[delivery.mail]
url = "mailto://bob:{PLANTED}mail@127.0.0.1:1?from=a@example.org&to=b@example.org&mode=insecure"
[delivery.telegram]
url = "tgram://123456789:{PLANTED}Telegram-abcdefghijklmnopqr/-100123456"
"""
ONE_TRY = "attempts = 1\n"
PAGES = (
    "/",
    "/alerts",
    "/rules",
    "/rules/new",
    "/rejected",
    "/sources",
    "/strip",
    "/metrics",
    f"/export.json?q={quote('سیلاب')}",
)
COMMANDS = (
    ("config",),
    ("config", "--json"),
    ("status",),
    ("check",),
    ("rules", "list", "--json"),
    ("alerts", "--json"),
    ("alerts", "--attempts", "--json"),
    ("rejected", "list", "--json"),
)


@dataclass(frozen=True, slots=True)
class House:
    """A running `peyk run` on the session's engines, in a folder of its own."""

    folder: Path
    environment: dict[str, str]

    @property
    def log(self) -> str:
        return (self.folder / "run.log").read_text(encoding="utf-8")

    def peyk(self, *arguments: str) -> str:
        """Give all that one command says."""
        done = subprocess.run(
            [str(PEYK), *arguments],
            env=self.environment,
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout + done.stderr

    def until(self, condition: Callable[[], bool], seconds: float = 400) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, self.log[-3000:]
            time.sleep(0.5)


@pytest.fixture
def house(engines: Any, tmp_path: Path) -> Iterator[House]:
    (tmp_path / "peyk.toml").write_text(
        CONFIGURATION.replace("[delivery.", f"{ONE_TRY}[delivery.").replace(ONE_TRY, "", 1) + ONE_TRY, encoding="utf-8"
    )
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PEYK_")}
    address = urlsplit(engines.elasticsearch)
    environment = clean | {
        "PEYK_KAFKA": engines.kafka,
        "PEYK_ELASTICSEARCH": f"http://elastic:{PLANTED}password@{address.netloc}",
        "PEYK_STATE_DIR": str(tmp_path / "state"),
    }
    made = House(tmp_path, environment)
    with (tmp_path / "run.log").open("wb") as log:
        process = subprocess.Popen([str(PEYK), "run"], env=environment, cwd=tmp_path, stdout=log, stderr=log)
    try:
        made.until(lambda: "The page is at " in made.log)
        yield made
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


@pytest.mark.timeout(1200)  # a whole house starts, on a machine that may be busy
def test_planted_secrets_are_seen_nowhere(house: House, prefix: str) -> None:
    word = f"سیلاب{prefix}"
    targets = ("hook", "json", "mail", "telegram")
    house.peyk("rules", "add", word, *(part for target in targets for part in ("--deliver", target)))
    story = {"id": prefix, "source": "bakhtar", "title": f"خبر {word}", "body": f"از {word} گفتند."}
    (house.folder / "story.jsonl").write_text(json.dumps(story), encoding="utf-8")
    house.peyk("ingest", "story.jsonl")
    house.until(lambda: all(f"target={target}" in house.log for target in targets) and "secretfeed" in house.log)

    seen = {"log": house.log, "topics": _topics(house.environment["PEYK_KAFKA"])}
    seen |= {f"peyk {' '.join(arguments)}": house.peyk(*arguments) for arguments in COMMANDS}
    seen |= _pages(house, word)
    for place in (house.folder / "state").rglob("*"):
        seen |= {str(place): place.read_text("utf-8", "replace")} if place.is_file() else {}

    assert f"خبر {word}" in seen["topics"]
    assert "given-up" in seen["peyk alerts --attempts --json"]
    assert word in seen["/alerts"]
    assert {place: text[text.find(PLANTED) - 200 :][:300] for place, text in seen.items() if PLANTED in text} == {}


def _topics(kafka: str) -> str:
    """Give all that Peyk's topics hold, keys and headers too."""
    consumer = KafkaConsumer(bootstrap_servers=kafka, enable_auto_commit=False)
    names = [name for name in consumer.topics() if name.startswith("news.")]
    partitions = [TopicPartition(name, number) for name in names for number in consumer.partitions_for_topic(name)]
    consumer.assign(partitions)
    consumer.seek_to_beginning()
    ends = consumer.end_offsets(partitions)
    found: list[str] = []
    while any(consumer.position(partition) < end for partition, end in ends.items()):
        for records in consumer.poll(timeout_ms=500).values():
            found += [
                f"{record.key!r} {record.headers} {(record.value or b'').decode('utf-8', 'replace')}"
                for record in records
            ]
    consumer.close()
    return "\n".join(found)


def _pages(house: House, word: str) -> dict[str, str]:
    url = house.log.partition("The page is at ")[2].split()[0].rstrip("/")
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    _read(browser, url, "/login", urlencode({"token": TOKEN}).encode())
    house.until(lambda: word in _read(browser, url, "/alerts"))
    return {page: _read(browser, url, page) for page in PAGES}


def _read(browser: OpenerDirector, url: str, page: str, form: bytes | None = None) -> str:
    request = Request(f"{url}{page}", form, {"Origin": url})  # noqa: S310 - our own address
    with browser.open(request, timeout=60) as answer:
        return str(answer.read().decode())
