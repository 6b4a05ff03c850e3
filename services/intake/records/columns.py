"""What a record says, column by column: the same in JSON, CSV and Parquet; no name, no address, no words of people."""

TEXT, WHOLE, YES_NO, INSTANT = "text", "whole", "yes_no", "instant"

REQUESTS = {
    "number": TEXT, "service_code": TEXT, "service_version": WHOLE, "status": TEXT, "channel": TEXT, "language": TEXT,
    "anonymous": YES_NO, "received_at": INSTANT, "requested_at": INSTANT, "changed_at": INSTANT, "closed_at": INSTANT,
    "department": TEXT, "area": TEXT, "zip": TEXT, "council_district": TEXT, "close_code": TEXT, "referred_to": TEXT,
    "promised_by": INSTANT, "promise": TEXT, "told": TEXT, "told_at": INSTANT, "merged_into": TEXT,
    "split_from": TEXT, "version": WHOLE,
}  # fmt: skip
CONTACTS = {
    "id": TEXT, "type": TEXT, "channel": TEXT, "language": TEXT, "caller_type": TEXT, "anonymous": YES_NO,
    "received_at": INSTANT, "logged_at": INSTANT, "changed_at": INSTANT, "talk_seconds": WHOLE, "wrap_seconds": WHOLE,
    "state": TEXT, "resolved": YES_NO, "internal": YES_NO, "same_as": TEXT, "logging_department": TEXT, "told": TEXT,
    "told_way": TEXT, "told_at": INSTANT, "interpreter_seconds": WHOLE, "items": WHOLE, "version": WHOLE,
}  # fmt: skip
CONTACT_ITEMS = {
    "contact_id": TEXT, "position": WHOLE, "outcome": TEXT, "article_id": TEXT, "article_version": WHOLE,
    "referred_to": TEXT, "number": TEXT, "kind": TEXT, "about": TEXT, "department": TEXT,
    "theme": TEXT, "warm": YES_NO,
}  # fmt: skip
# The columns of Montgomery County's published service requests, in their order.
OPEN_DATA = {
    "sr_num": TEXT, "created": INSTANT, "closed": INSTANT, "sr_stat_id": TEXT, "department": TEXT, "sr_area": TEXT,
    "sr_sub_area": TEXT, "faq_ques_text": TEXT, "x_sla": WHOLE, "x_city": TEXT, "x_state": TEXT, "x_zipcode": TEXT,
    "sr_subtype_cd": TEXT, "x_electiondist": TEXT, "x_mdstatedist": TEXT, "x_congdist": WHOLE, "x_cong_memb": TEXT,
    "x_councildist": TEXT, "x_councilmbr": TEXT, "last_upd": INSTANT, "number_of_days_open": WHOLE,
    "within_sla_window": TEXT, "sla_yes": WHOLE, "sla_no": TEXT,
}  # fmt: skip
FILES = {"requests": REQUESTS, "contacts": CONTACTS, "contact_items": CONTACT_ITEMS, "open_data": OPEN_DATA}
