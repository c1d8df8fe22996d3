"""Where alerts can go: the [delivery.NAME] tables of peyk.toml. Rules and alerts know only the NAME."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import BeforeValidator, ConfigDict, Field, SecretStr, TypeAdapter, ValidationError

from alerts.delivery.signature import key_of


class Kind(StrEnum):
    """How a target is reached."""

    APPRISE = "apprise"
    WEBHOOK = "webhook"
    CONSOLE = "console"


class TargetRefused(ValueError):  # noqa: N818 - it names an outcome, not a fault of the program
    """A [delivery.NAME] table cannot be used; the message names the key and never repeats a value."""


def _many(value: Any) -> Any:
    return (value,) if isinstance(value, str | SecretStr) else value


Seconds = Annotated[float, Field(gt=0, le=86_400)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One place to deliver to.

    `url` is an apprise URL (mailto://..., tgram://...; it holds passwords, so it is a secret) or a webhook's http(s)
    address. `secrets` sign a webhook: every one that is listed signs, so that a receiver can change from one to the
    next. After the first attempt there are `attempts` - 1 more, `first_retry` seconds later at first and each time
    three times as long, at most `longest_retry`: with the defaults about 17 hours in all. `allow_private` lets a
    webhook go to an address inside the house. `html` is off for receivers that show plain text only.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    kind: Kind = Kind.APPRISE
    url: SecretStr = field(default_factory=lambda: SecretStr(""))
    secrets: Annotated[tuple[SecretStr, ...], BeforeValidator(_many)] = ()
    allow_private: bool = False
    html: bool = True
    timeout: Seconds = 15.0
    attempts: Annotated[int, Field(ge=1, le=50)] = 12
    first_retry: Seconds = 5.0
    longest_retry: Seconds = 4 * 3600.0

    def __post_init__(self) -> None:
        if problem := _problem(self):
            raise ValueError(problem)

    def retry_after(self, number: int) -> float | None:
        """Say how many seconds to wait after attempt `number` (from 1) failed, null when it was the last one.

        >>> [Target(kind=Kind.CONSOLE).retry_after(number) for number in (1, 2, 3, 11, 12)]
        [5.0, 15.0, 45.0, 14400.0, None]
        """
        if number >= self.attempts:
            return None
        return float(min(self.first_retry * 3 ** (number - 1), self.longest_retry))


_ADAPTER = TypeAdapter(Target)


def target_from_mapping(name: str, table: Mapping[str, Any]) -> Target:
    """Read one [delivery.NAME] table.

    Raises:
        TargetRefused: a key is unknown, missing or cannot be used.
    """
    try:
        return _ADAPTER.validate_python(dict(table))
    except ValidationError as error:
        problem = error.errors(include_url=False, include_context=False, include_input=False)[0]
        key = "".join(f"{part}: " for part in problem["loc"])
        told = "is no key of a delivery" if problem["type"] == "unexpected_keyword_argument" else problem["msg"]
        raise TargetRefused(f"[delivery.{name}] {key}{told.removeprefix('Value error, ')}") from None


def _problem(target: Target) -> str | None:
    url = target.url.get_secret_value()
    if target.kind is Kind.CONSOLE:
        return "url: a console has none" if url else None
    if target.kind is Kind.APPRISE:
        return None if "://" in url else "url: is missing; write an apprise URL such as mailto://user:password@host"
    if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
        return "url: a webhook needs an http or https address"
    if not target.secrets:
        return "secrets: a webhook is always signed; give at least one secret"
    try:
        return None if all(key_of(each.get_secret_value()) for each in target.secrets) else "secrets: one is empty"
    except ValueError as error:
        return f"secrets: {error}"
