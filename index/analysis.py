"""The Elasticsearch analyzers, generated from processors/orthography: nothing about spelling is decided here.

Three analyzers serve one text field:
    index   what `processors.orthography.tokens.tokenize` does, token for token (a test on the real engine proves it)
    search  words typed without quotation marks: neighbours also as one word, known compounds as one word only
    quote   words between quotation marks (and match_phrase): a graph of the ways to part and to join them

Dari and Iranian variants and the known compounds work at search time only: changing them needs no reindexing
(see `index.elastic.Elastic.change_variants`). Only components that every Elasticsearch brings are used.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from processors.orthography.affixes import AFFIX, CONTEXT_STEPS, DECIMAL, ContextStep
from processors.orthography.collisions import COLLISIONS, JOINED_ANYWAY, NEVER, Place
from processors.orthography.compounds import READ_AS, Parts
from processors.orthography.fold import HALF_SPACE
from processors.orthography.stems import (
    GLUED_ENDING,
    GLUED_WORDS,
    HEH_PLURALS,
    INDEFINITE,
    JOIN,
    PAIR,
    indefinite,
    stem,
)
from processors.orthography.tokens import EARLY_LETTERS, JOINED_WORDS, LATE, LONGEST_WORD
from processors.orthography.variants import VariantTable, compounds, default_variants, is_one_term

INDEX_ANALYZER: Final = "peyk_index"
SEARCH_ANALYZER: Final = "peyk_search"
QUOTE_ANALYZER: Final = "peyk_quote"
MOST_VARIANTS: Final = 6
"""So many other forms of one word are searched for."""

_LETTER = "\\p{L}\\p{N}" + AFFIX + DECIMAL
_WORD = f"[{_LETTER}{HALF_SPACE}]+"
_MARKS: Final[Mapping[Place, str]] = {"first": "\u2020", "inner": "\u2021", "last": "\u2022"}
"""Signs behind a word that never stands in this place of a joined word; no word holds such a sign."""

_ANY_MARK = "[\u2020-\u2022]"
_OURS = "[\u200c-\u2064]"
"""Every sign of ours, and no letter; one range, which costs a fifth of a list of signs."""

_SEARCH_TIME = ("peyk_known_", "peyk_variant_", "peyk_word_", "peyk_forms_and_", "peyk_pair", "peyk_triple")
_WORDS, _JOINED = "peyk_word", "peyk_variant"
"""Dictionaries of other forms: of single words by single words, and of and by words that the index joins."""

_ENDINGS = ("peyk_listed_endings", "peyk_endings")
_JOINING = (*_ENDINGS, "peyk_grammar", "peyk_neighbours", "peyk_unjoined", "peyk_collisions")
# What stands before the ending of the last word; the group is atomic, so that no earlier word is taken for the last.
_BEFORE_ENDING = f"^(?=[^{AFFIX}]*+{AFFIX})((?>(?:.*{JOIN})?)[^{AFFIX}{JOIN}]+){AFFIX}"
_PAIR = 2
_PRIVATE = 0xE000
"""The first code of letters that stand in no text."""

_BETWEEN = "[ -]+"
_GAP = " | "  # a sign between words keeps a rule of two words from being read as a query of two words


def analysis(variants: VariantTable | None = None) -> dict[str, Any]:
    """Build the `analysis` settings of a news index; `variants` are those that come with Peyk unless given."""
    table = default_variants() if variants is None else variants
    return {
        "char_filter": _char_filters(table),
        "tokenizer": {
            "peyk_words": {
                "type": "pattern",
                "pattern": f"[{_LETTER}{HALF_SPACE}{PAIR}]{{1,{LONGEST_WORD}}}",
                "group": 0,
            }
        },
        "filter": _filters(table),
        "analyzer": {
            INDEX_ANALYZER: _analyzer(["peyk_half_space_parts"], ["peyk_read_as", *_JOINING, "peyk_stem"]),
            SEARCH_ANALYZER: _analyzer(
                ["peyk_grammar_apart", "peyk_three_parts", "peyk_half_space_joins"],
                ["peyk_known_words", *_JOINING, "keyword_repeat", "peyk_forms_and_variants", "peyk_once"],
            ),
            QUOTE_ANALYZER: _analyzer(
                ["peyk_half_space_parts", "peyk_pair", "peyk_triple"],
                [
                    *("peyk_read_as", "peyk_known_phrases", "peyk_parts", "peyk_listed_endings"),
                    *("keyword_repeat", "peyk_forms_and_words", "peyk_once"),
                ],
            ),
        },
    }


def search_time(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Give the parts of `analysis` settings that work at search time only, and may change under an index in use."""
    return {
        kind: {name: part for name, part in settings[kind].items() if name.startswith(_SEARCH_TIME)}
        for kind in ("char_filter", "filter")
    }


