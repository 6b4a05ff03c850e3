"""Entrypoints of routing: `nameko run services.routing.service:RoutingService`."""

from services.common.audit import write_group
from services.common.auditing import Audit
from services.common.copies import CopyOf
from services.common.groups import GroupCommit
from services.common.peers import Peer
from services.common.service import Service, configure

configure("routing")

from services.kb import contract as kb_contract
from services.routing import contract
from services.routing.catalogue import agencies
from services.routing.districts.noting import Noting
from services.routing.service.audit import Audited
from services.routing.service.boundaries import Boundaries
from services.routing.service.bulk import BulkWork
from services.routing.service.bulletins import Bulletins
from services.routing.service.changes import Changes
from services.routing.service.desk import CatalogueDesk
from services.routing.service.districts import DistrictNotices
from services.routing.service.drills import Drills
from services.routing.service.emergencies import Emergencies
from services.routing.service.feed import Feed
from services.routing.service.figures import Figures
from services.routing.service.hands import Hands
from services.routing.service.hearing import Hearing
from services.routing.service.launch import Launching
from services.routing.service.outside import Outside
from services.routing.service.oversight import Oversight
from services.routing.service.people import People
from services.routing.service.promises import Promises
from services.routing.service.queue_keeper import FeedRelay, QueueKeeper
from services.routing.service.replay_sender import ReplaySender
from services.routing.service.rules import Rules
from services.routing.service.services import Services
from services.routing.service.sessions import Sessions
from services.routing.service.tables import Tables
from services.routing.service.webhook_sender import WebhookSender
from services.routing.service.webhooks import Webhooks
from services.routing.service.work import Work


class RoutingService(
    Services, Rules, Changes, Tables, Promises, People, Sessions, Work, Hands, Oversight, Boundaries, Outside, Feed,
    Webhooks, Hearing, Bulletins, DistrictNotices, Emergencies, Drills, Launching, Audited, Figures, BulkWork, Service,
):  # fmt: skip
    """Who does it, by when, and how far it is."""

    name = "routing"
    contract = contract
    relay = FeedRelay(prepare=Noting())
    catalogue = CatalogueDesk()
    queues = QueueKeeper()
    webhooks = WebhookSender()
    replays = ReplaySender()
    geo = Peer("geo")
    intake = Peer("intake")
    kb = Peer("kb")
    notify = Peer("notify")
    audit = Audit()
    read_log = GroupCommit(write_group)
    copy_of_kb = CopyOf("kb", kb_contract.LIST_CHANGES, agencies.COPIED, agencies.keep_changes)
