"""Links by which residents come to the list of their own requests."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.intake.models.base import Base


class OwnList(Base):
    """A link that somebody asked for with an e-mail address; its secret part follows from the id and stands nowhere."""

    __tablename__ = "own_lists"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[int] = mapped_column(BigInteger)
    language: Mapped[str] = mapped_column(String(8))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    __table_args__ = (Index("own_lists_email", "email_key", "made_at"), Index("own_lists_made", "made_at"))
