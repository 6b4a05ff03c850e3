"""What kb keeps of residents: which article answered which contact; questions are kept without what points to one."""

from services.common.erasing import Traces

TRACES: tuple[Traces, ...] = ()
# A contact's id is exchanged for another one (`uses.forget_contacts`), so that the counts of answers stay.
KEPT = {"article_uses": ("contact_id", "article_id")}
NOBODY = (
    "revision", "articles", "article_texts", "article_drafts", "agencies", "facilities", "catalogue_copies",
    "member_copies", "gaps", "search_counts", "staff", "staff_words", "staff_units",
    "expected_questions", "links", "phone_lines",
)  # fmt: skip