def _analyzer(char_filters: list[str], filters: list[str]) -> dict[str, Any]:
    contexts = list(map(_context, CONTEXT_STEPS))
    return {
        "type": "custom",
        "char_filter": ["peyk_early_letters", *contexts, "peyk_late_letters", *char_filters],
        "tokenizer": "peyk_words",
        # Joining comes last once more: prefix and wildcard queries pass only through filters such as this one.
        "filter": ["lowercase", *filters, "peyk_join"],
    }


def _context(step: ContextStep) -> str:
    return f"peyk_context_{step.rules[0].name.replace('-', '_')}"


def _char_filters(table: VariantTable) -> dict[str, Any]:
    contexts = {_context(step): _replace(step.java, step.replacement) for step in CONTEXT_STEPS}
    part = f"[{_LETTER}]+"
    words = [typed for typed in (*_phrases(table), *READ_AS) if len(typed) == 1]
    pairs = [typed for typed in _phrases(table) if len(typed) == _PAIR]
    never_joined, each = _never_joined(), (f"({_WORD})",) * JOINED_WORDS
    known_word, known_pair = _holding_known_words(words), _holding_known_words((*words, *pairs))
    return {
        "peyk_early_letters": _mapping(EARLY_LETTERS),
        **contexts,
        "peyk_late_letters": _mapping(LATE),
        "peyk_half_space_parts": _mapping({HALF_SPACE: " "}),
        "peyk_half_space_joins": _mapping({HALF_SPACE: ""}),
        # A word of grammar ends no word, whatever stands before it.
        "peyk_grammar_apart": _replace(f"{HALF_SPACE}+(?=(?:{_never('last')})(?![{_LETTER}]))", " "),
        # The index joins no more words than these.
        "peyk_three_parts": _replace(f"((?:{part}{HALF_SPACE}+){{{JOINED_WORDS - 1}}}{part}){HALF_SPACE}+", "$1 "),
        # Two or three words between quotation marks may be one word that nobody listed.
        "peyk_pair": _replace(f"^\\s*(?!{known_word}|{never_joined}){_BETWEEN.join(each[:2])}\\s*$", f"$1{PAIR}$2"),
        "peyk_triple": _replace(
            f"^\\s*(?!{known_pair}|{never_joined}){_BETWEEN.join(each)}\\s*$", f"$1{PAIR}$2{PAIR}$3"
        ),
    }


def _filters(table: VariantTable) -> dict[str, Any]:
    words = _word_variants(table)
    return {
        "peyk_read_as": _synonyms(_read_as()),
        # Endings are told from words that stand alone: of all that is joined it would cost ten times as much.
        "peyk_listed_endings": _replace(_listed_endings(), f"$1{AFFIX}$2"),
        "peyk_endings": _replace(GLUED_ENDING, f"$1{AFFIX}$2"),
        "peyk_grammar": _dictionary((word, _marked(word)) for word in NEVER),
        "peyk_neighbours": {
            "type": "shingle",
            "min_shingle_size": 2,
            "max_shingle_size": JOINED_WORDS,
            "output_unigrams": True,
            "token_separator": JOIN,
        },
        "peyk_unjoined": _replace(_unjoined(), JOIN),
        "peyk_collisions": {
            "type": "stop",
            "stopwords": [JOIN, *sorted(f"{_marked(one)}{JOIN}{_marked(two)}" for one, two in COLLISIONS)],
        },
        "peyk_stem": {"type": "pattern_capture", "preserve_original": True, "patterns": [_BEFORE_ENDING]},
        # What one dictionary has answered, Lucene keeps from the next; `keyword_repeat` gives it a second reading.
        "peyk_once": {"type": "unique", "only_on_same_position": True},
        "peyk_cut": _replace(f"{_BEFORE_ENDING}.*$", "$1"),
        "peyk_join": _replace(f"{_OURS}+", ""),
        "peyk_indefinite": _dictionary(INDEFINITE.items()),
        **_forms(),
        **_variant_filters(_JOINED, _joined_variants(table, words)),
        **_variant_filters(_WORDS, words),
        "peyk_known_words": _synonyms(_known_words()),
        "peyk_known_phrases": _synonyms(_known_phrases(table)),
        "peyk_parts": _parts(),
    }


