"""What Peyk says in English is there in Persian for the pages, and hostile words stay words."""

import ast
import inspect
from types import ModuleType

import pytest

import alerts.rule
import processors.dates.reading
import processors.dates.resolve
import processors.dates.resolve_moments
import processors.query
import processors.stories.trace
from peyk.web.sentences import known, persian
from processors.explain import reasons


def _said(module: ModuleType, makers: set[str], argument: int) -> list[str]:
    """Find the sentences that a module gives to the calls named, with 7 for whatever it fills in."""
    calls = (node for node in ast.walk(ast.parse(inspect.getsource(module))) if isinstance(node, ast.Call))
    told = (
        call.args[argument] for call in calls if getattr(call.func, "id", "") in makers and len(call.args) > argument
    )
    return list(filter(None, map(_text, told)))


def _text(node: ast.expr) -> str:
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values):
            return "".join(part.value if isinstance(part, ast.Constant) else "7" for part in values)  # type: ignore[misc]  # text between braces is a str
    return ""


QUERY = _said(processors.query, {"QueryError"}, 0)
RULE = _said(alerts.rule, {"RuleRefused"}, 1)


@pytest.mark.parametrize("sentence", [*QUERY, *RULE, *reasons().values()])
def test_every_sentence_is_there_in_persian(sentence: str) -> None:
    assert known(sentence)
    assert 'dir="ltr"' not in str(persian(sentence)).replace('<bdi dir="ltr">entity:Q22686</bdi>', "")


def test_the_sentences_were_found() -> None:
    assert len(QUERY) >= 13
    assert len(RULE) >= 4


def _begun(module: ModuleType, *begins: str) -> list[str]:
    """Find the sentences of a module that begin so, with 7 for whatever it fills in."""
    nodes = list(ast.walk(ast.parse(inspect.getsource(module))))
    within = {part for node in nodes if isinstance(node, ast.JoinedStr) for part in node.values}
    told = [_text(node) for node in nodes if isinstance(node, ast.Constant | ast.JoinedStr) and node not in within]
    return [text for text in told if text.startswith(begins) and "─►" not in text]


def test_every_sentence_of_a_trace_is_there() -> None:
    begins = ("it ", "its ", "nothing ", "search has", "7 is past", "7 rejected", "story 7", "version 7")
    sentences = _begun(processors.stories.trace, *begins)
    assert len(sentences) >= 12
    assert [text for text in sentences if not known(text)] == []


def test_what_is_odd_about_a_date_is_told_in_persian() -> None:
    modules = (processors.dates.resolve, processors.dates.resolve_moments, processors.dates.reading)
    begins = ("the end ", "there is", "month 7", "that month", "7 is a", "the date is", "this is 7")
    sentences = [text for module in modules for text in _begun(module, *begins)]
    assert len(sentences) == 7
    assert [text for text in sentences if not known(text)] == []
    assert "یکشنبه" in str(persian("2026-11-24 is a Tuesday, not a Sunday"))


def test_what_fills_a_sentence_is_escaped_and_numbers_are_persian() -> None:
    told = str(persian("story <b>x</b>: a new version of it"))
    assert "<b>" not in told
    assert "نسخهٔ تازه" in told
    assert "۵۰" in str(persian("words may stand at most 50 apart"))


def test_an_unknown_sentence_stays_and_is_escaped() -> None:
    assert str(persian("<script>\u202e")) == '<bdi dir="ltr">&lt;script&gt;</bdi>'
