"""What people ask for: one ranking of answers, articles, agencies, facilities, and what found no answer."""

from gateway.route import STAFF, Route

LANGUAGE = {"lang": "language"}

ROUTES = (
    Route(
        "GET", "/v1/answers", "kb.find_answers", "Find answers, numbers, facilities and service types", named=LANGUAGE
    ),
    Route(
        "GET", "/v1/articles/{id}", "kb.read_article", "Read an article, or exactly one version of it", named=LANGUAGE
    ),
    Route("GET", "/v1/directory/{id}", "kb.read_directory_entry", "Read an agency with its numbers", named=LANGUAGE),
    Route("GET", "/v1/facilities", "kb.find_facilities", "Find facilities, nearest first"),
    Route("GET", "/v1/gaps", "kb.list_gaps", "List questions that found no answer", who=STAFF, named=LANGUAGE),
)
