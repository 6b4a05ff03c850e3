"""Entrypoints of intake: `nameko run services.intake.service:IntakeService`."""

from sqlalchemy import select

from services.common.audit import write_group
from services.common.auditing import Audit
from services.common.copies import CopyOf
from services.common.groups import GroupCommit
from services.common.peers import Peer
from services.common.service import Service, configure

configure("intake")

from services.intake import catalogue, contract, openings
from services.intake.audit import HISTORY
from services.intake.models import CatalogueEntry
from services.intake.service.asking import Asking
from services.intake.service.attachments import Attachments
from services.intake.service.audit import Audited
from services.intake.service.bulk import BulkActions
from services.intake.service.clients import Clients
from services.intake.service.contacts import Contacts
from services.intake.service.desk import Desk
from services.intake.service.drafts import Drafts
from services.intake.service.families import Families
from services.intake.service.following import Following
from services.intake.service.hearing import Hearing
from services.intake.service.keys import Keys
from services.intake.service.ledger import Ledger
from services.intake.service.lookups import Lookups
from services.intake.service.offices import Offices
from services.intake.service.own_lists import OwnLists
from services.intake.service.privacy import Privacy
from services.intake.service.public import Public
from services.intake.service.records import Records
from services.intake.service.requests import Requests
from services.intake.service.retention import Retention
from services.intake.service.searches import Searches
from services.intake.service.tier2 import Tier2
from services.intake.service.unmasking import Unmasking
from services.intake.service.watching import Watching
from services.routing import contract as routing_contract


class IntakeService(
    Requests,
    Searches,
    Attachments,
    Families,
    BulkActions,
    Drafts,
    Following,
    Asking,
    Public,
    Contacts,
    Ledger,
    Tier2,
    Watching,
    Unmasking,
    Clients,
    Keys,
    Lookups,
    OwnLists,
    Offices,
    Records,
    Privacy,
    Retention,
    Audited,
    Hearing,
    Service,
):
    """What residents said, the number they quote, the status they are told."""

    name = "intake"
    contract = contract
    hears_every_seconds = 0.2
    says_every_seconds = 0.04
    desk = Desk()
    opener = GroupCommit(openings.open_group)
    audit = Audit(but=frozenset({"open_request", "report_request"}), others=(HISTORY,))
    read_log = GroupCommit(write_group)
    routing = Peer("routing")
    notify = Peer("notify")
    copy_of_routing = CopyOf("routing", routing_contract.LIST_CHANGES, select(CatalogueEntry.code), catalogue.keep)
