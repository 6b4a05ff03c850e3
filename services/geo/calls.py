"""Which actions of the policy each call of geo takes: one of them must be allowed."""

from services.common.policy import Calls
from services.geo import contract

CALLS: Calls = {
    contract.LOCATE.name: ("place.locate",),
    contract.LOCATE_MANY.name: ("place.locate",),
    contract.LOCATE_LINES.name: ("place.locate",),
    contract.FIND_CODES.name: ("place.locate",),
    contract.FIND_ADDRESSES.name: ("address.find",),
    contract.DRAW_MAP.name: ("place.locate",),
    contract.LIST_LAYERS.name: ("layer.read",),
    contract.READ_FEATURE.name: ("layer.read",),
    contract.ACTIVATE_LAYER.name: ("layer.activate",),
    contract.ROLL_BACK_LAYER.name: ("layer.activate",),
}
