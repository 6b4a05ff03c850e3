"""Loads the layers of a manifest: `python -m services.geo.load [--dry-run] deploy/sample/layers/manifest.toml`."""

import argparse
import resource
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from tqdm import tqdm

from services.common import clock, settings
from services.common.database import DatabaseAway, Store, engine_for
from services.common.errors import Refusal
from services.geo.layers import limits, replicas, versions
from services.geo.layers.features import LayerUnusable
from services.geo.layers.loading import Loaded, Options, Read
from services.geo.layers.loading import load as load_entries
from services.geo.layers.manifest import ManifestUnusable, read_manifest

PATIENCE_SECONDS = 60  # after the instant at which every replica should have taken over
LOOK_SECONDS = 0.2
SHOWN = 3

Say = Callable[[str], None]


def load(store: Store, manifest: Path, tell: Say = print, options: Options | None = None) -> list[Loaded]:
    """Load a manifest with a bar on a terminal and a line for each layer."""
    entries = read_manifest(manifest)
    with tqdm(total=len(entries), unit=" layers", disable=None, leave=False) as bar:

        def show(number: int, read: Read) -> None:
            bar.update()
            for line in describe(f"[{number}/{len(entries)}]", read):
                bar.clear()
                tell(line)

        loaded, _ = load_entries(store, entries, options or Options(), show)
    return loaded


def describe(place: str, read: Read) -> list[str]:
    """A line about a layer, and one for each thing that somebody should know."""
    report, entry = read.report, read.entry
    state = f"new, {report.seconds:.1f} s" if read.is_new else "unchanged"
    counts = f"{report.features:,} features, {report.vertices:,} vertices"
    lines = [f"{place} {entry.kind} of {entry.jurisdiction_id}: {counts}, {state}"]
    if not read.is_new:
        return lines
    for what, codes in (("mended", report.repaired), ("without their heights", report.flattened),
                        ("joined", report.merged)):  # fmt: skip
        if codes:
            more = f" and {len(codes) - SHOWN} more" if len(codes) > SHOWN else ""
            lines.append(f"      {len(codes)} {what}: {'; '.join(codes[:SHOWN])}{more}")
    if report.left_out:
        lines.append(f"      {report.left_out} left out: without a name or a shape")
    return lines + [f"      look: {warning}" for warning in report.warnings]


def wait_until_active(store: Store, tell: Say) -> bool:
    """Wait until all that is scheduled by now holds, and every replica that runs answers from it."""
    with store.reading() as session:
        revision = versions.revision(session)
        last = versions.moments(session, clock.now())[-1][0]
    soon = min(max(last, clock.now()), clock.now() + timedelta(minutes=10))
    while True:
        with store.reading() as session:
            late = [one for one in replicas.live(session, clock.now()) if one.revision < revision]
        if clock.now() >= soon and not late:
            return True
        if clock.now() >= soon + timedelta(seconds=PATIENCE_SECONDS):
            tell(f"hub311: {len(late)} of geo's processes have not taken it over yet")
            return False
        time.sleep(LOOK_SECONDS)


def main(arguments: list[str]) -> int:
    """Load the named manifests; return when what was activated is active."""
    asked = _parser().parse_args(arguments)
    options = Options(asked.dry_run, asked.draft, asked.strict, asked.at)
    store = Store(engine_for(settings.database_url("geo"), pool_size=1), "geo")
    try:
        return _load_all(store, asked.manifests, options)
    except (ManifestUnusable, LayerUnusable, Refusal) as unusable:
        print(f"hub311: geo: {unusable}", file=sys.stderr)
    except MemoryError:
        print(f"hub311: geo: this needs more memory than {limits.in_megabytes(limits.MEMORY)}", file=sys.stderr)
    except DatabaseAway as away:
        print(f"hub311: geo: the database is away ({away})", file=sys.stderr)
    finally:
        store.engine.dispose()
    return 1


def bound_memory() -> None:
    """Let this process, which does nothing else, fail with a sentence rather than take the machine's memory."""
    resource.setrlimit(resource.RLIMIT_DATA, (limits.MEMORY, resource.getrlimit(resource.RLIMIT_DATA)[1]))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m services.geo.load", description="Load the layers of manifests.")
    parser.add_argument("manifests", nargs="+", type=Path)
    parser.add_argument("--dry-run", action="store_true", help="read, mend and check; store nothing")
    parser.add_argument("--draft", action="store_true", help="store what is new, activate nothing")
    parser.add_argument("--strict", action="store_true", help="refuse what is only suspicious, too")
    parser.add_argument("--at", type=_instant, help="activate at this instant, such as 2026-12-07T05:00Z")
    return parser


def _instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise argparse.ArgumentTypeError("an instant names its zone: 2026-12-07T05:00Z")
    return instant


def _load_all(store: Store, manifests: list[Path], options: Options) -> int:
    loaded = [item for manifest in manifests for item in load(store, manifest, options=options)]
    if options.dry_run:
        print("hub311: geo: nothing was stored")
        return 0
    new, features = sum(item.new for item in loaded), sum(item.layer.features for item in loaded)
    print(f"hub311: geo has {len(loaded)} layers with {features} features ({new} new, {len(loaded) - new} unchanged)")
    if options.draft or options.active_at:
        return 0
    return 0 if wait_until_active(store, print) else 1


if __name__ == "__main__":
    bound_memory()
    sys.exit(main(sys.argv[1:]))
