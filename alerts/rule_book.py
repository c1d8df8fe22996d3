"""All rules in force, kept from the messages of news.rules: the newest message of each id, or none after a removal."""

from collections.abc import Mapping
from datetime import datetime

from alerts.matcher import Matcher
from alerts.rule import RULES_TOPIC, Rule, RuleRefused, Watch
from ingest.rejection import ItemRejected, Origin, Rejection, RejectReason, reject
from processors.entities.asking import IdsFor, shipped_ids


class RuleBook:
    """Every rule by its id, and those that look for words ready to be matched."""

    def __init__(self, ids_for: IdsFor = shipped_ids) -> None:
        self.rules: dict[str, Rule] = {}
        self.matcher = Matcher(ids_for=ids_for)

    @property
    def silence_rules(self) -> tuple[Rule, ...]:
        """The enabled rules that watch for sources falling silent."""
        return tuple(rule for rule in self._watching.values() if rule.enabled)

    @property
    def _watching(self) -> Mapping[str, Rule]:
        return {key: rule for key, rule in self.rules.items() if rule.watch is Watch.SILENCE}

    def take(self, key: bytes, value: bytes | None) -> Rule | None:
        """Take one message over and give the rule in it (null: a removal).

        Raises:
            RuleRefused: the message is no rule that can be used. What was in force under its id no longer is: the
                newest word on a rule counts, also when nobody can understand it.
        """
        rule_id = key.decode("utf-8", "replace")
        try:
            rule = _read(rule_id, value) if value else None
            if rule is not None:
                self.matcher.put(rule)
        except RuleRefused:
            self._drop(rule_id)
            raise
        if rule is None:
            self._drop(rule_id)
        else:
            self.rules[rule_id] = rule
        return rule

    def _drop(self, rule_id: str) -> None:
        self.rules.pop(rule_id, None)
        self.matcher.remove(rule_id)


def _read(rule_id: str, value: bytes) -> Rule:
    rule = Rule.from_bytes(value)
    if rule.id != rule_id:
        raise RuleRefused("id", f"is {rule.id}, but the message's key is {rule_id}", rule=rule.name)
    return rule


def rule_letter(refusal: RuleRefused, key: bytes, value: bytes, offset: int, at: datetime) -> Rejection:
    """Build the dead letter of a message on news.rules that is no rule; its id is the same whichever worker saw it."""
    failure = ItemRejected(RejectReason.INVALID, f"{refusal}; write the rule again with `peyk rules add`")
    place = f"{RULES_TOPIC}/0/{offset} {key.decode('utf-8', 'replace')}"
    return reject(failure, value, Origin(stage="alerts", place=place, topic=RULES_TOPIC), at)
