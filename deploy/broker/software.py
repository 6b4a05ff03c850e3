"""Where RabbitMQ's and Erlang's files are: installed, installed now by root, or unpacked without root."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

APT = Path(__file__).parent.parent / "apt.sh"
NEEDED = "^(erlang-|rabbitmq-server$|lib(sctp|ssl|stdc|tinfo|ncurses|systemd))"


class BrokerUnavailable(Exception):
    """RabbitMQ is neither installed nor to be had from apt."""


@dataclass(frozen=True)
class Software:
    """A RabbitMQ that can be started: folders of its scripts, of Erlang's programs and of libraries."""

    scripts: Path
    erlang: Path
    libraries: tuple[Path, ...] = ()

    @property
    def server(self) -> Path:
        return self.scripts / "rabbitmq-server"

    @property
    def epmd(self) -> Path:
        return next(self.erlang.parent.glob("erts-*/bin/epmd"))

    def search_path(self) -> dict[str, str]:
        """The environment in which the scripts find this Erlang and no other."""
        path = f"{self.erlang}:{os.environ.get('PATH', '/usr/bin:/bin')}"
        if not self.libraries:
            return {"PATH": path}
        return {"PATH": path, "LD_LIBRARY_PATH": ":".join(map(str, self.libraries))}


def find_software(folder: Path) -> Software:
    """The RabbitMQ that is installed, else one that apt installs (root) or unpacks into `folder`.

    Raises BrokerUnavailable when neither works.
    """
    folder = folder.resolve()
    found = _look_in(Path("/")) or _look_in(folder)
    if found:
        return found
    if os.geteuid() == 0 and _apt("install", "rabbitmq-server", "libsctp1"):
        _stop_system_service()
        if found := _look_in(Path("/")):
            return found
    return _unpack(folder)


def _look_in(root: Path) -> Software | None:
    servers = sorted(root.glob("usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin/rabbitmq-server"))
    erlang = root / "usr/lib/erlang/bin"
    if not servers or not (erlang / "erl").exists():
        return None
    if root == Path("/"):
        return Software(servers[-1].parent, erlang)
    _point_to(erlang.parent)
    return Software(servers[-1].parent, erlang, tuple(root.glob("usr/lib/*-linux-gnu*")))


def _apt(*words: str) -> str:
    """What apt.sh prints, or the empty word when it fails; "done" when it prints nothing."""
    answer = subprocess.run(["sh", str(APT), *words], capture_output=True, text=True)
    return (answer.stdout.strip() or "done") if answer.returncode == 0 else ""


def _stop_system_service() -> None:
    """Installing starts the distribution's own broker, which nobody here has asked for."""
    if shutil.which("invoke-rc.d"):
        subprocess.run(["invoke-rc.d", "rabbitmq-server", "stop"], capture_output=True)


def _unpack(folder: Path) -> Software:
    packages = _apt("closure", NEEDED, "rabbitmq-server", "libsctp1").split()
    partial = folder.with_name(f"{folder.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    if not packages or not _apt("unpack", str(partial), *packages):
        raise BrokerUnavailable(f"{BrokerUnavailable.__doc__} Install rabbitmq-server or set HUB311_AMQP_URI.")
    partial.rename(folder)
    found = _look_in(folder)
    if found is None:
        raise BrokerUnavailable(f"The packages unpacked into {folder} hold no RabbitMQ.")
    return found


def _point_to(erlang: Path) -> None:
    """Writes the folder of an unpacked Erlang into its start scripts, which name another one."""
    for script in (*erlang.glob("bin/*"), *erlang.glob("erts-*/bin/*")):
        if script.is_symlink() or not script.is_file():
            continue
        content = script.read_bytes()
        fitting = re.sub(rb"\bROOTDIR=[/\"].*", f'ROOTDIR="{erlang}"'.encode(), content)
        if content.startswith(b"#!") and fitting != content:
            script.write_bytes(fitting)
