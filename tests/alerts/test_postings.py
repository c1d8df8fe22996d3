"""Of many queries those are found that an article may match: none is missed, and hardly any is brought up in vain."""

from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.postings import FEW, Posted, Postings, Tally

triggers = st.frozensets(st.sampled_from("abcdefghij"), min_size=1, max_size=3)
required = st.lists(triggers, min_size=1, max_size=4).map(tuple)


@settings(max_examples=50)
@given(st.lists(st.tuples(required, st.booleans()), max_size=12), st.frozensets(st.sampled_from("abcdefghij")))
def test_every_query_is_brought_up_whose_sets_are_all_there(
    queries: list[tuple[tuple[frozenset[str], ...], bool]], present: frozenset[str]
) -> None:
    postings = Postings[Posted]()
    kept: dict[int, tuple[frozenset[str], ...]] = {}
    for sets, stays in queries:  # a number that is free again goes to the next
        query = Posted()
        postings.add(query, sets)
        if stays:
            kept[id(query)] = sets
        else:
            postings.remove(query)

    likely = [id(query) for query in postings.likely(present)]
    assert sorted(likely) == sorted(
        number for number, sets in kept.items() if all(not present.isdisjoint(each) for each in sets)
    )


def test_what_many_ask_for_brings_up_none_that_asks_for_something_rarer_too() -> None:
    postings = Postings[Posted]()
    for number in range(FEW + 10):
        postings.add(Posted(), (frozenset({"longest and known to all"}), frozenset({f"n{number}"})))

    late = Posted()
    postings.add(late, (frozenset({"longest and known to all"}), frozenset({"rare"})))
    assert late.triggers == {"rare"}
    assert postings.likely({"longest and known to all", "rare"}) == [late]


def test_a_key_stays_until_it_was_taken_out_as_often_as_it_was_put_in() -> None:
    tally = Tally[str]()
    for by in (1, 1, 1, -1, -1):
        tally.count("a", by)
    assert tally.members == {"a"}

    tally.count("a", -1)
    assert tally.members == set()
