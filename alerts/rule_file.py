"""Reads a file of rules, and says what would change if it were applied. Nothing is applied here.

    rules:                                  [[rules]]
      - name: آتش بس              or        name = "آتش بس"
        query: '"آتش بس" OR صلح'            query = '"آتش بس" OR صلح'

The file is the whole truth: a rule that it does not name is removed by applying it.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from alerts.rule import Rule, RuleRefused, rule_from_mapping


class RuleFileRefused(ValueError):  # noqa: N818 - it names an outcome, not a fault of the program
    """The file cannot be used; `problems` says all that is wrong with it, each with its line where that is known."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What applying a file would do. `changed` holds pairs of the rule before and after."""

    added: tuple[Rule, ...] = ()
    changed: tuple[tuple[Rule, Rule], ...] = ()
    removed: tuple[Rule, ...] = ()
    unchanged: int = 0

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


def plan(current: Iterable[Rule], wanted: Iterable[Rule]) -> Changes:
    """Compare the rules that are in force with those that are wanted, by id."""
    before = {rule.id: rule for rule in current}
    after = {rule.id: rule for rule in wanted}
    common = [(before[key], after[key]) for key in after if key in before]
    changed = tuple(pair for pair in common if pair[0] != pair[1])
    return Changes(
        added=tuple(rule for key, rule in after.items() if key not in before),
        changed=changed,
        removed=tuple(rule for key, rule in before.items() if key not in after),
        unchanged=len(common) - len(changed),
    )


def read_rules(
    text: str, file_name: str, check: Callable[[Rule], object] | None = None, *, zone: str | None = None
) -> tuple[Rule, ...]:
    """Read the rules of a YAML or TOML file (by the ending of its name). `check` refuses a query that has no sense.

    `zone` is the newsroom's time zone, for rules that name none.

    Raises:
        RuleFileRefused: with everything that is wrong; no rule of the file is to be used then.
    """
    records = _toml_records(text) if file_name.endswith(".toml") else _yaml_records(text)
    rules: dict[str, Rule] = {}
    problems: list[str] = []
    for place, record in records:
        try:
            rule = rule_from_mapping(record, zone=zone)
            if check is not None:
                check(rule)
        except RuleRefused as refusal:
            problems.append(f"{file_name}{place}: {refusal}")
            continue
        if rule.id in rules:
            problems.append(f"{file_name}{place}: rule {rule.name}: id: {rule.id} stands twice in this file")
        rules[rule.id] = rule
    if problems:
        raise RuleFileRefused(problems)
    return tuple(rules.values())


def _toml_records(text: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RuleFileRefused([f"not TOML: {error}"]) from error
    for number, record in enumerate(_list_of_rules(document), start=1):
        yield f", rule {number}", _mapping(record, f"rule {number}")


def _yaml_records(text: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    try:
        document = yaml.load(text, Loader=_Loader)  # noqa: S506 - it is a SafeLoader
        lines = _lines_of_rules(yaml.compose(text, Loader=_Loader))
    except yaml.YAMLError as error:
        raise RuleFileRefused([f"not YAML: {error}"]) from error
    for record, line in zip(_list_of_rules(document), lines, strict=True):
        yield f":{line}", _mapping(record, f"line {line}")


class _Loader(yaml.SafeLoader):
    """The safe loader, to which 22:00 is text: YAML 1.1 would read it as the number 1320, in base 60."""


_NUMBERS = {
    "tag:yaml.org,2002:int": re.compile(r"^[-+]?[0-9]+$"),
    "tag:yaml.org,2002:float": re.compile(r"^[-+]?[0-9]+\.[0-9]+$"),
}
_Loader.yaml_implicit_resolvers = {
    first: [(tag, _NUMBERS.get(tag, pattern)) for tag, pattern in resolvers]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _lines_of_rules(root: yaml.Node | None) -> list[int]:
    if not isinstance(root, yaml.MappingNode):
        return []
    listed = next((value for key, value in root.value if key.value == "rules"), None)
    return [node.start_mark.line + 1 for node in listed.value] if isinstance(listed, yaml.SequenceNode) else []


def _list_of_rules(document: Any) -> list[Any]:
    if not isinstance(document, dict) or not isinstance(document.get("rules"), list):
        raise RuleFileRefused(["the file must hold one list named `rules`"])
    if extra := sorted(str(key) for key in document if key != "rules"):
        raise RuleFileRefused([f"unknown key {', '.join(extra)}; the file holds one list named `rules`"])
    listed: list[Any] = document["rules"]
    return listed


def _mapping(record: Any, place: str) -> Mapping[str, Any]:
    if not isinstance(record, dict):
        raise RuleFileRefused([f"{place}: a rule is a mapping with at least `name` and `query`, not {record!r}"])
    return record
