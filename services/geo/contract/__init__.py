"""All that others may import of geo: its calls, its event and its refusals."""

from services.common.contract import Call
from services.geo.contract import addresses, batches, layers, places
from services.geo.contract.layers import FeatureNotFound, LayersActivated

LOCATE = Call("locate", places.PlaceWish, places.PlaceAnswer)
LOCATE_MANY = Call("locate_many", batches.PlacesWish, batches.PlacesAnswer, deadline_seconds=4.0)
FIND_ADDRESSES = Call("find_addresses", addresses.AddressWish, addresses.AddressList)
LIST_LAYERS = Call("list_layers", layers.LayersWish, layers.LayerList)
READ_FEATURE = Call("read_feature", layers.FeatureWish, layers.FeatureAnswer)

CALLS = (LOCATE, LOCATE_MANY, FIND_ADDRESSES, LIST_LAYERS, READ_FEATURE)
EVENTS = (LayersActivated,)
HEARS: dict[str, tuple[str, ...]] = {}  # geo keeps nothing about persons, so there is nothing to erase
REFUSALS = (FeatureNotFound,)
