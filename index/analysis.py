"""The Elasticsearch analyzers, generated from processors/orthography: nothing about spelling is decided here.

Three analyzers serve one text field:
    index   what `processors.orthography.tokens.tokenize` does, token for token (a test on the real engine proves it)
    search  words typed without quotation marks: neighbours also as one word, known compounds as one word only
    quote   words between quotation marks (and match_phrase): a graph of the ways to part and to join them

Dari and Iranian variants and the known compounds work at search time only: changing them needs no reindexing
(see `index.elastic.Elastic.change_variants`). Only components that every Elasticsearch brings are used.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from processors.orthography.affixes import AFFIX, CONTEXT_RULES
from processors.orthography.collisions import COLLISIONS
from processors.orthography.compounds import READ_AS, Parts
from processors.orthography.fold import HALF_SPACE
from processors.orthography.stems import INDEFINITE, JOIN, PAIR, STEM_RULES
from processors.orthography.tokens import EARLY_LETTERS, JOINED_WORDS, LATE, LONGEST_WORD
from processors.orthography.variants import VariantTable, compounds, default_variants

INDEX_ANALYZER: Final = "peyk_index"
SEARCH_ANALYZER: Final = "peyk_search"
QUOTE_ANALYZER: Final = "peyk_quote"
MOST_VARIANTS: Final = 6
"""So many other forms of one word are searched for."""

_LETTER = "\\p{L}\\p{N}" + AFFIX
_WORD = f"[{_LETTER}{HALF_SPACE}]+"
_STEMS = tuple(f"peyk_stem_{rule.name.replace('-', '_')}" for rule in STEM_RULES)
_SEARCH_TIME = ("peyk_known_", "peyk_variant_", "peyk_word_", "peyk_pair", "peyk_triple")
_PAIR = 2
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
            INDEX_ANALYZER: _analyzer(
                ["peyk_half_space_parts"], ["peyk_read_as", "peyk_neighbours", "peyk_collisions", "peyk_forms"]
            ),
            SEARCH_ANALYZER: _analyzer(
                ["peyk_three_parts", "peyk_half_space_joins"],
                ["peyk_known_words", "peyk_neighbours", "peyk_collisions", "peyk_forms_and_variants"],
            ),
            QUOTE_ANALYZER: _analyzer(
                ["peyk_half_space_parts", "peyk_pair", "peyk_triple"],
                ["peyk_read_as", "peyk_known_phrases", "peyk_parts", "peyk_forms_and_words"],
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
    contexts = [f"peyk_context_{rule.name.replace('-', '_')}" for rule in CONTEXT_RULES]
    return {
        "type": "custom",
        "char_filter": ["peyk_early_letters", *contexts, "peyk_late_letters", *char_filters],
        "tokenizer": "peyk_words",
        # Joining comes last once more: prefix and wildcard queries pass only through filters such as this one.
        "filter": ["lowercase", *filters, "peyk_join"],
    }


def _char_filters(table: VariantTable) -> dict[str, Any]:
    contexts = {
        f"peyk_context_{rule.name.replace('-', '_')}": _replace(rule.java, rule.replacement) for rule in CONTEXT_RULES
    }
    part = f"[{_LETTER}]+"
    words = [typed for typed in (*_phrases(table), *READ_AS) if len(typed) == 1]
    pairs = [typed for typed in _phrases(table) if len(typed) == _PAIR]
    known_word, known_pair = _holding_known_words(words), _holding_known_words((*words, *pairs))
    return {
        "peyk_early_letters": _mapping(EARLY_LETTERS),
        **contexts,
        "peyk_late_letters": _mapping(LATE),
        "peyk_half_space_parts": _mapping({HALF_SPACE: " "}),
        "peyk_half_space_joins": _mapping({HALF_SPACE: ""}),
        # The index joins no more words than these.
        "peyk_three_parts": _replace(f"((?:{part}{HALF_SPACE}+){{{JOINED_WORDS - 1}}}{part}){HALF_SPACE}+", "$1 "),
        # Two or three words between quotation marks may be one word that nobody listed.
        "peyk_pair": _replace(f"^\\s*(?!{known_word}|{_colliding()})({_WORD}) +({_WORD})\\s*$", f"$1{PAIR}$2"),
        "peyk_triple": _replace(f"^\\s*(?!{known_pair})({_WORD}) +({_WORD}) +({_WORD})\\s*$", f"$1{PAIR}$2{PAIR}$3"),
    }


def _filters(table: VariantTable) -> dict[str, Any]:
    cut = ", ".join((*_STEMS, "peyk_join", "peyk_indefinite"))
    numbers = range(1, MOST_VARIANTS + 1)
    return {
        "peyk_read_as": {"type": "synonym_graph", "synonyms": sorted(_read_as())},
        "peyk_neighbours": {
            "type": "shingle",
            "min_shingle_size": 2,
            "max_shingle_size": JOINED_WORDS,
            "output_unigrams": True,
            "token_separator": JOIN,
        },
        "peyk_collisions": {"type": "stop", "stopwords": sorted(f"{one}{JOIN}{two}" for one, two in COLLISIONS)},
        "peyk_join": _replace(f"[{AFFIX}{JOIN}{PAIR}{HALF_SPACE}]", ""),
        **{name: _replace(rule.pattern, rule.replacement) for name, rule in zip(_STEMS, STEM_RULES, strict=True)},
        "peyk_indefinite": _dictionary(INDEFINITE.items()),
        "peyk_forms": _multiplexer(["peyk_join", cut]),
        "peyk_forms_and_variants": _multiplexer(
            ["peyk_join", cut, *(f"{cut}, peyk_variant_{number}" for number in numbers)]
        ),
        "peyk_forms_and_words": _multiplexer(["peyk_join", cut, *(f"{cut}, peyk_word_{number}" for number in numbers)]),
        **_variant_filters("peyk_variant", _joined_variants(table)),
        **_variant_filters("peyk_word", _word_variants(table)),
        "peyk_known_words": {"type": "synonym_graph", "synonyms": sorted(_known_words())},
        "peyk_known_phrases": {"type": "synonym_graph", "synonyms": sorted(_known_phrases(table))},
        "peyk_parts": {
            "type": "word_delimiter_graph",
            "catenate_all": True,
            "split_on_case_change": False,
            "split_on_numerics": False,
            "stem_english_possessive": False,
            "adjust_offsets": False,
            "type_table": [f"\\u{ord(AFFIX):04x} => ALPHA"],
        },
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


def _dictionary(entries: Iterable[tuple[str, str]]) -> dict[str, Any]:
    rules = [f"{word} => {other}" for word, other in sorted(entries)]
    return {"type": "stemmer_override", "rules": rules or ["peyk => peyk"]}  # the engine refuses an empty one


def _variant_filters(name: str, variants: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    """Make one dictionary for the first other form of each word, one for the second, and so on."""
    return {
        f"{name}_{number + 1}": _dictionary(
            (word, others[number]) for word, others in variants.items() if number < len(others)
        )
        for number in range(MOST_VARIANTS)
    }


def _joined_variants(table: VariantTable) -> dict[str, tuple[str, ...]]:
    """Give the other forms of each, all as the one word that the index has for up to three."""
    return {
        word: tuple(dict.fromkeys("".join(form) for form in forms if len(form) <= JOINED_WORDS))
        for word, forms in table.also.items()
    }


def _word_variants(table: VariantTable) -> dict[str, tuple[str, ...]]:
    """Give the other forms of single words that are single words too."""
    return {
        word: tuple(form[0] for form in forms if len(form) == 1)
        for word, forms in table.also.items()
        if word not in compounds()
    }


def _read_as() -> Iterator[str]:
    """Write the rules by which a text's compounds are read in their parts (processors.orthography.compounds)."""
    for written, parts in READ_AS.items():
        yield f"{_GAP.join(written)} => {_GAP.join(parts)}"


def _known_words() -> Iterator[str]:
    """Write the rules that make one word of a known compound that was typed with spaces."""
    for joined, ways in compounds().items():
        yield from (f"{_GAP.join(parts)} => {joined}" for parts in ways if len(parts) <= JOINED_WORDS)


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
        whole = dict.fromkeys("".join(form) for form in forms if len(form) <= JOINED_WORDS)
        if 1 < len(typed) <= JOINED_WORDS:
            yield f"{' '.join(typed)} => {', '.join(whole)}"


def _holding_known_words(typed: Iterable[Parts]) -> str:
    """Match the beginning of a query that holds one of these, which a rule of its own must see."""
    seen = sorted(" +".join(parts) for parts in typed)
    return f"(?:{_WORD} +)*(?:{'|'.join(seen)})(?![{_LETTER}])"


def _colliding() -> str:
    return f"(?:{'|'.join(sorted(f'{one} +{two}' for one, two in COLLISIONS))})\\s*$"
