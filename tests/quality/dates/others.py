"""The answers of dateparser or parstdex to our date cases, as JSON for coverage.py.

Run in an environment of its own: pip install dateparser (or parstdex), then
python others.py NAME CASES_FOLDER > ANSWERS.
"""

import json
import sys
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

_TOOLS = ("dateparser", "parstdex")


def with_dateparser(case: dict[str, Any]) -> list[dict[str, Any]]:
    """Give what dateparser's search finds, its dates as one-day intervals."""
    from dateparser.search import search_dates  # noqa: PLC0415 - installed only where it is compared

    base = datetime.fromisoformat(case["published"]).replace(tzinfo=None)
    found = search_dates(case["text"], languages=["fa"], settings={"RELATIVE_BASE": base}) or []
    return [{"text": text, "from": when.date().isoformat(), "to": when.date().isoformat()} for text, when in found]


def with_parstdex() -> Any:
    """Give a function that returns the spans parstdex finds."""
    from parstdex import Parstdex  # noqa: PLC0415 - installed only where it is compared

    model = Parstdex()

    def spans(case: dict[str, Any]) -> list[dict[str, Any]]:
        found = model.extract_span(case["text"])
        both = sorted({tuple(span) for kind in ("datetime", "date", "time") for span in found.get(kind, [])})
        widest = [s for s in both if not any(o != s and o[0] <= s[0] and s[1] <= o[1] for o in both)]
        return [{"text": case["text"][begin:end].strip()} for begin, end in widest]

    return spans


def main() -> None:
    """Write the answers to standard output."""
    name, folder = sys.argv[1:]
    if name not in _TOOLS or find_spec(name) is None:
        known = " or ".join(_TOOLS)
        sys.exit(
            f"{name} is not installed here: give {known}, after `pip install {name}` in an environment of its own."
        )
    answer = with_dateparser if name == "dateparser" else with_parstdex()
    answers = {}
    for path in sorted(Path(folder).glob("*.json")):
        for case in json.loads(path.read_text(encoding="utf-8")):
            try:
                answers[f"{path.stem}: {case['label']}"] = answer(case)
            except Exception:  # noqa: BLE001 - whatever another tool fails with, it has not found the date
                answers[f"{path.stem}: {case['label']}"] = []
    sys.stdout.write(json.dumps(answers, ensure_ascii=False))


if __name__ == "__main__":
    main()
