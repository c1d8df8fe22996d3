"""Measure near-duplicate detection on articles of the corpus, altered by script, and on hard negatives.

    .venv/bin/python tests/quality/near_duplicates.py [--seed N] [--show]

Nothing of the corpus is kept: copies are made anew at each run from ../shared/corpus/news.
"""

import argparse
import json
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path

from processors.stories.outline import outline
from processors.stories.taken import Arrival
from processors.stories.window import StoryWindow

ROOT = Path(__file__).parents[2]
CORPUS = ROOT.parent / "shared" / "corpus" / "news"
CASES = Path(__file__).parents[1] / "cases" / "stories_made.json"
_START = datetime(2026, 3, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Text:
    """One article as text: paragraphs, so that copies can drop and add them."""

    title: str
    paragraphs: tuple[str, ...]

    @property
    def body(self) -> str:
        return "\n\n".join(self.paragraphs)

    @property
    def words(self) -> int:
        return len(self.body.split())


@dataclass(frozen=True, slots=True)
class Item:
    """One article of the stream: which story it is of, and how it was made."""

    id: str
    story: str
    kind: str
    text: Text


class Maker:
    """Makes altered copies and look-alikes, the same ones for the same seed."""

    def __init__(self, seed: int, texts: list[Text]) -> None:
        self.dice = random.Random(seed)  # noqa: S311 - test data
        self.texts = texts
        made = json.loads(CASES.read_text(encoding="utf-8"))
        self.respellings = [(row["iran"], row["afghanistan"]) for row in made["respellings"]]
        self.boilerplate = [row["text"] for row in made["boilerplate"]]
        self.templates = made["templates"]
        self.leads = [row["text"] for row in made["leads"]]
        self.updates = [row["text"] for row in made["updates"]]

    def copies(self) -> dict[str, Callable[[Text], Text]]:
        """Name every alteration that leaves the story the same."""
        return {
            "truncated": self.truncated,
            "re-headlined": self.reheadlined,
            "paragraph dropped": self.dropped,
            "paragraph added": self.added,
            "to Dari spelling": lambda text: self.respelled(text, 0),
            "to Iranian spelling": lambda text: self.respelled(text, 1),
            "boilerplate added": self.boilerplated,
            "letters and digits": self.relettered,
            "feed summary": self.summary,
            "half-spaces lost": self.glued,
            "half-spaces as spaces": self.spaced,
            "headline, cut, boilerplate": lambda text: self.boilerplated(self.truncated(self.reheadlined(text))),
            "respelled, dropped, boilerplate": lambda t: self.boilerplated(self.dropped(self.respelled(t, 0))),
            "relettered, glued, re-headlined": lambda t: self.relettered(self.glued(self.reheadlined(t))),
            "own headline and lead": self.own_lead,
            "live-blog update": self.live,
            "corrected figure": self.corrected,
            "headline alone": self.headline,
        }

    def truncated(self, text: Text) -> Text:
        words = re.split(r"(?<= )", text.body)
        kept = "".join(words[: max(40, int(len(words) * self.dice.uniform(0.3, 0.7)))])
        return Text(text.title, tuple((kept + self.dice.choice(["...", "…", " ادامه مطلب"])).split("\n\n")))

    def summary(self, text: Text) -> Text:
        """What a feed gives of an article: its headline and the first 25 to 40 words."""
        return Text(text.title, (" ".join(text.body.split()[: self.dice.randint(25, 40)]) + " ...",))

    def reheadlined(self, text: Text) -> Text:
        lead = re.sub(r"[«»:،.؛]", " ", text.body).split()[:14]
        other = self.dice.choice(self.texts).title.split()
        return Text(" ".join([*other[:2], *lead[4:11]]), text.paragraphs)

    def dropped(self, text: Text) -> Text:
        if len(text.paragraphs) < 3:
            return self.truncated(text)
        out = self.dice.randrange(len(text.paragraphs))
        return Text(text.title, text.paragraphs[:out] + text.paragraphs[out + 1 :])

    def added(self, text: Text) -> Text:
        extra = self.dice.choice(self.dice.choice(self.texts).paragraphs)[:600]
        place = self.dice.randint(0, len(text.paragraphs))
        return Text(text.title, (*text.paragraphs[:place], extra, *text.paragraphs[place:]))

    def respelled(self, text: Text, start: int) -> Text:
        pairs = [pair if start == 0 else pair[::-1] for pair in self.respellings]
        return _mapped(text, lambda part: _replaced(part, pairs))

    def boilerplated(self, text: Text) -> Text:
        head = self.dice.sample(self.boilerplate, 1)
        tail = self.dice.sample(self.boilerplate, 3)
        return Text(text.title, (*head, *text.paragraphs, *tail))

    def relettered(self, text: Text) -> Text:
        arabic = str.maketrans("یک۰۱۲۳۴۵۶۷۸۹", "يك٠١٢٣٤٥٦٧٨٩")
        latin = str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789")
        table = self.dice.choice([arabic, latin])
        return _mapped(text, lambda part: re.sub(r"^(\S+)", r"<p><b>\1</b>", part.translate(table)))

    def glued(self, text: Text) -> Text:
        return _mapped(text, lambda part: part.replace("\N{ZERO WIDTH NON-JOINER}", ""))

    def spaced(self, text: Text) -> Text:
        return _mapped(text, lambda part: part.replace("\N{ZERO WIDTH NON-JOINER}", " "))

    def own_lead(self, text: Text) -> Text:
        """Another outlet's copy: its own headline and first paragraph, the rest of the agency's."""
        if len(text.paragraphs) < 3:
            return self.reheadlined(text)
        lead = self.dice.choice(self.leads).format(topic=_topic(text))
        return Text(self.reheadlined(text).title, (lead, *text.paragraphs[1:]))

    def live(self, text: Text) -> Text:
        """A running report with up to three entries above what stood there before."""
        if text.words < 60:
            return self.added(text)
        new = self.dice.sample(self.updates, self.dice.randint(1, 3))
        entries = (f"ساعت {self.dice.randint(8, 22)}:{self.dice.randint(10, 59)} | {each}" for each in new)
        told = (each.format(topic=_topic(text)) for each in entries)
        return Text(f"لحظه به لحظه | {text.title}", (*told, *text.paragraphs))

    def corrected(self, text: Text) -> Text:
        """The same with one figure put right; shorter texts are bulletins, in which another figure is other news."""
        found = list(re.finditer(r"[\d۰-۹]+", text.body))
        if not found or text.words < 60:
            return self.relettered(text)
        wrong = self.dice.choice(found)
        body = text.body[: wrong.start()] + self._other_number(wrong) + text.body[wrong.end() :]
        return Text(text.title, tuple(body.split("\n\n")))

    def headline(self, text: Text) -> Text:
        """What an agency sends ahead of its story; of a few words, it is too short to go by."""
        return Text(text.title, ()) if len(text.title.split()) >= 10 else self.summary(text)

    def refigured(self, text: Text) -> Text | None:
        """Fill in every figure anew; None where there are too few for the text to be a template."""
        digits = len(re.findall(r"[\d۰-۹]+", text.body))
        if digits < 6 or digits / text.words < 0.04:
            return None
        return _mapped(text, lambda part: re.sub(r"[\d۰-۹]+", self._other_number, part))

    def _other_number(self, found: re.Match[str]) -> str:
        written = found.group()
        while True:
            new = "".join(self.dice.choice("123456789") for _ in written)
            if int(new) != int(written):
                return new

    def quoting(self, text: Text) -> Text | None:
        """Another article, of paragraphs of five, that quotes one paragraph of `text` in at most 35 % of its words."""
        quote = self.dice.choice(text.paragraphs)
        chosen = [other for other in self.dice.sample(self.texts, 6) if other is not text][:5]
        parts = [self.dice.choice(other.paragraphs) for other in chosen]
        length = len(quote.split())
        whole = length + sum(len(part.split()) for part in parts)
        parted = zip((text, *chosen), (quote, *parts), strict=True)
        if any(len(part.split()) > 0.35 * min(whole, source.words) for source, part in parted):
            return None
        parts.insert(self.dice.randint(0, len(parts)), quote)
        titles = (*chosen[:3], text)
        return Text(" ".join(word for source in titles for word in source.title.split()[:3]), tuple(parts))

    def digest(self) -> Text:
        """A round-up: the leads of six articles."""
        chosen = self.dice.sample([text for text in self.texts if len(text.paragraphs) > 3], 6)
        return Text("مهم\u200cترین خبرهای امروز", tuple(text.paragraphs[0] for text in chosen))

    def filled(self, template: dict[str, object]) -> Text:
        """Fill one template in: same sentences, other names and figures."""
        slots = template["slots"]
        assert isinstance(slots, dict)

        def fill(found: re.Match[str]) -> str:
            choice = slots[found.group(1)]
            return str(self.dice.randint(*choice) if isinstance(choice[0], int) else self.dice.choice(choice))

        title, *body = (re.sub(r"\{(\w+)\}", fill, str(part)) for part in template["text"])  # type: ignore[attr-defined]
        return Text(title, tuple(body))


def _topic(text: Text) -> str:
    return " ".join(re.sub(r"[«»{}:،.؛()/]", " ", text.title).split()[:4])


def _mapped(text: Text, change: Callable[[str], str]) -> Text:
    return Text(change(text.title), tuple(change(part) for part in text.paragraphs))


def _replaced(part: str, pairs: list[tuple[str, str]]) -> str:
    table = dict(pairs)
    pattern = "|".join(re.escape(word) for word in sorted(table, key=len, reverse=True))
    return re.sub(rf"(?<!\w)(?:{pattern})(?!\w)", lambda found: table[found.group()], part)


def corpus() -> list[Text]:
    """Every distinct article of the corpus; the few that the agency sent twice word for word are taken once."""
    found: dict[str, Text] = {}
    for file in ("fars.jsonl", "voa-dari.jsonl"):
        for line in (CORPUS / file).read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            parts = tuple(part for part in row["body"].split("\n\n") if part.strip())
            found.setdefault(row["body"], Text(row["title"], parts))
    return list(found.values())


def stream(seed: int, size: int | None = None) -> list[Item]:
    """Make a shuffled stream of the corpus, two copies of each article, and look-alikes."""
    texts = corpus()
    maker = Maker(seed, texts)
    maker.dice.shuffle(texts)
    items = [Item(f"base-{n}", f"base-{n}", "base", text) for n, text in enumerate(texts[:size])]
    items += [copy for item in items for copy in _copies(maker, item)]
    items += [alike for item in items if item.kind == "base" for alike in _look_alikes(maker, item)]
    items += [Item(f"digest-{n}", f"digest-{n}", "digest", maker.digest()) for n in range(len(items) // 60)]
    for name, template in maker.templates.items():
        made = (maker.filled(template) for _ in range(12))
        items += [Item(f"{name}-{n}", f"{name}-{n}", f"template {name}", text) for n, text in enumerate(made)]
    maker.dice.shuffle(items)
    return items


def _copies(maker: Maker, item: Item) -> Iterator[Item]:
    ways = maker.copies()
    for kind in maker.dice.sample(sorted(ways), 2):
        yield Item(f"{item.id}/{kind}", item.story, kind, ways[kind](item.text))


def _look_alikes(maker: Maker, item: Item) -> Iterator[Item]:
    quoting = maker.quoting(item.text) if maker.dice.random() < 0.3 else None
    for kind, text in (("other figures", maker.refigured(item.text)), ("quotes it", quoting)):
        if text is not None:
            yield Item(f"{item.id}/{kind}", f"{item.id}/{kind}", kind, text)


def group(items: list[Item]) -> dict[str, str]:
    """Give each item of the stream, in its order, the story that Peyk gives it."""
    window = StoryWindow()
    step = timedelta(days=6) / len(items)
    return {
        item.id: window.take(Arrival(item.id, _START + n * step, outline(item.text.title, item.text.body))).story_id
        for n, item in enumerate(items)
    }


@dataclass(frozen=True, slots=True)
class Measured:
    """Pairs of items put together rightly, wrongly, and not put together although of one story."""

    right: int
    wrong: int
    missed: int
    found_by_kind: dict[str, tuple[int, int]]
    wrong_by_kind: Counter[str]
    wrong_pairs: list[tuple[Item, Item]]
    missed_items: list[Item]

    @property
    def precision(self) -> float:
        return self.right / max(self.right + self.wrong, 1)

    @property
    def recall(self) -> float:
        return self.right / max(self.right + self.missed, 1)


def measure(items: list[Item]) -> Measured:
    """Compare the stories that Peyk makes of the stream with those it was made of, pair by pair."""
    given = group(items)
    together, truth = defaultdict(list), defaultdict(list)
    for item in items:
        together[given[item.id]].append(item)
        truth[item.story].append(item)
    put = [pair for members in together.values() for pair in combinations(members, 2)]
    wrong = [pair for pair in put if pair[0].story != pair[1].story]
    right = len(put) - len(wrong)
    missed = sum(len(members) * (len(members) - 1) // 2 for members in truth.values()) - right
    bases = {item.story: item.id for item in items if item.kind == "base"}
    found: dict[str, list[bool]] = defaultdict(list)
    missed_items = []
    for item in items:
        if item.kind != "base" and item.story in bases:
            found[item.kind].append(given[item.id] == given[bases[item.story]])
            if not found[item.kind][-1]:
                missed_items.append(item)
    kinds = Counter(" + ".join(sorted((one.kind, other.kind))) for one, other in wrong)
    return Measured(
        right,
        wrong=len(wrong),
        missed=missed,
        found_by_kind={k: (sum(v), len(v)) for k, v in found.items()},
        wrong_by_kind=kinds,
        wrong_pairs=wrong,
        missed_items=missed_items,
    )


def together(given: dict[str, str]) -> set[tuple[str, str]]:
    """Every pair of items that have one story."""
    members = defaultdict(list)
    for name, story in sorted(given.items()):
        members[story].append(name)
    return {pair for names in members.values() for pair in combinations(names, 2)}


def changed_by_order(items: list[Item], seed: int, apart: int | None) -> tuple[int, int]:
    """Count the pairs that another order of arrival changes, and all pairs.

    Items change places with those at most `apart` from them, as when several partitions are read at once; with None
    they come in any order at all.
    """
    dice = random.Random(seed)  # noqa: S311 - test data
    reach = len(items) ** 2 if apart is None else apart
    places = sorted(range(len(items)), key=lambda place: place + dice.random() * reach)
    pairs = together(group(items))
    return len(pairs ^ together(group([items[place] for place in places]))), len(pairs)


def report(seed: int, *, show: bool) -> Iterator[str]:
    """Measure one stream and tell what came out, line by line."""
    items = stream(seed)
    measured = measure(items)
    yield f"{len(items)} articles, seed {seed}: precision {measured.precision:.4f}, recall {measured.recall:.4f}"
    for kind, (found, of) in sorted(measured.found_by_kind.items()):
        yield f"  {kind:34} {found:4} of {of:4} with their original"
    yield f"wrongly together: {dict(measured.wrong_by_kind) or 'none'}"
    for apart in (50, None):
        changed, pairs = changed_by_order(items, seed, apart)
        order = "in any order" if apart is None else f"up to {apart} places from where they came"
        yield f"pairs that change when the articles come {order}: {changed} of {pairs}"
    if show:
        for one, other in measured.wrong_pairs[:40]:
            yield f"WRONG {one.kind} | {one.text.title} || {other.kind} | {other.text.title}"
        for item in measured.missed_items[:40]:
            yield f"MISSED {item.kind} {item.id} {item.text.title} {item.text.words}"


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--show", action="store_true", help="print what was put together wrongly or missed")
    chosen = options.parse_args()
    if not CORPUS.exists():
        sys.exit(f"no corpus at {CORPUS}: nothing to measure on")
    sys.stdout.writelines(f"{line}\n" for line in report(chosen.seed, show=chosen.show))


if __name__ == "__main__":
    main()
