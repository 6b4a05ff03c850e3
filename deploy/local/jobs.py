"""What has to be done once before the services start: databases migrated, sample county loaded, broker declared."""

from __future__ import annotations

import subprocess
from pathlib import Path

from deploy import processes
from deploy.local.programs import has_module, module
from deploy.places import PROJECT

SAMPLE = PROJECT / "deploy" / "sample"
# A service's loader takes the sample's folder, geo's the manifest of its layers.
PARTS = {"geo": SAMPLE / "layers" / "manifest.toml"}
JOB_SECONDS = 300


class JobFailed(Exception):
    """A job that prepares the start failed."""


class Jobs:
    """Runs the project's own jobs with the settings of an instance; each has a log file."""

    def __init__(self, folder: Path, environment: dict[str, str], services: list[str]) -> None:
        self.folder = folder
        self.environment = environment
        self.services = services

    def migrate(self) -> None:
        """Brings every database to its newest form."""
        if has_module("services.common.migrate"):
            self._finish({"migrate": self._begin("migrate", "services.common.migrate", "--all")})

    @property
    def are_new(self) -> bool:
        """Whether nothing was ever declared on the broker of this folder."""
        return not self._marker("topology").exists()

    def declare(self) -> None:
        """Declares exchanges, queues and bindings on the broker."""
        if has_module("services.common.topology"):
            self._finish({"topology": self._begin("topology", "services.common.topology")})
            self._marker("topology").touch()

    def load_sample(self) -> list[str]:
        """Loads the sample county into each service that can and has not yet; returns which were loaded."""
        loaders = {name: f"services.{name}.load" for name in self.services if not self._marker(name).exists()}
        due = {name: dotted for name, dotted in loaders.items() if has_module(dotted)}
        if not due or not SAMPLE.exists():
            return []
        begun = {
            name: self._begin(f"load-{name}", dotted, str(PARTS.get(name, SAMPLE))) for name, dotted in due.items()
        }
        self._finish(begun)
        for name in due:
            self._marker(name).touch()
        return sorted(due)

    def _marker(self, name: str) -> Path:
        return self.folder / "loaded" / name

    def _begin(self, name: str, dotted: str, *arguments: str) -> subprocess.Popen[bytes]:
        (self.folder / "loaded").mkdir(exist_ok=True)
        command = module(dotted, *arguments)
        return processes.start_process(command, self._log(name), self.environment, folder=PROJECT)

    def _log(self, name: str) -> Path:
        return self.folder / "log" / f"{name}.log"

    def _finish(self, begun: dict[str, subprocess.Popen[bytes]]) -> None:
        """Waits for all of them; raises JobFailed with the end of the log of the first that failed."""
        try:
            statuses = {name: process.wait(JOB_SECONDS) for name, process in begun.items()}
        finally:
            for process in begun.values():
                if process.poll() is None:
                    process.kill()
        for name, status in statuses.items():
            if status != 0:
                end = self._log(name).read_text(errors="replace")[-1500:]
                raise JobFailed(f"The job {name} ended with status {status}.\n{end}")
