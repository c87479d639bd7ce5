"""What is measured over HTTP: one label stored, the next frames, many raters at once."""

import asyncio
import random
import time
from statistics import median
from typing import Any

from benchmarks.vs_label_studio.ours import Ours
from benchmarks.vs_label_studio.peer import Peer

LABELS = ("pain", "nonpain")


def milliseconds(values: list[float], share: float = 0.5) -> float:
    """A percentile of seconds in milliseconds, one decimal."""
    ordered = sorted(values)
    return round(1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))], 1)


async def peer_one_by_one(peer: Peer, count: int) -> dict[str, list[float]]:
    """One rater: seconds of each next and each stored label."""
    client = await peer.sign_in(0)
    times: dict[str, list[float]] = {"next": [], "submit": []}
    for _ in range(count):
        answer, task = await peer.next(client)
        assert task is not None, answer.status
        times["next"].append(answer.seconds)
        stored = await peer.submit(client, task, random.choice(LABELS))
        assert stored.status == 201, stored.body[:300]
        times["submit"].append(stored.seconds)
    return times


async def our_one_by_one(ours: Ours, count: int) -> dict[str, list[float]]:
    """One rater: seconds of each request for the next twenty and of each label stored alone."""
    client = await ours.sign_in(0)
    times: dict[str, list[float]] = {"next": [], "submit": []}
    waiting: list[Any] = []
    for _ in range(count):
        if not waiting:
            answer, waiting = await ours.next(client)
            times["next"].append(answer.seconds)
        stored = await ours.submit(client, [waiting.pop(0)], random.choice(LABELS))
        assert stored.status == 200, stored.body[:300]
        times["submit"].append(stored.seconds)
    return times


async def peer_raters(peer: Peer, raters: int, seconds: float) -> dict[str, float]:
    """Labels per second of so many raters who never think, and failed requests."""
    clients = [await peer.sign_in(number) for number in range(raters)]
    stored, failed, end = 0, 0, time.perf_counter() + seconds

    async def work(client: Any) -> None:
        nonlocal stored, failed
        while time.perf_counter() < end:
            answer, task = await peer.next(client)
            if task is None:
                failed += 1
                continue
            answer = await peer.submit(client, task, random.choice(LABELS))
            stored, failed = stored + (answer.status == 201), failed + (answer.status != 201)

    started = time.perf_counter()
    await asyncio.gather(*(work(client) for client in clients))
    return {"per_second": stored / (time.perf_counter() - started), "failed": failed}


async def our_raters(ours: Ours, raters: int, seconds: float, *, batch: int) -> dict[str, float]:
    """The same for us; `batch` labels travel together, 1 for each alone."""
    clients = [await ours.sign_in(number) for number in range(raters)]
    stored, failed, end = 0, 0, time.perf_counter() + seconds

    async def work(client: Any) -> None:
        nonlocal stored, failed
        while time.perf_counter() < end:
            answer, tasks = await ours.next(client)
            failed += answer.status != 200
            for start in range(0, len(tasks), batch):
                together = tasks[start : start + batch]
                answer = await ours.submit(client, together, random.choice(LABELS))
                done = answer.status == 200
                stored, failed = stored + done * len(together), failed + (not done)

    started = time.perf_counter()
    await asyncio.gather(*(work(client) for client in clients))
    return {"per_second": stored / (time.perf_counter() - started), "failed": failed}


async def seconds_of_export(ask: Any, times: int = 3) -> float:
    """The median seconds of an export."""
    took: list[float] = []
    for _ in range(times):
        answer = await ask()
        assert answer.status == 200, answer.body[:300]
        took.append(answer.seconds)
    return median(took)
