"""Calls between services, both sides: @answers for who answers, Peer for who asks."""

from services.common.answering import answers
from services.common.peers import Peer

__all__ = ["Peer", "answers"]
