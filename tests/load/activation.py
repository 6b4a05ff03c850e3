"""New boundaries under load: `python -m tests.load.activation`, against the running system with the sample county.

The council districts with two of them exchanged, and the school board's beside them, are loaded as drafts; what they
would change is listed; both are activated together while look-ups arrive at a steady rate. Every answer must be from
one map, new requests must follow it, and what is found afterwards must be what was listed. Then both are rolled back.
"""

import argparse
import asyncio
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from deploy.places import PROJECT, state_folder
from deploy.within import settings
from tests.load import bodies
from tests.load.http_client import HttpClient

LAYERS = PROJECT / "deploy" / "sample" / "layers"
COUNCIL, SCHOOL = "council_district", "school_board_district"
EXCHANGED = {"4": "5", "5": "4"}
MARGIN_SECONDS, PATIENCE_SECONDS = 4.0, 120.0
NEW_REQUESTS = 25
MANIFEST = """
[[layer]]
kind = "{kind}"
file = "{kind}.geojson"
source = "Made for a measurement, {moment}"
"""

Versions = tuple[int, int]


@dataclass
class Lookups:
    """What the look-ups saw: versions of the two layers in the order in which the questions were asked."""

    failures: Counter[str] = field(default_factory=Counter)
    milliseconds: list[float] = field(default_factory=list)
    versions: list[Versions] = field(default_factory=list)

    @property
    def mixed(self) -> int:
        """Answers with the new version of one layer and the old one of the other."""
        known = {self.versions[0], self.versions[-1]}
        return sum(1 for seen in self.versions if seen not in known)

    def percentile(self, share: float) -> float:
        """Milliseconds that this share of the answers did not exceed."""
        ordered = sorted(self.milliseconds)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


