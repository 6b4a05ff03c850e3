"""What offices of representatives hear: steps in their districts, and whose name they may read or no longer."""

from marshmallow import fields, validate

from services.common.contract import EventData

STATUSES = ("open", "assigned", "in_progress", "on_hold", "late", "closed", "referred")


class DistrictNotice(EventData):
    """Something has happened in an office's districts: `steps` hold number, service_code, status, area, at, districts.

    `status` is what the resident sees, or late when a promised day has passed. No words, no exact place, nobody's name;
    requests of types that are not public are left out.
    """

    office = fields.String(required=True)
    steps = fields.List(fields.Dict(), required=True)


class OfficeConsentChanged(EventData):
    """A resident lets the office read name and number of one request or contact (`given`), or no longer (`withdrawn`).

    After `withdrawn` the office forgets what it has read; `GET /v1/office-referrals/{id}` holds nothing of it any more.
    """

    office = fields.String(required=True)
    referral_id = fields.String(required=True)
    number = fields.String(required=True, allow_none=True)
    contact = fields.String(required=True, allow_none=True)
    consent = fields.String(required=True, validate=validate.OneOf(("given", "withdrawn")))


EVENTS = (DistrictNotice, OfficeConsentChanged)
