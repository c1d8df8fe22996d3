"""Live alerts reach everybody who listens, and nobody who does not read stops the others."""

from dataclasses import replace

from peyk.web.live import MOST_WAITING, Broadcast

from .test_pages import _alert


async def test_everybody_who_listens_hears_every_alert() -> None:
    broadcast = Broadcast()
    one, other = broadcast.listen(), broadcast.listen()
    assert [await anext(one), await anext(other)] == [None, None]
    broadcast.tell(_alert())
    assert [await anext(one), await anext(other)] == [_alert(), _alert()]
    await one.aclose()
    await other.aclose()


async def test_who_does_not_read_misses_the_oldest_and_holds_nobody_up() -> None:
    broadcast = Broadcast()
    slow = broadcast.listen()
    await anext(slow)
    for number in range(MOST_WAITING + 10):
        broadcast.tell(replace(_alert(), id=str(number)))
    heard = await anext(slow)
    assert heard is not None
    assert heard.id == "10"
    await slow.aclose()


async def test_who_left_is_forgotten() -> None:
    broadcast = Broadcast()
    gone = broadcast.listen()
    await anext(gone)
    await gone.aclose()
    assert not broadcast._listeners
