"""All that others may import of kb: its calls, its events, its refusals and what it hears."""

from services.common.changes import LIST_CHANGES
from services.common.contract import Call, Nothing
from services.kb.contract import answers, articles, directory, events, expected, gaps, lines, links, staff
from services.kb.contract.refusals import (
    AgencyNotFound,
    ArticleNotFound,
    DraftNotFound,
    SourceTextMissing,
    StaffNotFound,
)

FIND_ANSWERS = Call("find_answers", answers.Question, answers.FoundAnswers)
READ_ARTICLE = Call("read_article", articles.OneArticle, articles.ArticleView)
LIST_ARTICLES = Call("list_articles", articles.ArticlesWanted, articles.ArticlePage)
READ_DIRECTORY_ENTRY = Call("read_directory_entry", directory.OneAgency, directory.AgencyView)
LIST_DIRECTORY = Call("list_directory", directory.Page, directory.AgencyPage)
FIND_FACILITIES = Call("find_facilities", directory.FacilityWish, directory.FacilityList)
LIST_GAPS = Call("list_gaps", gaps.GapsWanted, gaps.GapList)
DRAFT_ARTICLE = Call("draft_article", articles.Writing, articles.DraftView, writes=True)
PUBLISH_ARTICLE = Call("publish_article", articles.Publication, articles.Published, writes=True)
FIND_STAFF = Call("find_staff", staff.StaffWanted, staff.StaffPage)
SET_STAFF_MEMBER = Call("set_staff_member", staff.StaffMember, staff.StaffView, writes=True)
END_STAFF_MEMBER = Call("end_staff_member", staff.OneStaffMember, Nothing, writes=True)
SET_STAFF_UNIT = Call("set_staff_unit", staff.UnitRule, staff.UnitView, writes=True)
SET_EXPECTED_QUESTIONS = Call("set_expected_questions", expected.ExpectedList, expected.ExpectedKept, writes=True)
LIST_EXPECTED_QUESTIONS = Call("list_expected_questions", expected.ExpectedWanted, expected.ExpectedPage)
READ_COVERAGE = Call("read_coverage", Nothing, expected.CoverageList)
LIST_UPKEEP = Call("list_upkeep", links.UpkeepWanted, links.UpkeepPage)
READ_LINE, LIST_LINES, SET_LINE, END_LINE = lines.LINE_CALLS

CALLS = (
    FIND_ANSWERS,
    READ_ARTICLE,
    LIST_ARTICLES,
    READ_DIRECTORY_ENTRY,
    LIST_DIRECTORY,
    FIND_FACILITIES,
    LIST_CHANGES,
    LIST_GAPS,
    DRAFT_ARTICLE,
    PUBLISH_ARTICLE,
    FIND_STAFF,
    SET_STAFF_MEMBER,
    END_STAFF_MEMBER,
    SET_STAFF_UNIT,
    SET_EXPECTED_QUESTIONS,
    LIST_EXPECTED_QUESTIONS,
    READ_COVERAGE,
    LIST_UPKEEP,
    *lines.LINE_CALLS,
)
EVENTS = events.EVENTS
HEARS = {
    "intake": ("contact_logged", "person_erased"),
    "routing": ("catalogue_changed", "members_changed"),
}
REFUSALS = (ArticleNotFound, DraftNotFound, AgencyNotFound, SourceTextMissing, StaffNotFound, lines.LineNotFound)
