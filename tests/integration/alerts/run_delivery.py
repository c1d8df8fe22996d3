"""The delivery process alone, for a test to kill. Usage: run_delivery.py KAFKA TARGET URL SECRET"""

import asyncio
import sys
from datetime import timedelta
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from alerts.delivery.message import Reader
from alerts.delivery.office import Custom, deliver
from alerts.delivery.target import Kind, Target

kafka, name, url, secret = sys.argv[1:5]
hook = url.startswith("http")
target = Target(
    kind=Kind.WEBHOOK if hook else Kind.APPRISE,
    url=SecretStr(url),
    secrets=(SecretStr(secret),) if hook else (),
    allow_private=True,
    timeout=5.0 if hook else 60.0,
    first_retry=0.2,
    longest_retry=0.5,
)
asyncio.run(
    deliver(
        kafka, {name: target}, Custom(reader=Reader(ZoneInfo("Asia/Kabul"), "prs"), attempts_kept=timedelta(days=30))
    )
)
