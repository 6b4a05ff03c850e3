"""Commands of department systems that have been answered."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from services.routing.models.base import Base


class CommandAnswer(Base):
    """A command by the id that its department gave it: it is answered once, however often it comes."""

    __tablename__ = "command_answers"
    department: Mapped[str] = mapped_column(String(64), primary_key=True)
    command_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
