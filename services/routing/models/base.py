"""The base of routing's tables and the column type for JSON that is only read whole."""

from typing import Any

import orjson
from sqlalchemy import Text
from sqlalchemy.types import TypeDecorator

from services.common.database import service_base

Base = service_base()


class Packed(TypeDecorator[Any]):
    """JSON that is only read whole, never searched: text, written fast."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> str | None:
        """Write it."""
        return None if value is None else orjson.dumps(value).decode()

    def process_result_value(self, value: Any, dialect: Any) -> Any:
        """Read it."""
        return None if value is None else orjson.loads(value)
