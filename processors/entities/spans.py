"""Names put together: what the statistical tagger saw, what the gazetteer knows, and the head words that join them."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import takewhile

from processors.entities.chains import heads_of
from processors.entities.edges import VERB_BEGINS, edge_words
from processors.entities.features import common_word, given_name, peoples
from processors.entities.gazetteer import Match, folded
from processors.entities.heads import is_counted, joins, only_heads, past_basis
from processors.entities.known import DATA, read_rows
from processors.entities.press import quoted_papers
from processors.entities.tokens import Token

BRACKETS = {"(": ")", "«": "»"}
_OFFICES = ("وزیر", "وزرای")
_COMPANY = "شرکت"
_TELLING = ("باشگاه", "تیم", "روزنامه", "خبرگزاری")
"""Heads by which a name is known though it is an ordinary word without them."""

_NATIONAL_TEAM = ("تیم", "ملی")
_NEVER_FIRST = {"place": ("never-first", "region-end")}
_ENDINGS = frozenset(("ها", "های", "هایی"))
"""Written apart from the word that they end, which is no part of the name: دامنه های البرز."""

_FULL_NAME = 2
_HONOUR = "حضرت"
_STATE = {"-afg": frozenset(("Q889", "Q42418")), "-ir": frozenset(("Q794",))}
"""What ends the id of a state's own body, and the ids by which the state is named."""
_STATES = ("place", "organization")
_LAST_WORDS = {"person": "surname-end", "place": "region-end"}
_LABEL_TYPES = {"PER": "person", "LOC": "place", "ORG": "organization", "EVE": "event"}


@dataclass(frozen=True, slots=True)
class Span:
    """Words `first` to `last` (excluded) are a name of that type; `match` is what the gazetteer knows of it."""

    first: int
    last: int
    type: str
    match: Match | None = None


def spans_of(labels: Iterable[str]) -> list[Span]:
    """The names that a row of B-, I- and O labels stands for."""
    found: list[Span] = []
    for index, label in enumerate(labels):
        kind = _LABEL_TYPES.get(label[2:])
        if kind is None:
            continue
        if label.startswith("I") and found and found[-1].last == index and found[-1].type == kind:
            found[-1] = Span(found[-1].first, index + 1, kind)
        else:
            found.append(Span(index, index + 1, kind))
    return found


def settle(words: Sequence[Token], tagged: Iterable[Span], matches: Iterable[Match]) -> list[Span]:
    """Decide the names of a text: trimmed, completed with known names, and joined to the head words before them."""
    known = (*matches, *quoted_papers(words))
    beginning: dict[int, list[Match]] = {}
    ending: dict[int, list[Match]] = {}
    for match in known:
        beginning.setdefault(match.first, []).append(match)
        ending.setdefault(match.last, []).append(match)
    ruled = (_without_ruler(span, ending) for span in tagged)
    parted = [part for span in ruled for part in _parted(words, span)]
    trimmed = [span for span in (_trimmed(words, span) for span in parted) if span]
    begins = {match.first for match in known if match.sure}
    named = (span for span in trimmed if not _is_portfolio(words, span, begins))
    offices = [_office(words, _played(words, span, ending), ending.get(span.last, ())) for span in named]
    whole = [_lying_in(words, _continued(words, span), ending) for span in _with_known(words, offices, known)]
    identified = (_identified(words, span, ending) for span in joined(words, whole))
    known_whole = (_of_its_state(each, beginning.get(each.first, ()), ending.get(each.last, ())) for each in identified)
    return [_closed(words, span) for span in known_whole]


def _identified(words: Sequence[Token], span: Span, ending: Mapping[int, Sequence[Match]]) -> Span:
    """A name that the tagger drew with its head words, with the identity of the known name that they leave as it is.

    A company is the same with its country behind it: شرکت گازپروم روسیه.
    """
    head = folded(words[span.first].text)
    if span.match or (head, span.type) not in joins():
        return span
    countries = (match.first for match in ending.get(span.last, ()) if head == _COMPANY and _is_place(match))
    within = (match for last in (span.last, *countries) for match in ending.get(last, ()))
    doubted = span.type == "organization" and head in _TELLING
    named = (match for match in within if (match.sure or doubted) and match.first >= span.first)
    found = next((match for match in named if only_heads(words[span.first : match.first], span.type)), None)
    return replace(span, match=found) if found else span


