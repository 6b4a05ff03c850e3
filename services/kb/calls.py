"""Which actions of the policy each call of kb takes: one of them must be allowed."""

from services.common.policy import Calls
from services.kb import contract

CALLS: Calls = {
    contract.FIND_ANSWERS.name: ("answer.find",),
    contract.READ_ARTICLE.name: ("article.read",),
    contract.LIST_ARTICLES.name: ("article.read",),
    contract.READ_DIRECTORY_ENTRY.name: ("directory.read",),
    contract.FIND_FACILITIES.name: ("directory.read",),
    contract.LIST_DIRECTORY.name: ("directory.read",),
    contract.LIST_CHANGES.name: ("changes.read",),
    contract.LIST_GAPS.name: ("gap.list",),
    contract.DRAFT_ARTICLE.name: ("article.edit",),
    contract.PUBLISH_ARTICLE.name: ("article.edit",),
    contract.FIND_STAFF.name: ("staff.read",),
    contract.SET_STAFF_MEMBER.name: ("staff.edit",),
    contract.END_STAFF_MEMBER.name: ("staff.edit",),
    contract.SET_STAFF_UNIT.name: ("staff.edit",),
    contract.SET_EXPECTED_QUESTIONS.name: ("expected.set",),
    contract.LIST_EXPECTED_QUESTIONS.name: ("expected.read",),
    contract.READ_COVERAGE.name: ("expected.read",),
    contract.LIST_UPKEEP.name: ("expected.read",),
    contract.READ_LINE.name: ("staff.read",),
    contract.LIST_LINES.name: ("staff.read",),
    contract.SET_LINE.name: ("staff.edit",),
    contract.END_LINE.name: ("staff.edit",),
}
