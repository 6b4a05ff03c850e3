"""What can be asked for, which departments there are, and which rules decide."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.routing.models.base import Base, Packed


class CatalogueEntry(Base):
    """A department, service type, rule, agency (a copy of kb's) or calendar as it is now."""

    __tablename__ = "catalogue"
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    code: Mapped[str] = mapped_column(String(64), primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    entry: Mapped[dict[str, Any]] = mapped_column(Packed)
    content_hash: Mapped[str] = mapped_column(String(64))
    revision: Mapped[int] = mapped_column(BigInteger, index=True)


class EntryVersion(Base):
    """What an entry said in a version; decisions name versions, so they stay explicable."""

    __tablename__ = "catalogue_versions"
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    code: Mapped[str] = mapped_column(String(64), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    entry: Mapped[dict[str, Any]] = mapped_column(Packed)
    since: Mapped[datetime]


class CatalogueRevision(Base):
    """One row: raised with each change of the catalogue or of members, so that changes have one order."""

    __tablename__ = "catalogue_revision"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger)
