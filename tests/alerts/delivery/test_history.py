"""Who was told what is known as long as Kafka knows it, and no longer."""

from datetime import UTC, datetime, timedelta

from alerts.alert import AlertKind
from alerts.delivery.attempt import Attempt, Outcome
from alerts.delivery.history import History

NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)
WEEK = timedelta(days=7)


def attempt(alert: str, at: datetime, outcome: Outcome = Outcome.DELIVERED) -> Attempt:
    return Attempt(
        alert_id=alert,
        rule_id="r",
        kind=AlertKind.MATCH,
        target="desk",
        number=1,
        outcome=outcome,
        at=at,
        message_id=alert,
    )


def test_what_kafka_has_forgotten_is_forgotten() -> None:
    history = History(WEEK)
    history.note(attempt(str(day), NOW + timedelta(days=day)) for day in range(100))

    assert {each.alert_id for each in history.of("desk")} == {str(day) for day in range(92, 100)}
    assert history.last("desk", "91") is None


def test_a_delivery_that_goes_on_is_remembered_from_its_newest_attempt() -> None:
    history = History(WEEK)
    history.note([attempt("old", NOW, Outcome.FAILED), attempt("between", NOW + timedelta(days=1))])
    history.note([attempt("old", NOW + timedelta(days=6)), attempt("new", NOW + timedelta(days=10))])

    assert sorted(each.alert_id for each in history.of("desk")) == ["new", "old"]


def test_attempts_of_the_year_one_are_no_trouble() -> None:
    history = History(WEEK)
    history.note([attempt("a", datetime.min.replace(tzinfo=UTC))])

    assert history.last("desk", "a") is not None
