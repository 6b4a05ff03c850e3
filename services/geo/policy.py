"""Who may do what with geo's objects: one table, deny by default."""

from services.common import policy
from services.common.caller import Caller
from services.common.policy import ALL, ANYONE
from services.geo.calls import CALLS

# Where districts lie and which addresses exist is public; nothing here is about a person.
POLICY: policy.Table = {
    "place.locate": {ANYONE: ALL},
    "address.find": {ANYONE: ALL},
    "layer.read": {ANYONE: ALL},
    "layer.activate": {"administrator": ALL},
}


def allow(caller: Caller, call: str) -> None:
    """Return when the caller may make the call; Unauthenticated or Forbidden otherwise."""
    policy.require(POLICY, CALLS, caller, call)
