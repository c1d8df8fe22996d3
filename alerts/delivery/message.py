"""What a person reads: headline, matched sentence with the match marked, source, time and link, right to left."""

import hashlib
import html
import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from alerts.alert import Alert, AlertKind, Sentence, alert_document
from alerts.delivery.bidi import isolated, left_to_right, one_line, right_to_left_line
from alerts.delivery.moments import digits, written


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message, for every kind of receiver: `text` and `html` for people, `body` (JSON) for a webhook.

    `id` is the idempotency key: the same for every attempt to send these alerts.
    """

    id: str
    title: str
    text: str
    html: str
    body: bytes
    repeat: bool = False


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a message: the zone of its times, and the language of what is said beside the news itself."""

    zone: ZoneInfo
    language: Literal["fa", "prs"] = "fa"


def message(alerts: Sequence[Alert], reader: Reader, *, repeat: bool = False) -> Message:
    """Write the message that tells `alerts` (one, or those of a digest, at least one).

    `repeat` adds the line that it may have come before.
    """
    words = _words(reader.language)
    title = _title(alerts, words)
    notice = [words["repeat"]] if repeat else []
    text = "\n\n".join((*notice, *(_text(alert, reader) for alert in alerts)))
    body = {"id": message_id(alerts), "repeat": repeat, "alerts": [alert_document(alert) for alert in alerts]}
    return Message(
        id=message_id(alerts),
        title=title,
        text=text,
        html=_page(notice, [_html(alert, reader) for alert in alerts], reader.language),
        body=json.dumps(body, ensure_ascii=False).encode(),
        repeat=repeat,
    )


def message_id(alerts: Sequence[Alert]) -> str:
    """Name the message: the alert's own id, or an id made of those in a digest."""
    if len(alerts) == 1:
        return alerts[0].id
    whole = "\0".join(sorted(alert.id for alert in alerts))
    return "digest-" + hashlib.blake2b(whole.encode(), digest_size=12).hexdigest()


@cache
def _words(language: str) -> Mapping[str, str]:
    text = files("alerts").joinpath("data", "messages.toml").read_text(encoding="utf-8")
    words: Mapping[str, str] = tomllib.loads(text)[language]
    return words


def _title(alerts: Sequence[Alert], words: Mapping[str, str]) -> str:
    first = alerts[0]
    name = isolated(first.rule_name)
    if len(alerts) > 1:
        return right_to_left_line(f"{name}: {digits(len(alerts))} {words['digest']}")
    headline = isolated(_headline(first, words))
    if first.kind is AlertKind.MATCH:
        return right_to_left_line(f"{name}: {headline}")
    return right_to_left_line(f"{words[first.kind]} - {name}: {headline}")


def _headline(alert: Alert, words: Mapping[str, str]) -> str:
    if alert.kind is AlertKind.QUIET_SOURCE:
        return alert.source
    return alert.title or (alert.sentence.text if alert.sentence else "") or words["untitled"]


def _facts(alert: Alert, reader: Reader) -> list[tuple[str, str]]:
    words = _words(reader.language)
    facts = [(words["source"], alert.source)]
    if alert.published_at:
        facts.append((words["published"], written(alert.published_at, reader.zone, reader.language)))
    facts.append((words["arrived"], written(alert.arrived_at, reader.zone, reader.language)))
    return [*facts, (words["rule"], alert.rule_name)]


def _text(alert: Alert, reader: Reader) -> str:
    words = _words(reader.language)
    lines = [] if alert.kind is AlertKind.MATCH else [words[alert.kind]]
    lines.append(one_line(_headline(alert, words)))
    if alert.note:
        lines.append(one_line(alert.note))
    if alert.sentence:
        lines.append(one_line(marked(alert.sentence, "*", "*")))
    lines += [f"{name}: {isolated(value)}" for name, value in _facts(alert, reader)]
    if link := safe_link(alert.url):
        lines.append(f"{words['link']}: {left_to_right(link)}")
    return "\n".join(right_to_left_line(line) for line in lines)


def _html(alert: Alert, reader: Reader) -> str:
    words = _words(reader.language)
    kind = "" if alert.kind is AlertKind.MATCH else f"<p><strong>{html.escape(words[alert.kind])}</strong></p>"
    headline = f"<bdi>{html.escape(one_line(_headline(alert, words)))}</bdi>"
    if link := safe_link(alert.url):
        headline = f'<a href="{html.escape(link)}">{headline}</a>'
    parts = [kind, f"<h3>{headline}</h3>"]
    if alert.note:
        parts.append(f"<p>{html.escape(one_line(alert.note))}</p>")
    if alert.sentence:
        parts.append(f"<p>{_marked_html(alert.sentence)}</p>")
    facts = (f"{html.escape(name)}: <bdi>{html.escape(one_line(value))}</bdi>" for name, value in _facts(alert, reader))
    return "".join((*parts, f"<p>{'<br>'.join(facts)}</p>"))


def _page(notice: Sequence[str], parts: Sequence[str], language: str) -> str:
    told = "".join(f"<p><em>{html.escape(line)}</em></p>" for line in notice)
    return f'<div dir="rtl" lang="{language}">{told}{"<hr>".join(parts)}</div>'


def marked(sentence: Sentence, before: str, after: str) -> str:
    """Give the text of `sentence` with each match between `before` and `after`.

    >>> marked(Sentence(text="the end of war", marks=((11, 14),)), "[", "]")
    'the end of [war]'
    """
    return "".join(f"{before}{part}{after}" if hit else part for part, hit in _parts(sentence))


def _marked_html(sentence: Sentence) -> str:
    safe = ((html.escape(part), hit) for part, hit in _parts(sentence))
    return one_line("".join(f"<mark>{part}</mark>" if hit else part for part, hit in safe))


def _parts(sentence: Sentence) -> Iterator[tuple[str, bool]]:
    done = 0
    for start, end in sorted(sentence.marks):
        if start >= done:
            yield sentence.text[done:start], False
            yield sentence.text[start:end], True
            done = end
    yield sentence.text[done:], False


def safe_link(url: str | None) -> str | None:
    """Give `url` if it is one that a reader may follow (http, https), else null."""
    return url if url and urlsplit(url).scheme in {"http", "https"} else None