def _forms() -> dict[str, Any]:
    """Give the filters that put beside each word of a query its stem, and the other forms of that."""
    heh = {f"peyk_heh_plural_{n}": _replace(pattern, f"$1{end}") for n, (pattern, end) in enumerate(HEH_PLURALS, 1)}
    cut = "peyk_cut, peyk_join, peyk_indefinite"
    told = f"peyk_endings, {cut}"
    joined, words = ([f"{name}_{n + 1}" for n in range(MOST_VARIANTS)] for name in (_JOINED, _WORDS))
    return heh | {
        "peyk_forms_and_variants": _multiplexer(
            ["peyk_join", cut, *(f"{cut}, {form}" for form in (*heh, *words, *joined))]
        ),
        "peyk_forms_and_words": _multiplexer(["peyk_join", told, *(f"{told}, {form}" for form in (*heh, *words))]),
    }


def _parts() -> dict[str, Any]:
    return {
        "type": "word_delimiter_graph",
        "catenate_all": True,
        "split_on_case_change": False,
        "split_on_numerics": False,
        "stem_english_possessive": False,
        "adjust_offsets": False,
        "type_table": [f"\\u{ord(AFFIX):04x} => ALPHA", f"\\u{ord(DECIMAL):04x} => DIGIT"],
    }


def _mapping(letters: Mapping[str, str]) -> dict[str, Any]:
    return {
        "type": "mapping",
        "mappings": [f"{_escaped(old)}=>{_escaped(new)}" for old, new in sorted(letters.items())],
    }


def _escaped(text: str) -> str:
    return "".join(f"\\u{ord(char):04x}" for char in text)


def _replace(pattern: str, replacement: str) -> dict[str, Any]:
    return {"type": "pattern_replace", "pattern": pattern, "replacement": replacement}


def _multiplexer(chains: list[str]) -> dict[str, Any]:
    return {"type": "multiplexer", "preserve_original": False, "filters": chains}


def _synonyms(rules: Iterable[str]) -> dict[str, Any]:
    """Make a synonym filter; its rules are one string, a line each: `_listed_endings` tells what many strings cost."""
    return {"type": "synonym_graph", "synonyms": ["\n".join(sorted(rules))]}


def _dictionary(entries: Iterable[tuple[str, str]]) -> dict[str, Any]:
    words = defaultdict(list)
    for word, other in sorted(entries):
        words[other].append(word)
    rules = [f"{', '.join(words[other])} => {other}" for other in sorted(words)]
    return {"type": "stemmer_override", "rules": rules or ["peyk => peyk"]}  # the engine refuses an empty one


