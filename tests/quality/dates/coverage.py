# ruff: noqa: T201 - a report prints
"""How many of our date cases are got right, by kind: tag_dates, and any other tool whose answers are given.

Run: python tests/quality/dates/coverage.py [NAME=ANSWERS.json ...]. Answers come from others.py beside this file, run
in an environment of its own where dateparser or parstdex is installed; neither is a dependency of Peyk. A case counts
for `exact` when spans, intervals and kinds are all right, for `days` when spans and days are, for `spans` when the
spans are.
"""

import json
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from processors.tag_dates import tag_dates

CASES = Path(__file__).parents[2] / "cases/dates"
Answer = list[dict[str, Any]]
LEVELS: dict[str, Callable[[dict[str, Any]], tuple[Any, ...]]] = {
    "exact": lambda m: (m["text"], m["kind"], m["from"], m["to"], m["calendar"], bool(m.get("conflict"))),
    "days": lambda m: (m["text"], (m["from"] or "")[:10], (m["to"] or "")[:10]),
    "spans": lambda m: (m["text"],),
}


def ours(case: dict[str, Any]) -> Answer:
    """Give the answer of tag_dates to a case."""
    found = tag_dates(case["text"], datetime.fromisoformat(case["published"]), case.get("zone"))
    return [
        {"text": m.text, "kind": m.kind, "from": m.from_, "to": m.to, "calendar": m.calendar, "conflict": m.conflict}
        for m in found
    ]


def right(answer: Answer, case: dict[str, Any], level: str) -> bool:
    """Say whether an answer is right at `level`; a case without dates wants none."""
    try:
        return [LEVELS[level](m) for m in answer] == [LEVELS[level](m) for m in case["expected"]]
    except KeyError:
        return False  # the tool gives no such thing (parstdex gives no intervals)


def main() -> None:
    """Print one line per kind of case: cases with dates right at each level, and cases without dates left alone."""
    given = dict(argument.split("=", 1) for argument in sys.argv[1:])
    others = {name: json.loads(Path(file).read_text(encoding="utf-8")) for name, file in given.items()}
    columns = [("tag_dates", "exact"), *((name, level) for name in others for level in ("days", "spans"))]
    heads = [f"{name} {level}" for name, level in columns] + [f"{name} no date" for name in ("tag_dates", *others)]
    print("| kind | " + " | ".join(heads) + " |")
    for path in [*sorted(CASES.glob("*.json")), None]:
        cases = [
            (p.stem, c)
            for p in sorted(CASES.glob("*.json"))
            if path in {p, None}
            for c in json.loads(p.read_text("utf-8"))
        ]
        answers = {"tag_dates": [ours(c) for _, c in cases]}
        answers |= {
            name: [found.get(f"{stem}: {c['label']}", []) for stem, c in cases] for name, found in others.items()
        }
        cells = []
        for name, level in [*columns, *((name, "none") for name in answers)]:
            asked = [
                (a, c)
                for a, (_, c) in zip(answers[name], cases, strict=True)
                if bool(c["expected"]) != (level == "none")
            ]
            good = sum(not a if level == "none" else right(a, c, level) for a, c in asked)
            cells.append(f"{good}/{len(asked)}")
        print(f"| {path.stem if path else 'all'} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
