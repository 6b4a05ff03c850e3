"""What `make run` prints when everything is ready: addresses, keys and three things to try."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from deploy.places import PROJECT

if TYPE_CHECKING:
    from deploy.local.stack import Stack

TEXT = """
  gateway    {gateway}          API description: {gateway}/docs
  mailbox    {mailbox}          every mail and letter that was sent
  keys       {folder}/run.json  addresses, tokens and keys, for your eyes only

  Three things to try:

  1. Ask who would be responsible, and by when:
     curl -s {gateway}/v1/requests/preview -H 'Content-Type: application/json' \\
       -d '{preview}'

  2. Report it; the answer holds the number and the PIN:
     curl -s {gateway}/v1/requests -H 'Content-Type: application/json' -H 'Idempotency-Key: first-try' \\
       -d '{create}'

  3. Read the mails that the resident got:
     curl -s '{mailbox}/messages.json?to=ana@example.org'

  Ctrl-C stops everything.
"""


def greet(stack: Stack) -> None:
    """Prints the addresses and what to try first."""
    place = {"location": _sample_place()}
    problem = {"service_code": "pothole", **place}
    resident = {"name": "Ana Flores", "email": "ana@example.org", "language": "en"}
    create = {**problem, "description": "Deep hole in the right lane", "resident": resident}
    text = TEXT.format(
        gateway=stack.url,
        mailbox=f"http://{stack.addresses['mailbox']}",
        folder=stack.folder,
        preview=json.dumps(problem),
        create=json.dumps(create),
    )
    print(text, flush=True)


def _sample_place() -> dict[str, object]:
    """The first address of the sample county."""
    layer = json.loads((PROJECT / "deploy" / "sample" / "layers" / "addresses.geojson").read_text())
    feature = layer["features"][0]
    long, lat = feature["geometry"]["coordinates"]
    return {"lat": round(lat, 6), "long": round(long, 6)}
