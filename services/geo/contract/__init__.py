"""All that others may import of geo: its calls, its event and its refusals."""

from services.common.contract import Call
from services.geo.contract import addresses, batches, layers, lines, pictures, places

LOCATE = Call("locate", places.PlaceWish, places.PlaceAnswer)
LOCATE_MANY = Call("locate_many", batches.PlacesWish, batches.PlacesAnswer, deadline_seconds=4.0)
LOCATE_LINES = Call("locate_lines", lines.LinesWish, lines.LinesAnswer, deadline_seconds=10.0)
FIND_CODES = Call("find_codes", lines.CodesWish, lines.CodesAnswer, deadline_seconds=10.0)
FIND_ADDRESSES = Call("find_addresses", addresses.AddressWish, addresses.AddressList)
DRAW_MAP = Call("draw_map", pictures.MapWish, pictures.MapAnswer, deadline_seconds=5.0)
LIST_LAYERS = Call("list_layers", layers.LayersWish, layers.LayerList)
READ_FEATURE = Call("read_feature", layers.FeatureWish, layers.FeatureAnswer)
ACTIVATE_LAYER = Call("activate_layer", layers.ActivationWish, layers.LayerVersionAnswer, writes=True)
ROLL_BACK_LAYER = Call("roll_back_layer", layers.RollbackWish, layers.LayerVersionAnswer, writes=True)

CALLS = (
    LOCATE,
    LOCATE_MANY,
    LOCATE_LINES,
    FIND_CODES,
    FIND_ADDRESSES,
    DRAW_MAP,
    LIST_LAYERS,
    READ_FEATURE,
    ACTIVATE_LAYER,
    ROLL_BACK_LAYER,
)
EVENTS = (layers.LayersActivated,)
HEARS: dict[str, tuple[str, ...]] = {}  # geo keeps nothing about persons, so there is nothing to erase
REFUSALS = (
    layers.FeatureNotFound,
    layers.VersionNotFound,
    layers.NothingBefore,
    layers.HeldAlready,
    layers.TooSoon,
    pictures.PlaceNotFound,
)
