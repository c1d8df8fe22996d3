"""Places for few: who matters most goes first, and nobody's place is lost."""

import asyncio
from contextlib import suppress

from ingest.turns import Turns


async def test_of_those_that_wait_the_smallest_number_goes_first_then_the_earliest() -> None:
    turns, came = Turns(1), list[str]()

    async def visit(name: str, priority: int) -> None:
        await turns.take(priority)
        came.append(name)
        await asyncio.sleep(0)
        turns.give()

    await turns.take(5)
    waiting = [asyncio.create_task(visit(*each)) for each in (("late", 9), ("wire", 1), ("feed", 5), ("feed 2", 5))]
    await asyncio.sleep(0)
    turns.give()
    await asyncio.gather(*waiting)

    assert came == ["wire", "feed", "feed 2", "late"]


async def test_a_visit_called_off_while_it_waits_or_is_called_up_leaves_its_place_to_the_next() -> None:
    turns = Turns(1)
    await turns.take(5)
    waits, called_up, last = (asyncio.create_task(turns.take(priority)) for priority in (1, 2, 3))
    await asyncio.sleep(0)
    waits.cancel()
    await asyncio.sleep(0)
    turns.give()  # to the second, which is called off before it runs
    called_up.cancel()
    with suppress(asyncio.CancelledError):
        await called_up

    await asyncio.wait_for(last, 5)
    turns.give()
    await asyncio.wait_for(turns.take(9), 5)
