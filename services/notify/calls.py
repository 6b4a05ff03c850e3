"""Which actions of the policy each call of notify takes: one of them must be allowed."""

from services.common.policy import Calls
from services.notify import contract

CALLS: Calls = {
    contract.LIST_MESSAGES.name: ("message.list",),
    contract.LIST_UNREACHABLE.name: ("message.list_unreachable",),
    contract.READ_LETTER_BATCHES.name: ("batch.list",),
    contract.LIST_NOTICE_AUDIT.name: ("audit.read",),
    contract.LIST_STANDARD_REPLIES.name: ("reply.read",),
    contract.READ_STANDARD_REPLY.name: ("reply.read",),
    contract.FILL_STANDARD_REPLY.name: ("reply.read",),
    contract.DRAFT_STANDARD_REPLY.name: ("reply.draft",),
    contract.APPROVE_STANDARD_REPLY.name: ("reply.approve",),
    contract.RETIRE_STANDARD_REPLY.name: ("reply.approve",),
}
