"""Entrypoints of intake: `nameko run services.intake.service:IntakeService`."""

from sqlalchemy import select

from services.common.copies import CopyOf
from services.common.groups import GroupCommit
from services.common.peers import Peer
from services.common.service import Service, configure

configure("intake")

from services.intake import catalogue, contract, openings
from services.intake.models import CatalogueEntry
from services.intake.service.asking import Asking
from services.intake.service.attachments import Attachments
from services.intake.service.clients import Clients
from services.intake.service.contacts import Contacts
from services.intake.service.desk import Desk
from services.intake.service.families import Families
from services.intake.service.hearing import Hearing
from services.intake.service.keys import Keys
from services.intake.service.public import Public
from services.intake.service.requests import Requests
from services.routing import contract as routing_contract


class IntakeService(Requests, Attachments, Families, Asking, Public, Contacts, Clients, Keys, Hearing, Service):
    """What residents said, the number they quote, the status they are told."""

    name = "intake"
    contract = contract
    hears_every_seconds = 0.2
    says_every_seconds = 0.04
    desk = Desk()
    opener = GroupCommit(openings.open_group)
    routing = Peer("routing")
    copy_of_routing = CopyOf("routing", routing_contract.LIST_CHANGES, select(CatalogueEntry.code), catalogue.keep)