def _variant_filters(name: str, variants: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    """Make one dictionary for the first other form of each word, one for the second, and so on."""
    return {
        f"{name}_{number + 1}": _dictionary(
            (word, others[number]) for word, others in variants.items() if number < len(others)
        )
        for number in range(MOST_VARIANTS)
    }


def _marked(word: str) -> str:
    return word + "".join(_MARKS[place] for place in NEVER.get(word, ()))


def _unjoined() -> str:
    """Match a joined word with a word of grammar where none stands, unless it is known."""
    first, inner, last = _MARKS.values()
    word = f"[^{JOIN}]*+{JOIN}"
    known = "|".join(sorted(JOIN.join(map(_marked, parts)) for parts in JOINED_ANYWAY))
    wrong = f"[^{JOIN}{first}]*+{first}{word}|{word}(?:.*+(?<={last})|[^{JOIN}{inner}]*+{inner}{word})"
    return f"^(?=[^{_ANY_MARK[1:]}*+{_ANY_MARK})(?={wrong})(?!(?:{known})$).*$"


def _joined_variants(table: VariantTable, words: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Give the other forms as the one word that the index has for up to three, without those that `words` has."""
    found = {
        word: tuple(dict.fromkeys("".join(form) for form in table.of(word) if is_one_term(form))) + indefinite(word)
        for word in words
    }
    # The engine cuts the end of a compound as of any word: that of army, in chief of the army, looks like "his".
    found = {stem(word): found[word] for word in compounds() if word in found} | found
    return {word: tuple(form for form in forms if form not in words.get(word, ())) for word, forms in found.items()}


def _word_variants(table: VariantTable) -> dict[str, tuple[str, ...]]:
    """Give the other forms of single words that are single words too, and those with the indefinite yeh."""
    words = dict.fromkeys((*table.also, *INDEFINITE.values()))
    return {word: tuple(form[0] for form in table.of(word) if len(form) == 1) + indefinite(word) for word in words}


def _read_as() -> Iterator[str]:
    """Write the rules by which a text's compounds are read in their parts (processors.orthography.compounds)."""
    for written, parts in READ_AS.items():
        yield f"{_GAP.join(written)} => {_GAP.join(parts)}"


def _listed_endings() -> str:
    """Match a word and its glued ending, of those that only a list can tell: groups 1 and 2.

    One pattern, letter by letter, and not a dictionary: Elasticsearch copies all strings of an index's settings once
    for each setting while it makes the index, and there would be sixteen thousand.
    """
    endings: defaultdict[str, set[str]] = defaultdict(set)
    for marked in GLUED_WORDS.values():
        word, _, ending = marked.partition(AFFIX)
        endings[word].add(ending)
    classes = dict.fromkeys(tuple(sorted(found)) for found in endings.values())
    signs = {found: chr(_PRIVATE + number) for number, found in enumerate(classes)}
    pattern = _any_of(word + signs[tuple(sorted(found))] for word, found in endings.items())
    for found, sign in signs.items():
        pattern = pattern.replace(sign, f"(?=(?:{'|'.join(found)})$)")
    lasts = "".join(sorted({ending[-1] for found in classes for ending in found}))
    # Most words end at this guard.
    return f"^(?=.++(?<=[{lasts}]))({pattern})(.+)$"


def _known_words() -> Iterator[str]:
    """Write the rules that make one word of a known compound that was typed with spaces."""
    for joined, ways in compounds().items():
        # As many words as the index joins, and none that it keeps apart: "before noon" is no one term of a text.
        yield from (f"{_GAP.join(parts)} => {joined}" for parts in ways if is_one_term(parts))


def _phrases(table: VariantTable) -> dict[Parts, tuple[Parts, ...]]:
    """Give, as phrases have them, the forms of which one at least is of several words, and their other forms."""
    found: dict[Parts, tuple[Parts, ...]] = {}
    for joined, others in table.also.items():
        ways = compounds().get(joined, ())
        if ways or any(len(form) > 1 for form in others):
            finest = READ_AS.get((joined,), max(ways, key=len, default=(joined,)))
            forms = (finest, *(READ_AS.get(form, form) for form in others))
            found[finest] = tuple(dict.fromkeys(forms))
            if (joined,) not in READ_AS:
                found[(joined,)] = tuple(dict.fromkeys(((joined,), *forms)))
    return found


def _known_phrases(table: VariantTable) -> Iterator[str]:
    """Write the rules that let one form of a phrase be another.

    Inside a longer phrase each form stands in its words: of two alternatives that begin at one place of a text, Lucene
    tries the shorter one only. A form that is all of the query stands as one word, under which the index has it too.
    """
    for typed, forms in _phrases(table).items():
        yield f"{_GAP.join(typed)} => {', '.join(_GAP.join(form) for form in forms)}"
        whole = dict.fromkeys("".join(form) for form in forms if is_one_term(form))
        if whole and 1 < len(typed) <= JOINED_WORDS:
            yield f"{' '.join(typed)} => {', '.join(whole)}"


def _holding_known_words(typed: Iterable[Parts]) -> str:
    """Match the beginning of a query that holds one of these, which a rule of its own must see."""
    return f"(?:{_WORD} +)*{_any_of(' '.join(parts) for parts in typed)}(?![{_LETTER}])"


def _any_of(texts: Iterable[str]) -> str:
    """Match any of these texts, letter by letter: trying thousands one after the other would take as long."""
    tails = defaultdict(list)
    for text in texts:
        tails[text[:1]].append(text[1:])
    ends = tails.pop("", None)
    ways = "|".join(f"{' +' if first == ' ' else first}{_any_of(rest)}" for first, rest in sorted(tails.items()))
    return f"(?:{ways}){'?' if ends else ''}" if ways else ""


def _never(place: Place) -> str:
    return "|".join(word for word in NEVER if place in NEVER[word])


def _never_joined() -> str:
    """Match the beginning of a query of two or three words that are never one word."""
    collisions = "|".join(sorted(f"{one} +{two}" for one, two in COLLISIONS))
    known = "|".join(sorted(" +".join(parts) for parts in JOINED_ANYWAY))
    first, inner, last = map(_never, _MARKS)
    wrong = f"(?:{first}) +|{_WORD} +(?:{inner}) +|(?:{_WORD} +)+(?:{last})\\s*$|(?:{collisions})\\s*$"
    return f"(?!(?:{known})\\s*$)(?:{wrong})"
