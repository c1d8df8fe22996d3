"""The watchdog: ends what has stopped working, and nothing else. Times are seconds of an injected clock."""

import time

from processors.watchdog import Watchdog


def watchdog() -> Watchdog:
    return Watchdog(stall_timeout=60, stop_timeout=20)


def test_an_idle_worker_is_left_alone_however_long_it_idles() -> None:
    dog = watchdog()
    dog.alive(waiting=False, stopping=False)

    assert dog.verdict(time.monotonic() + 59) is None


def test_messages_that_wait_without_progress_end_the_worker() -> None:
    dog = watchdog()
    dog.alive(waiting=True, stopping=False)
    then = time.monotonic()
    dog._loop_alive = then + 61

    assert dog.verdict(then + 61) == "messages wait and none is processed"


def test_progress_and_knowing_waits_keep_the_worker_alive() -> None:
    dog = watchdog()
    dog.alive(waiting=True, stopping=False)
    dog.progressed()

    assert dog.verdict(time.monotonic() + 59) is None


def test_a_blocked_event_loop_ends_the_worker() -> None:
    assert watchdog().verdict(time.monotonic() + 61) == "event loop blocked"


def test_a_stop_that_takes_too_long_ends_the_worker() -> None:
    dog = watchdog()
    dog.alive(waiting=True, stopping=True)

    assert dog.verdict(time.monotonic() + 19) is None
    assert dog.verdict(time.monotonic() + 21) == "stop took too long"


def test_the_thread_ends_the_process_with_the_status_that_asks_for_a_restart() -> None:
    ended: list[int] = []
    dog = Watchdog(stall_timeout=0, stop_timeout=20, end=ended.append)
    dog.start()
    deadline = time.monotonic() + 5
    while not ended and time.monotonic() < deadline:
        time.sleep(0.01)

    assert ended == [70]
