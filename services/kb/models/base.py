"""The base of the knowledge base's tables."""

from services.common.tables import service_base

Base = service_base()
