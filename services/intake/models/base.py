"""The base of intake's tables, common tables included."""

from services.common.database import service_base

Base = service_base()
