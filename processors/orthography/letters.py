"""Write Persian words with Persian letters: Arabic yeh and kaf, Urdu heh, Arabic digits. One letter for one."""

import re
from collections.abc import Iterator
from functools import lru_cache

from processors.orthography.edits import Edit
from processors.orthography.lexicon import lexicon
from processors.orthography.rules import REPAIRS
from processors.orthography.runs import FOREIGN_LETTERS, FOREIGN_WORD, Spans
from processors.orthography.whole_words import is_whole_word
from processors.orthography.words import WORD

_RULES = {
    rule.written: rule
    for rule in REPAIRS
    if rule.scope == "persian" and len(rule.written) == len(rule.standard) == 1 and rule.written.isalnum()
}
_TABLE = str.maketrans({written: rule.standard for written, rule in _RULES.items()})
# Persian only by mistake, so a word that no list knows may be Urdu or Kurdish; runs.has_sign() knows these letters.
_DOUBTFUL = frozenset("ےہھەۂ")
_PLAIN = tuple((written, rule.standard) for written, rule in _RULES.items() if written not in _DOUBTFUL)
_ANY = "\u0620-\u065f\u066e-\u06d3\u06d5\u06fa-\u06ff\u200c"
_UNLIKELY_LETTER = re.compile(f"[{FOREIGN_LETTERS}{''.join(sorted(_DOUBTFUL))}]")
_WORD = re.compile(f"[{_ANY}]+")
_YEH_AND_HAMZA = "\u06cc\u0654"
_LINE = re.compile("[^\n]+")


def mended_throughout(text: str) -> str:
    """Repair the letters of a text that has no foreign word in it. Every place in it stays the same.

    >>> mended_throughout("كتاب علي")
    'کتاب علی'
    """
    for written, standard in _PLAIN:
        text = text.replace(written, standard)
    return text


def mended(text: str, kept: Spans) -> str:
    """Repair the letters of the Persian words outside the spans `kept`. Every place in the text stays the same."""
    right = mended_throughout(text)
    exceptions = [(start, end, text[start:end]) for start, end in kept]
    exceptions += _unlikely_words(text)
    out: list[str] = []
    at = 0
    # The longest of those that begin together goes first: it holds the others.
    for start, end, word in sorted(exceptions, key=lambda exception: (exception[0], -exception[1])):
        if start >= at:
            out += (right[at:start], word)
            at = end
    out.append(right[at:])
    return "".join(out)


def has_doubtful_letters(text: str) -> bool:
    """Tell whether `text` has letters that few Persian words have, so that each of its words decides for itself."""
    return _UNLIKELY_LETTER.search(text) is not None


def _unlikely_words(text: str) -> Iterator[tuple[int, int, str]]:
    """Find the words with a letter that few Persian words have, and how each of them should be written."""
    # Only lines with such a letter are cut into words: searching for it alone is many times as fast.
    for line in _LINE.finditer(text) if has_doubtful_letters(text) else ():
        if not _UNLIKELY_LETTER.search(text, *line.span()):
            continue
        for word in _WORD.finditer(text, *line.span()):
            if _UNLIKELY_LETTER.search(word[0]):
                yield (*word.span(), _doubtful_word(word[0]))


@lru_cache(maxsize=65_536)
def _doubtful_word(word: str) -> str:
    right = word.translate(_TABLE)
    # With its hamza such a yeh would be another letter, and one code point shorter.
    known = (right in lexicon().words or is_whole_word(right)) and _YEH_AND_HAMZA not in right
    return right if known and not FOREIGN_WORD.search(word) else word


def letter_edits(written: str, right: str) -> list[Edit]:
    """Tell the words whose letters differ between `written` and `right`, two texts of one length."""
    if written == right:
        return []
    edits = []
    for begin, stop in _changed_lines(written, right):
        for match in WORD.finditer(written, begin, stop):
            start, end = match.span()
            word, to = match[0], right[start:end]
            if to != word:
                edits.append(Edit(start, end, to, _rule_names(word, to)))
    return edits


def _changed_lines(written: str, right: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in written.split("\n"):
        end = start + len(line)
        if line != right[start:end]:
            yield start, end
        start = end + 1


@lru_cache(maxsize=65_536)
def _rule_names(word: str, to: str) -> str:
    return "+".join(dict.fromkeys(_RULES[old].name for old, new in zip(word, to, strict=True) if old != new))
