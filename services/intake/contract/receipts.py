"""Messages about receipts: how who complained asks again, named or not."""

from marshmallow import fields

from services.common.contract import Answer, Call, Message, Text


class ReceiptWanted(Message):
    """A receipt by its number, opened by its PIN."""

    number = Text(most=16, least=1, required=True)
    pin = Text(most=16, load_default=None, allow_none=True)


class Complaint(Answer):
    """What it was about, in codes."""

    kind = fields.String()
    about = fields.String(allow_none=True)
    department = fields.String(allow_none=True)


class Receipt(Answer):
    """A complaint as its holder may see it: since which day, how far it is, and how an answer was given."""

    number = fields.String(required=True)
    received_on = fields.Date(required=True)
    state = fields.String(required=True)
    notice = fields.Dict(allow_none=True)
    items = fields.List(fields.Nested(Complaint), required=True)


READ_RECEIPT = Call("read_receipt", ReceiptWanted, Receipt)
