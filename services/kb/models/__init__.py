"""The tables of the knowledge base: articles, directory, facilities, copies of routing's catalogue, gaps and uses."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.kb.models.base import Base
from services.kb.models.expected import ExpectedQuestion
from services.kb.models.lines import PhoneLine
from services.kb.models.links import Link

__all__ = ["Base", "ExpectedQuestion", "Link", "PhoneLine"]


class Revision(Base):
    """One row: a number that rises whenever something that can be found has changed."""

    __tablename__ = "revision"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger)


class Article(Base):
    """An article: who answers for it and how far 311 handles it; its texts are rows of their own."""

    __tablename__ = "articles"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    source_language: Mapped[str] = mapped_column(String(16))
    department: Mapped[str] = mapped_column(String(64))
    level: Mapped[int] = mapped_column(Integer)
    service_types: Mapped[list[Any]]
    links: Mapped[list[Any]]
    review_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(Integer)  # the newest number given to a text


class ArticleText(Base):
    """One published text of an article, never edited: (article, version) names exactly what was said."""

    __tablename__ = "article_texts"
    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id"), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    language: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(String(300))
    summary: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    keywords: Mapped[list[Any]]
    aliases: Mapped[list[Any]]
    level: Mapped[int] = mapped_column(Integer)
    department: Mapped[str] = mapped_column(String(64))
    source_version: Mapped[int | None] = mapped_column(Integer)  # of a translation: the text it was made from
    content_hash: Mapped[str] = mapped_column(String(64))
    published_at: Mapped[datetime]
    published_by: Mapped[str] = mapped_column(String(128))
    publication_key: Mapped[str | None] = mapped_column(String(200))  # of the call that published it
    revision: Mapped[int] = mapped_column(BigInteger)
    __table_args__ = (
        Index("article_texts_language", "article_id", "language", "version"),
        Index("article_texts_revision", "revision"),
    )


class ArticleDraft(Base):
    """A text in preparation; one for each article and language, gone when published."""

    __tablename__ = "article_drafts"
    article_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    language: Mapped[str] = mapped_column(String(16), primary_key=True)
    content: Mapped[dict[str, Any]]
    edited_at: Mapped[datetime]
    edited_by: Mapped[str] = mapped_column(String(128))


class Agency(Base):
    """A directory entry: a department's office or somebody outside, with every number and its publish rule."""

    __tablename__ = "agencies"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    entry: Mapped[dict[str, Any]]
    content_hash: Mapped[str] = mapped_column(String(64))
    changed_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column(BigInteger)
    __table_args__ = (Index("agencies_revision", "revision"),)


class Facility(Base):
    """A building that the public visits."""

    __tablename__ = "facilities"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(64))
    version: Mapped[int] = mapped_column(Integer)
    entry: Mapped[dict[str, Any]]
    content_hash: Mapped[str] = mapped_column(String(64))
    __table_args__ = (Index("facilities_kind", "kind"),)


class CatalogueCopy(Base):
    """A service type or department as routing said it last."""

    __tablename__ = "catalogue_copies"
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)  # service_type, department
    code: Mapped[str] = mapped_column(String(64), primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    entry: Mapped[dict[str, Any]]


class Member(Base):
    """Who belongs to which department, as routing said it last."""

    __tablename__ = "member_copies"
    department: Mapped[str] = mapped_column(String(64), primary_key=True)
    subject: Mapped[str] = mapped_column(String(128), primary_key=True)
    tier: Mapped[str] = mapped_column(String(32))


class Gap(Base):
    """A question that found no answer, stripped of what could point to a person, and how often it came."""

    __tablename__ = "gaps"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    text: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(8))  # open, closed
    times: Mapped[int] = mapped_column(Integer)
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_by_kind: Mapped[str | None] = mapped_column(String(16))
    closed_by_id: Mapped[str | None] = mapped_column(String(64))
    __table_args__ = (
        Index("gaps_text", "text", "language", unique=True),
        Index("gaps_state_times", "state", "times"),
    )


class SearchCount(Base):
    """How many searches of a day and language found what first; no question's text."""

    __tablename__ = "search_counts"
    day: Mapped[date] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(String(16), primary_key=True)
    found_kind: Mapped[str] = mapped_column(String(16), primary_key=True)  # none when nothing was found
    found_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    times: Mapped[int] = mapped_column(Integer)


class ArticleUse(Base):
    """An article that answered a contact, and whether the contact became a request all the same."""

    __tablename__ = "article_uses"
    contact_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    article_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    used_at: Mapped[datetime]
    then_request: Mapped[bool]
    __table_args__ = (Index("article_uses_article", "article_id", "used_at"),)


class StaffEntry(Base):
    """Somebody who works in a unit of a department."""

    __tablename__ = "staff"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    department: Mapped[str] = mapped_column(String(64))
    unit: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(120))
    title: Mapped[str] = mapped_column(String(120))
    programmes: Mapped[list[Any]]
    phone: Mapped[str | None] = mapped_column(String(40))
    email: Mapped[str | None] = mapped_column(String(254))
    room: Mapped[str | None] = mapped_column(String(60))
    languages: Mapped[list[Any]]
    __table_args__ = (Index("staff_unit", "department", "unit", "id"),)


class StaffWord(Base):
    """A word by which somebody is found."""

    __tablename__ = "staff_words"
    word: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    __table_args__ = (Index("staff_words_staff", "staff_id"),)


class StaffUnit(Base):
    """What a unit allows callers to be told of its people, and whom to name instead."""

    __tablename__ = "staff_units"
    department: Mapped[str] = mapped_column(String(64), primary_key=True)
    unit: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    tell: Mapped[list[Any]]
    instead: Mapped[str | None] = mapped_column(String(40))
