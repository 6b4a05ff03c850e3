"""Calls about API clients: by their owners, who come with the secret of a link, and by staff."""

from typing import Any

from services.common.caller import Caller
from services.common.rpc import answers
from services.common.timers import timer
from services.intake import client_links, clients, contract, keys, policy


class Clients:
    """Register, send links, read and change one's own, list, end."""

    db: Any
    desk: Any

    @answers(contract.REGISTER_CLIENT)
    def register_client(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Write a client down; its owner is sent a link. The answer is the same whatever is known of the address."""
        with self.db.transaction() as session:
            clients.register(session, message)
        return {}

    @answers(contract.SEND_CLIENT_LINKS)
    def send_client_links(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Send the owner of clients a link for each; the answer is the same for a stranger."""
        with self.db.transaction() as session:
            client_links.make_for(session, message["email"])
        return {}

    @answers(contract.READ_OWN_CLIENT)
    def read_own_client(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Show a client to its owner."""
        with self.db.reading() as session:
            client = client_links.open_link(session, self.desk.secret, message["token"])
            return clients.views(session, [client])[0]

    @answers(contract.ISSUE_OWN_KEY)
    def issue_own_key(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Make a key for a client's owner; it is shown this once."""
        with self.db.transaction() as session:
            client = client_links.open_link(session, self.desk.secret, message["token"], lock=True)
            return clients.issue_own(session, client, message["days"])

    @answers(contract.REVOKE_OWN_KEY)
    def revoke_own_key(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """End a key of one's own."""
        with self.db.transaction() as session:
            client = client_links.open_link(session, self.desk.secret, message["token"])
            keys.revoke(session, message["id"], client.id)
        return {}

    @answers(contract.LIST_CLIENTS)
    def list_clients(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """List clients with their keys."""
        with self.db.reading() as session:
            policy.standing(session, caller).require("client.list")
            return clients.page(session, **message)

    @answers(contract.END_CLIENT)
    def end_client(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """End a client with all of its keys."""
        with self.db.transaction() as session:
            policy.standing(session, caller).require("key.manage")
            clients.end(session, message["id"])
        return {}

    @answers(contract.LIST_LINK_FACTS)
    def list_link_facts(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Tell notify where links go."""
        with self.db.reading() as session:
            policy.standing(session, caller).require("facts.read")
            return {"facts": client_links.facts(session, self.desk.secret, message["links"])}

    @timer(interval=600, eager=True)
    def forget_unconfirmed(self) -> None:
        """Drop what nobody has confirmed."""
        with self.db.transaction() as session:
            clients.forget_unconfirmed(session)