def _closed(words: Sequence[Token], span: Span) -> Span:
    """A name with the bracket behind it that closes one within: حزب «نورآتن»."""
    if span.type == "person" or span.match or span.last == len(words):
        return span
    texts, closing = [word.text for word in words[span.first : span.last]], words[span.last].text
    opened = any(mark in texts for mark, close in BRACKETS.items() if close == closing)
    return replace(span, last=span.last + 1) if opened and closing not in texts else span


def _of_its_state(span: Span, beginning: Iterable[Match], ending: Iterable[Match]) -> Span:
    """A state's own body named with its state, with its identity: وزارت صحت عامهٔ حکومت طالبان."""
    if span.match or span.type != "organization":
        return span
    states = frozenset(each.known.id for match in ending if match.sure for each in match.candidates)
    bodies = (match for match in beginning if match.sure and match.last < span.last)
    own = (match for match in bodies if not states.isdisjoint(_state_of(match.candidates[0].known.id)))
    found = next(own, None)
    return replace(span, match=found) if found else span


def _state_of(identity: str) -> frozenset[str]:
    return next((ids for end, ids in _STATE.items() if identity.endswith(end)), frozenset())


def _continued(words: Sequence[Token], span: Span) -> Span:
    """A name with its last word: a family name's second part (ابوترابی فرد), the part of a region (آفریقای مرکزی)."""
    last = span.last
    role = _LAST_WORDS.get(span.type)
    if role is None or last == len(words) or words[last].line != words[span.first].line:
        return span
    ends = folded(words[last].text) in edge_words(role)
    return replace(span, last=last + 1, match=None) if ends else span


def _parted(words: Sequence[Token], span: Span) -> Iterator[Span]:
    """The places of a span that names one within another: ولسوالی جرم ولایت بدخشان is a district and its province."""
    first = span.first
    for index in range(span.first + 2, span.last - 1):
        if span.type == "place" and index - first > 1 and (folded(words[index].text), "place") in joins():
            yield replace(span, first=first, last=index)
            first = index
    yield _from(span, first)


def _without_ruler(span: Span, ending: Mapping[int, Sequence[Match]]) -> Span:
    """A known place without the known person whose it is: ترکیهٔ اردوغان."""
    for person in ending.get(span.last, ()) if span.type == "place" else ():
        own = (match.first for match in ending.get(person.first, ()) if _is_place(match))
        if person.sure and person.candidates[0].known.type == "person" and span.first in own:
            return replace(span, last=person.first)
    return span


def _trimmed(words: Sequence[Token], span: Span) -> Span | None:
    first, last = span.first + is_counted(words, span.first, span.type), span.last
    if span.type == "organization":
        first = past_basis(words, first, last)
    while first < last and not _can_end(words[last - 1].text):
        last -= 1
    while first < last and (outside := _outside(words[first:last], span.type)):
        first += outside
    if first >= last or (last - first == 1 and folded(words[first].text) in _never(span.type)):
        return None
    if span.type == "organization" and _is_money(words[first:last]):
        return None
    return span if (first, last) == (span.first, span.last) else replace(span, first=first, last=last)


def _is_money(words: Sequence[Token]) -> bool:
    """Whether it is a currency by its people: ریال سعودی."""
    *first, last = (folded(word.text) for word in words)
    return last in peoples() and len(first) == 1 and first[0] in edge_words("never-first")


def _office(words: Sequence[Token], span: Span, ending: Iterable[Match]) -> Span:
    """The place alone of what stands with it: وزیر خارجهٔ روسیه is an office and a place, ریال قطر money and one."""
    office = span.first > 0 and folded(words[span.first - 1].text) in _OFFICES
    if span.type == "organization" and (office or folded(words[span.first].text) in edge_words("never-first")):
        for match in ending:
            if match.sure and match.first > span.first:
                return Span(match.first, match.last, match.candidates[0].known.type, match)
    return span


def _is_portfolio(words: Sequence[Token], span: Span, begins: Container[int]) -> bool:
    """Whether it is what a minister of the named state or body behind it has to do with: وزیر خارجهٔ طالبان."""
    minister = span.first > 0 and folded(words[span.first - 1].text) in _OFFICES
    return minister and span.type == "organization" and _past_former(words, span.last) in begins


def _lying_in(words: Sequence[Token], span: Span, ending: Mapping[int, Sequence[Match]]) -> Span:
    """A place drawn with the one that it lies in, with its own identity: شهر لاهور پاکستان is Lahore."""
    for match in ending.get(span.last, ()) if span.type == "place" and not span.match else ():
        inner = (each for each in ending.get(match.first, ()) if each.first >= span.first and _is_place(each))
        first = (each for each in inner if only_heads(words[span.first : each.first], "place"))
        if span.first < match.first and _is_place(match) and (found := next(first, None)):
            return replace(span, match=found)
    return span


