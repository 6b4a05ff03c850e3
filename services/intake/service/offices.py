"""Calls about offices of representatives: what they sent, what residents let them know."""

from typing import Any

from services.common.caller import Caller
from services.common.rpc import answers
from services.intake import contract
from services.intake.offices import acting


class Offices:
    """Send, follow; agree, take back."""

    db: Any
    desk: Any
    read_log: Any

    @answers(contract.RECORD_OFFICE_REFERRAL)
    def record_office_referral(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Write down that an office sent a request or contact."""
        return acting.send(self, message, caller)

    @answers(contract.LIST_OFFICE_REFERRALS)
    def list_office_referrals(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """List what the caller's office follows."""
        return acting.follow(self, message, caller)

    @answers(contract.READ_OFFICE_REFERRAL)
    def read_office_referral(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Show one of them, with who asked while the consent holds."""
        return acting.read(self, message, caller)

    @answers(contract.GIVE_CONSENT)
    def give_consent(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Let an office know who asked."""
        return acting.agree(self, message, caller)

    @answers(contract.WITHDRAW_CONSENT)
    def withdraw_consent(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Take that back."""
        return acting.take_back(self, message, caller)

    @answers(contract.LIST_CONSENTS)
    def list_consents(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """List what a resident agreed to."""
        return acting.list_agreed(self, message, caller)
