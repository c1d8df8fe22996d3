"""How often one address may ask: a bucket of requests each, refilled steadily. In memory, bounded."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

MOST_ADDRESSES = 10_000


@dataclass(slots=True)
class Limit:
    """At most `burst` requests at once and `each_second` in the long run, for every address by itself."""

    burst: float
    each_second: float
    clock: Callable[[], float]
    _buckets: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)

    def wait(self, address: str) -> float:
        """Count one request; give 0 if it may pass, else the seconds after which one may."""
        now = self.clock()
        left, since = self._buckets.pop(address, (self.burst, now))
        left = min(self.burst, left + (now - since) * self.each_second)
        passes = left >= 1
        self._buckets[address] = (left - 1 if passes else left, now)
        while len(self._buckets) > MOST_ADDRESSES:
            self._buckets.popitem(last=False)
        return 0 if passes else (1 - left) / self.each_second
