"""Entrypoints of intake: `nameko run services.intake.service:IntakeService`."""

from services.common.groups import GroupCommit
from services.common.peers import Peer
from services.common.service import Service, configure

configure("intake")

from services.intake import contract, openings
from services.intake.service.contacts import Contacts
from services.intake.service.desk import Desk
from services.intake.service.hearing import Hearing
from services.intake.service.keys import Keys
from services.intake.service.requests import Requests


class IntakeService(Requests, Contacts, Keys, Hearing, Service):
    """What residents said, the number they quote, the status they are told."""

    name = "intake"
    contract = contract
    desk = Desk()
    opener = GroupCommit(openings.open_group)
    routing = Peer("routing")