def _is_place(match: Match) -> bool:
    return match.sure and match.candidates[0].known.type == "place"


def _played(words: Sequence[Token], span: Span, ending: Mapping[int, Sequence[Match]]) -> Span:
    """A national team without the one that it played: «تیم ملی ایران عراق را برد»."""
    if tuple(folded(word.text) for word in words[span.first : span.first + 2]) != _NATIONAL_TEAM:
        return span
    country = any(match.sure for match in ending.get(span.last - 1, ()))
    other = any(match.sure and match.first == span.last - 1 for match in ending.get(span.last, ()))
    return replace(span, last=span.last - 1) if country and other else span


def _outside(words: Sequence[Token], kind: str) -> int:
    """How many words at the beginning of a span are signs, a title, be it written apart (حجت الاسلام), or a role."""
    key = folded(words[0].text)
    if not key[:1].isalnum() or key in _ENDINGS:
        return 1
    if kind != "person":
        return int(len(words) > 1 and key in edge_words("fixture", *_NEVER_FIRST.get(kind, ())))
    after = folded(words[1].text) if len(words) > 1 else ""
    if after and key + after in _titles():
        return 2
    if key in _titles() or (key == _HONOUR and after in _titles()):
        return 1
    led = key in heads_of("role") and not given_name(key) and not common_word(after)
    return int(len(words) > _FULL_NAME and led)


def _can_end(word: str) -> bool:
    """Whether a name may end with the word: not with a sign, a preposition or a common verb."""
    key = folded(word)
    return key[:1].isalnum() and key not in edge_words("never-last") and not word.startswith(VERB_BEGINS)


@cache
def _titles() -> frozenset[str]:
    rows = read_rows((DATA / "cue_words.tsv").read_text("utf-8"))
    return frozenset(folded(row["word"]) for row in rows if row["kind"] == "title")


@cache
def _never(kind: str) -> frozenset[str]:
    rows = read_rows((DATA / "common_nouns.tsv").read_text("utf-8"))
    return frozenset(folded(row["word"]) for row in rows if row["kind"] in (kind, "any"))


@dataclass(frozen=True, slots=True)
class _Cue:
    type: str
    unless: str
    named: str


@cache
def _cues() -> dict[str, tuple[_Cue, ...]]:
    """By folded word what it says of the doubtful spelling after it."""
    cues: dict[str, tuple[_Cue, ...]] = {}
    for row in read_rows((DATA / "cues.tsv").read_text("utf-8")):
        word = folded(row["word"])
        cue = _Cue(row["type"], row.get("unless", ""), row.get("named", ""))
        cues[word] = (*cues.get(word, ()), cue)
    return cues


def _cued(words: Sequence[Token], match: Match, places: frozenset[int]) -> str | None:
    """The type that the word before a doubtful spelling gives it; null when it gives none."""
    for cue in _cues().get(folded(words[match.first - 1].text), ()) if match.first else ():
        fitting = (each.known for each in match.candidates if each.known.type == cue.type)
        if (cue.named or not match.sure) and any(known.name.startswith(cue.named) for known in fitting):
            return None if cue.unless and _past_former(words, match.last) in places else cue.type
    return None


def _past_former(words: Sequence[Token], index: int) -> int:
    """The word itself, or the one after adjectives of time in office (وزیر خارجهٔ پیشین روسیه)."""
    while index < len(words) and folded(words[index].text) in edge_words("office"):
        index += 1
    return index


def _with_known(words: Sequence[Token], tagged: Sequence[Span], matches: Sequence[Match]) -> list[Span]:
    # By word the span that it is in: to look through all spans for each match would cost the square of a long text.
    holding = {index: span for span in tagged for index in range(span.first, span.last)}
    sure = (match for match in matches if match.sure and match.candidates[0].known.type in _STATES)
    places = frozenset(match.first for match in sure)
    for match in matches:
        held = ((index, holding[index]) for index in range(match.first, match.last) if index in holding)
        over = [span for index, span in held if index in (span.first, match.first)]
        cued = _cued(words, match, places)
        if cued and all(match.first <= span.first and span.last <= match.last for span in over):
            known: Span | None = Span(match.first, match.last, cued, match)
        else:
            known = _settled(match, over)
        if known:
            for index in range(match.first, match.last):
                holding.pop(index, None)
            known = _untitled(words, known)
            holding |= dict.fromkeys(range(known.first, known.last), known)
    return [span for index, span in sorted(holding.items()) if index == span.first]


