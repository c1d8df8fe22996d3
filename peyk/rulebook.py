"""The rules in news.rules, seen from outside the workers: read them, change them."""

from collections.abc import Iterable

from alerts.rule import RULES_TOPIC, Rule, RuleRefused
from alerts.rule_file import Changes
from ingest.delivery import Outgoing
from ingest.producer import ArticleProducer
from ingest.reader import read_topic


class RuleNotSent(Exception):  # noqa: N818 - it names an outcome
    """Kafka did not take a rule; the message says which and why."""


def current_rules(kafka: str) -> tuple[Rule, ...]:
    """Read the rules that stand, in the order of their names.

    Raises:
        KafkaUnreachable: Kafka does not answer.
    """
    newest: dict[bytes, bytes | None] = {}
    for message in read_topic(kafka, RULES_TOPIC):
        newest[message.key or b""] = message.value
    rules = []
    for value in filter(None, newest.values()):
        try:
            rules.append(Rule.from_bytes(value))
        except RuleRefused:
            continue  # the alerts worker tells of it; a rule of another version of Peyk must not hide the others
    return tuple(sorted(rules, key=lambda rule: rule.name))


def change_rules(kafka: str, *, put: Iterable[Rule] = (), remove: Iterable[Rule] = ()) -> None:
    """Put and remove rules; every alert worker follows within a moment.

    Raises:
        KafkaUnreachable, RuleNotSent: Kafka did not take a change.
    """
    problems: list[str] = []
    with ArticleProducer(kafka) as producer:
        messages = [Outgoing(RULES_TOPIC, rule.id.encode(), rule.to_bytes()) for rule in put]
        messages += [Outgoing(RULES_TOPIC, rule.id.encode(), None) for rule in remove]
        for message in messages:
            producer.send(message, lambda problem: problems.append(problem) if problem else None)
        producer.drain()
    if problems:
        raise RuleNotSent(f"Kafka did not take a rule: {problems[0]}")


def apply_changes(kafka: str, changes: Changes) -> None:
    """Carry out what a rule file changes.

    Raises:
        KafkaUnreachable, RuleNotSent: Kafka did not take a change.
    """
    change_rules(kafka, put=(*changes.added, *(new for _, new in changes.changed)), remove=changes.removed)
