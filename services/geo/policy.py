"""Who may make which call: deny by default; a call that is not named here is refused to everyone."""

from services.common.caller import Caller
from services.common.errors import Forbidden, Unauthenticated
from services.geo import contract

ANYONE = "anyone"

# Where districts lie and which addresses exist is public; nothing here is about a person.
POLICY: dict[str, tuple[str, ...]] = {
    contract.LOCATE.name: (ANYONE,),
    contract.LOCATE_MANY.name: (ANYONE,),
    contract.LOCATE_LINES.name: (ANYONE,),
    contract.FIND_CODES.name: (ANYONE,),
    contract.FIND_ADDRESSES.name: (ANYONE,),
    contract.DRAW_MAP.name: (ANYONE,),
    contract.LIST_LAYERS.name: (ANYONE,),
    contract.READ_FEATURE.name: (ANYONE,),
    contract.ACTIVATE_LAYER.name: ("administrator",),
    contract.ROLL_BACK_LAYER.name: ("administrator",),
}


def allow(caller: Caller, call: str) -> None:
    """Return when the caller may make the call; Forbidden otherwise."""
    allowed = POLICY.get(call, ())
    if ANYONE not in allowed and not caller.has(*allowed):
        raise Unauthenticated() if caller.kind == "anonymous" else Forbidden()
