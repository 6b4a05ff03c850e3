"""What geo keeps of residents: nothing; places and addresses are everybody's."""

from services.common.erasing import Traces
from services.geo.models import Base

TRACES: tuple[Traces, ...] = ()
KEPT: dict[str, tuple[str, ...]] = {}
NOBODY = tuple(Base.metadata.tables)
