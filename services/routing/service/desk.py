"""What every entrypoint of routing shares in a process: the catalogue as it is now."""

from typing import Any

from nameko.extensions import DependencyProvider

from services.routing.catalogue.catalogue import CurrentCatalogue


class CatalogueDesk(DependencyProvider):
    """Gives workers `catalogue.get(session)`."""

    def setup(self) -> None:
        """Keep one for the process."""
        self.current = CurrentCatalogue()

    def get_dependency(self, worker_ctx: Any) -> CurrentCatalogue:
        """Return it."""
        return self.current
