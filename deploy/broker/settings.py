"""The files and the environment that make a RabbitMQ node private: names, ports, limits and secrets."""

from __future__ import annotations

from pathlib import Path

from deploy.broker.software import Software
from deploy.private_files import keep_secret, write_private

USER = VIRTUAL_HOST = "hub311"
PORTS = ("amqp", "admin", "distribution", "epmd")
# The limits are high because the machine is shared and small: an alarm would stop every publisher. For the
# same reason the write-ahead log is small (default: half a gigabyte). The consumer timeout is the default.
CONFIGURATION = """\
listeners.tcp.local = 127.0.0.1:{amqp}
management.tcp.ip = 127.0.0.1
management.tcp.port = {admin}
management.rates_mode = none
default_user = {user}
default_pass = {password}
default_vhost = {virtual_host}
loopback_users = none
vm_memory_high_watermark.relative = 0.6
disk_free_limit.absolute = 64MB
raft.wal_max_size_bytes = 67108864
log.dir = {folder}/log
log.file = rabbitmq.log
log.file.level = info
log.connection.level = warning
log.console = false
"""


# A quorum queue whose node is killed within seconds of its declaration waits for ever for an election after
# the restart. A single node may always hold it, so it does: for ten seconds after its start, for each that waits.
ELECTION = (
    "spawn(fun()->rabbit:await_startup(),lists:foreach(fun(_)->"
    "[ra:trigger_election({element(1,Member),node()})"
    "||Member<-ets:tab2list(ra_state),element(2,Member)=:=follower],"
    "timer:sleep(500)end,lists:seq(1,20))end)."
)
# Distribution on the loopback interface, and no epmd that outlives the node.
ERLANG_OPTIONS = f"-kernel inet_dist_use_interface {{127,0,0,1}} -start_epmd false -eval {ELECTION}"


def write_settings(folder: Path, ports: dict[str, int]) -> str:
    """Writes what the node reads at its start; returns the password of its user."""
    for name in ("data", "log", "generated"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    password = keep_secret(folder / "password")
    text = CONFIGURATION.format(**ports, user=USER, password=password, virtual_host=VIRTUAL_HOST, folder=folder)
    write_private(folder / "rabbitmq.conf", text)
    (folder / "enabled_plugins").write_text("[rabbitmq_management].\n")
    keep_secret(folder / ".erlang.cookie")
    return password


def environment(folder: Path, ports: dict[str, int], software: Software) -> dict[str, str]:
    """The environment of the node and of its tools; no file of the installed broker's is read."""
    return {
        **software.search_path(),
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "ERL_EPMD_PORT": str(ports["epmd"]),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "ERL_CRASH_DUMP": str(folder / "log/erl_crash.dump"),
        "RABBITMQ_NODENAME": f"hub311-{ports['amqp']}@localhost",
        "RABBITMQ_DIST_PORT": str(ports["distribution"]),
        "RABBITMQ_CONF_ENV_FILE": str(folder / "none"),
        "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
        "RABBITMQ_ADVANCED_CONFIG_FILE": str(folder / "none.config"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
        "RABBITMQ_GENERATED_CONFIG_DIR": str(folder / "generated"),
        "RABBITMQ_MNESIA_BASE": str(folder / "data"),
        "RABBITMQ_LOG_BASE": str(folder / "log"),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": ERLANG_OPTIONS,
        "RABBITMQ_CTL_ERL_ARGS": "-start_epmd false",
        # The start script then becomes the node itself instead of waiting for it: its id is the node's.
        "RUNNING_UNDER_SYSTEMD": "true",
    }