class Measurement:
    """One run against one gateway."""

    def __init__(self, rate: float, count: int) -> None:
        told = json.loads((state_folder() / "run.json").read_text())
        self.http = HttpClient(told["gateway"])
        self.staff = {"Authorization": f"Bearer {told['tokens']['administrator']}"}
        self.rate, self.count = rate, count
        self.chance = random.Random(311)
        self.running = True

    async def run(self, folder: Path) -> bool:
        """Do it all and say what came of it; whether everything was as it must be."""
        if await self.look_up(Lookups()) is None:
            raise SystemExit("activation: the sample county's districts do not answer here; it wants them alone.")
        opened = await self.open_requests(self.count)
        await self.wait_for(lambda: self.routed(opened), "the requests are routed")
        await self.load(folder, "--draft")
        drafts = {kind: (await self.newest(kind))["version"] for kind in (COUNCIL, SCHOOL)}
        impact = await self.impact(drafts)
        lookups = Lookups()
        asking = asyncio.create_task(self.ask(lookups))
        await asyncio.sleep(MARGIN_SECONDS)
        began = time.monotonic()
        await self.load(folder)
        activated = time.monotonic() - began
        follows = await self.follows()
        await asyncio.sleep(MARGIN_SECONDS)
        self.running = False
        await asking
        found = await self.found({one["number"] for one in opened}, len(impact))
        for kind in (COUNCIL, SCHOOL):
            await self.get("POST", f"/v1/layers/{kind}/rollback", {"jurisdiction_id": "sample"})
        return self.tell(lookups, (impact, found), activated, follows)

    async def get(self, method: str, path: str, body: Any = None) -> Any:
        """The answer of staff's own call; what is not ready yet is asked for again."""
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            reply = await self.http.request(method, path, body, self.staff)
            if reply.status < 400:
                return reply.body
            if reply.status < 500 or time.monotonic() > until:
                raise SystemExit(f"{method} {path}: {reply.status} {reply.body}")
            await asyncio.sleep(0.5)

    async def open_requests(self, count: int) -> list[dict[str, Any]]:
        """Open requests at addresses of the county: number and location of each."""
        opened = []
        for position in range(count):
            body = bodies.request(self.chance, position)
            key = {"Idempotency-Key": f"activation-{time.time_ns()}"}
            reply = await self.http.request("POST", "/v1/requests", body, key)
            opened.append({"number": reply.body["number"], **body["location"]})
        return opened

    async def routed(self, opened: list[dict[str, Any]]) -> bool:
        """Whether routing has decided on the last of them."""
        found = await self.get("GET", f"/v1/requests/{opened[-1]['number']}")
        return "jurisdiction" not in found["pending"]

    async def wait_for(self, reached: Any, what: str) -> None:
        """Ask again until it is so."""
        until = time.monotonic() + PATIENCE_SECONDS
        while not await reached():
            if time.monotonic() > until:
                raise SystemExit(f"in vain awaited: {what}")
            await asyncio.sleep(0.5)

    async def load(self, folder: Path, *options: str) -> None:
        """Run the loader as `make layers` does."""
        command = [sys.executable, "-m", "services.geo.load", *options, str(folder / "manifest.toml")]
        process = await asyncio.create_subprocess_exec(
            *command, cwd=PROJECT, env=os.environ | settings(), stdout=subprocess.DEVNULL
        )
        if await process.wait():
            raise SystemExit("the layers could not be loaded")

    async def newest(self, kind: str) -> dict[str, Any]:
        """The newest version of a layer."""
        return (await self.get("GET", f"/v1/layers?jurisdiction_id=sample&kind={kind}&limit=1"))["items"][0]

    async def impact(self, versions: dict[str, int]) -> dict[str, Any]:
        """What routing says that the drafts would change, by number."""
        query: dict[str, Any] = {"jurisdiction_id": "sample", "version": [f"{k}:{v}" for k, v in versions.items()]}
        found: dict[str, Any] = {}
        while True:
            page = await self.get("GET", f"/v1/layers/impact?{urlencode(query, doseq=True)}")
            found |= {item["number"]: _compared(item) for item in page["items"]}
            if page["next"] is None:
                return found
            query["cursor"] = page["next"]

    async def ask(self, lookups: Lookups) -> None:
        """Ask at a steady rate, however long answers take; answers are noted in the order of the questions."""
        asked, began = [], time.monotonic()
        while self.running:
            asked.append(asyncio.create_task(self.look_up(lookups)))
            await asyncio.sleep(max(0.0, began + len(asked) / self.rate - time.monotonic()))
        lookups.versions = [seen for seen in await asyncio.gather(*asked) if seen]

    async def look_up(self, lookups: Lookups) -> Versions | None:
        """One look-up at an address."""
        place = self.chance.choice(bodies.addresses())
        began = time.perf_counter()
        try:
            reply = await self.http.request("GET", f"/v1/jurisdictions?lat={place['lat']}&long={place['long']}")
        except (OSError, TimeoutError) as error:
            lookups.failures[type(error).__name__] += 1
            return None
        if reply.status != 200:
            lookups.failures[str(reply.status)] += 1
            return None
        lookups.milliseconds.append((time.perf_counter() - began) * 1000)
        council, school = reply.body["layers"].get(COUNCIL), reply.body["layers"].get(SCHOOL)
        if not council or not school:  # another county that is loaded beside the sample holds this place
            lookups.failures["another county"] += 1
            return None
        return council["version"], school["version"]

    async def follows(self) -> tuple[int, int]:
        """How many of the requests that are opened now are routed by the new districts; referrals stay with nobody."""
        right, kept = 0, 0
        for one in await self.open_requests(NEW_REQUESTS):
            await self.wait_for(lambda one=one: self.routed([one]), "a new request is routed")
            item = await self.work(one["number"])
            if item is None:
                continue
            place = await self.get("GET", f"/v1/jurisdictions?lat={one['lat']}&long={one['long']}")
            told = {name: place["layers"][COUNCIL][name] for name in ("code", "name", "version")}
            kept, right = kept + 1, right + (item["districts"][COUNCIL] == told)
        return right, kept

    async def work(self, number: str) -> dict[str, Any] | None:
        """What routing knows of a request that a department has or that waits in triage."""
        items = (await self.get("GET", f"/v1/assignments?number={number}"))["items"]
        if items:
            return items[0]
        waiting = (await self.get("GET", "/v1/triage?limit=250"))["items"]
        return next((item for item in waiting if item["number"] == number), None)

    async def found(self, numbers: set[str], expected: int) -> dict[str, Any]:
        """What routing found after the activation among the requests that were open before, by number."""
        found: dict[str, Any] = {}
        newest = (await self.get("GET", "/v1/layers/changes?limit=1"))["items"]
        until = time.monotonic() + PATIENCE_SECONDS
        while expected and len(found) < expected and time.monotonic() < until:
            newest = (await self.get("GET", "/v1/layers/changes?limit=1"))["items"]
            found = await self.changes(newest[0]["activation"]) if newest else {}
            await asyncio.sleep(0.5)
        return {number: item for number, item in found.items() if number in numbers} | found

    async def changes(self, activation: str) -> dict[str, Any]:
        """All differences after one activation."""
        found, cursor = {}, ""
        while True:
            page = await self.get("GET", f"/v1/layers/changes?activation={activation}&limit=250{cursor}")
            found |= {item["number"]: _compared(item) for item in page["items"]}
            if page["next"] is None:
                return found
            cursor = f"&cursor={page['next']}"

    def tell(self, lookups: Lookups, lists: tuple[dict, dict], seconds: float, follows: tuple[int, int]) -> bool:
        """Print the figures; whether all is as it must be."""
        impact, found = lists
        print(f"look-ups            {len(lookups.versions)} at {self.rate:g}/s, "
              f"p50 {lookups.percentile(0.5):.1f} ms, p99 {lookups.percentile(0.99):.1f} ms")  # fmt: skip
        print(f"failures            {sum(lookups.failures.values())} {dict(lookups.failures) or ''}")
        print(f"mixed versions      {lookups.mixed}; {lookups.versions[0]} before, {lookups.versions[-1]} after")
        print(f"activation          {seconds:.1f} s from the command to its return")
        print(f"new requests        {follows[0]} of {follows[1]} routed by the new districts")
        print(f"impact              {len(impact)} listed, {len(found)} found afterwards, equal: {impact == found}")
        changed = lookups.versions[0] != lookups.versions[-1]
        right = follows[0] == follows[1] and impact == found and bool(impact)
        return changed and right and not lookups.failures and not lookups.mixed


def _compared(item: dict[str, Any]) -> dict[str, Any]:
    return {name: item[name] for name in ("service_code", "layers", "department", "before", "after", "moves")}


def write_drafts(folder: Path) -> None:
    """The sample's council districts with two exchanged, and its school board districts as they are."""
    for kind in (COUNCIL, SCHOOL):
        content = json.loads((LAYERS / f"{kind}.geojson").read_text())
        for feature in content["features"] if kind == COUNCIL else ():
            properties = feature["properties"]
            properties["code"] = EXCHANGED.get(properties["code"], properties["code"])
        (folder / f"{kind}.geojson").write_text(json.dumps(content))
    moment = time.time_ns()
    (folder / "manifest.toml").write_text("".join(MANIFEST.format(kind=k, moment=moment) for k in (COUNCIL, SCHOOL)))


def main(arguments: list[str]) -> int:
    """Run the measurement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=float, default=200.0, help="look-ups a second")
    parser.add_argument("--requests", type=int, default=300, help="open requests")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        write_drafts(Path(name))
        return 0 if asyncio.run(Measurement(asked.rate, asked.requests).run(Path(name))) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