def _untitled(words: Sequence[Token], span: Span) -> Span:
    """A known person's span without the titles before the name, unless it begins so (سردار آزمون، امیر نظام)."""
    first = span.first
    if span.type == "person" and span.match:
        begun = {folded(each.known.name.split()[0]) for each in span.match.candidates}
        while first < span.last - 1 and (key := folded(words[first].text)) in _titles():
            if key in begun or key + folded(words[first + 1].text) in begun:
                break
            first += 1
    return _from(span, first)


def _from(span: Span, first: int) -> Span:
    return span if first == span.first else replace(span, first=first)


def _settled(match: Match, over: Sequence[Span]) -> Span | None:
    """The name to set in place of those that a known name overlaps; null when they stay as they are."""
    types = {candidate.known.type for candidate in match.candidates}
    if not over:
        return Span(match.first, match.last, match.candidates[0].known.type, match) if match.sure else None
    if len(over) == 1 and (over[0].first, over[0].last) == (match.first, match.last):
        kind = over[0].type if over[0].type in types or not match.sure else match.candidates[0].known.type
        return Span(match.first, match.last, kind, match)
    covered = all(match.first <= span.first and span.last <= match.last for span in over)
    if covered and (match.sure or over[0].type in types):
        kind = over[0].type if len(over) == 1 and over[0].type in types else match.candidates[0].known.type
        return Span(match.first, match.last, kind, match)
    return None


def joined(words: Sequence[Token], spans: Iterable[Span]) -> list[Span]:
    """Names with the head words before them that belong to them, where the tagger or an annotator left those out."""
    done: list[Span] = []
    for span in spans:
        whole = span
        while whole.first and words[whole.first - 1].line == words[whole.first].line:
            head = _before_titles(words, whole)
            if is_counted(words, head, whole.type):
                break
            if head < whole.first - 1 and folded(words[head].text) == _HONOUR:
                break  # حضرت محمد is a name; before a title it is one more title
            if head and folded(words[head].text) in edge_words("between") and words[head - 1].line == words[head].line:
                head -= 1
            join = joins().get((folded(words[head].text), whole.type))
            if join is None or (done and done[-1].last > head):
                break
            kind, kept = join
            whole = Span(head, whole.last, kind, whole.match if kept else None)
        if done and done[-1].last == whole.first and folded(words[whole.first - 1].text) in _titles():
            # An institution named after a person: the tagger parted دانشگاه شهید from the person's name.
            done[-1] = Span(done[-1].first, whole.last, done[-1].type)
        elif done and _surname(words, done[-1], whole):
            done[-1] = Span(done[-1].first, whole.last, "person")
        else:
            whole = _named_in_full(words, whole, done)
            while done and done[-1].last > whole.first:
                done.pop()
            done.append(whole)
    return done


def _named_in_full(words: Sequence[Token], span: Span, before: Sequence[Span]) -> Span:
    """A known family name with the given names right before it: another person of that family (احمد ولی کرزی)."""
    first = span.first
    if span.type == "person" and span.match and span.last - span.first == 1:
        while first and words[first - 1].line == words[span.first].line and given_name(folded(words[first - 1].text)):
            first -= 1
        near = takewhile(lambda each: each.last > first, reversed(before))
        tagged = {index for each in near if each.type == "person" for index in range(each.first, each.last)}
        while first < span.first and first not in tagged and _is_ordinary(folded(words[first].text)):
            first += 1
    return span if first == span.first else Span(first, span.last, "person")


def _is_ordinary(key: str) -> bool:
    return common_word(key) or key in edge_words("never-last") or key in _titles()


def _surname(words: Sequence[Token], before: Span, span: Span) -> bool:
    """Whether a place's name right after a given name is a family name (دیوید کامرون)."""
    alone = before.last - before.first == 1 and span.last - span.first == 1
    near = before.last == span.first and span.type == "place" and before.type == "person"
    return alone and near and given_name(folded(words[before.first].text))


def _before_titles(words: Sequence[Token], span: Span) -> int:
    """The word before a name: before the title too, where a person has one (دانشگاه شهید باهنر)."""
    head = span.first - 1
    return head - 1 if span.type == "person" and head and folded(words[head].text) in _titles() else head
