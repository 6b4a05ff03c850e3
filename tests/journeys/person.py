"""A person at a real browser, before a gateway that trusts an OpenID provider nobody here wrote."""

import hashlib
import json
import os
import select
import shutil
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import requests

from deploy import ports, processes
from deploy.places import PROJECT

SCRIPTS = Path(__file__).parent / "browser"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
INSTALL_SECONDS, STEP_SECONDS, READY_SECONDS = 120, 60, 60


class NotHere(Exception):
    """What the journey needs is not on this machine; the message says what."""


def find_browser() -> str:
    """Return the browser's program."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        raise NotHere(f"there is no browser: none of {', '.join(BROWSERS)} is installed")
    return found


def install_scripts() -> Path:
    """Return a folder with the scripts and what they need from npm; kept for the next time."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        raise NotHere("there is no Node.js with npm, which runs the OpenID provider")
    wanted = b"".join(path.read_bytes() for path in sorted(SCRIPTS.iterdir()))
    folder = PROJECT / "var" / f"browser-{hashlib.sha256(wanted).hexdigest()[:12]}"
    if not (folder / "done").exists():
        shutil.copytree(SCRIPTS, folder, dirs_exist_ok=True)
        command = [npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=INSTALL_SECONDS)
        if done.returncode:
            raise NotHere(f"npm cannot install the OpenID provider: {done.stderr[-300:]}")
        (folder / "done").touch()
    return folder


class Person:
    """Sits at a browser; what is around it ends with it."""

    def __init__(self, stack: Any, pictures: Path) -> None:
        self.pictures = pictures
        self.pictures.mkdir(parents=True, exist_ok=True)
        self._running = ExitStack()
        browser, folder = find_browser(), install_scripts()
        port, provider_port = ports.find_free_port(), ports.find_free_port()
        self.url = f"http://127.0.0.1:{port}"
        issuer = f"http://127.0.0.1:{provider_port}"
        try:
            self._start_provider(folder, provider_port, issuer)
            self._start_gateway(stack, port, issuer)
            self._browser = self._start_browser(folder, browser)
        except BaseException:
            self.leave()
            raise

    def _start(self, command: list[str], name: str, environment: dict[str, str], folder: Path) -> Any:
        process = processes.start_process(command, self.pictures / f"{name}.log", environment, folder=folder)
        self._running.callback(_end, process)
        return process

    def _start_provider(self, folder: Path, port: int, issuer: str) -> None:
        environment = dict(os.environ) | {"PORT": str(port), "GATEWAY": self.url}
        self._start(["node", "provider.mjs"], "provider", environment, folder)
        self._wait(f"{issuer}/.well-known/openid-configuration", "the OpenID provider")

    def _start_gateway(self, stack: Any, port: int, issuer: str) -> None:
        metrics = ports.find_free_port()
        own = {
            "HUB311_PORT": str(port), "HUB311_PUBLIC_URL": self.url, "HUB311_OIDC_ISSUER": issuer,
            "HUB311_HTTP_GATEWAY_METRICS": f"127.0.0.1:{metrics}",
        }  # fmt: skip
        self._start([sys.executable, "-m", "gateway"], "gateway", stack.environment | own, PROJECT)
        self._wait(f"{self.url}/ready", "the gateway of the browser")

    def _start_browser(self, folder: Path, program: str) -> subprocess.Popen[str]:
        environment = dict(os.environ) | {
            "CHROMIUM": program, "GATEWAY": self.url, "PICTURES": str(self.pictures),
        }  # fmt: skip
        log = self._running.enter_context((self.pictures / "browser.log").open("w"))
        started = subprocess.Popen(
            ["node", "browser.mjs"], cwd=folder, env=environment, text=True, bufsize=1,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
        )  # fmt: skip
        self._running.callback(self._close, started)
        return started

    @staticmethod
    def _close(started: subprocess.Popen[str]) -> None:
        assert started.stdin
        assert started.stdout
        started.stdin.close()
        started.wait(20)
        started.stdout.close()

    @staticmethod
    def _wait(url: str, what: str) -> None:
        def answers() -> bool:
            try:
                return requests.get(url, timeout=5).status_code == 200
            except requests.RequestException:
                return False

        processes.wait_until(answers, READY_SECONDS, what)

    def does(self, doing: str, what: str, picture: str) -> dict[str, Any]:
        """Do something and return what there is to see then; a picture of it stays in the folder."""
        assert self._browser.stdin
        assert self._browser.stdout
        self._browser.stdin.write(json.dumps([doing, what, picture]) + "\n")
        ready, _, _ = select.select([self._browser.stdout], [], [], STEP_SECONDS)
        assert ready, f"the browser did not {doing} {what} within {STEP_SECONDS} s"
        seen = json.loads(self._browser.stdout.readline())
        assert "failed" not in seen, f"{doing} {what}: {seen}"
        return seen

    def leave(self) -> None:
        """End everything."""
        self._running.close()


def _end(process: Any) -> None:
    process.terminate()
    process.wait(20)
