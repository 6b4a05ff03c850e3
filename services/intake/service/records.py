"""Calls of statisticians and dashboards; days are counted and closed by the clock."""

import sys
from typing import Any

from eventlet import tpool
from eventlet.patcher import original

from services.common import logs
from services.common.caller import Caller
from services.common.rpc import answers
from services.common.settings import SERVICES_ROOT
from services.common.timers import timer
from services.intake import contract, metrics, policy
from services.intake.records import files, listing, showing, totals
from services.intake.records.counting import Counting
from services.intake.records.due import due_days

COUNT_SECONDS = 20
CLOSE_SECONDS = 600
JOB = (sys.executable, "-W", "ignore", "-m", "services.intake.records")
log = logs.logger(__name__)
subprocess = original("subprocess")  # waits in a thread: nothing else stands still meanwhile


def _close() -> Any:
    """Run the job; it ends by itself soon after this process."""
    return subprocess.run(JOB, cwd=SERVICES_ROOT.parent, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


class Records:
    """Show records, totals, counts and files."""

    db: Any
    desk: Any

    @answers(contract.LIST_REQUEST_RECORDS)
    def list_request_records(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Show a page of requests."""
        with self.db.reading() as session:
            policy.standing(session, caller).require("records.read")
            return listing.list_requests(session, message)

    @answers(contract.LIST_CONTACT_RECORDS)
    def list_contact_records(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Show a page of contacts."""
        with self.db.reading() as session:
            policy.standing(session, caller).require("records.read")
            return listing.list_contacts(session, message)

    @answers(contract.READ_TOTALS)
    def read_totals(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Add up days."""
        with self.db.reading() as session:
            policy.standing(session, caller).require("records.read")
            return totals.show(session, message)

    @answers(contract.LIST_COUNTS)
    def list_counts(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Show counts by one dimension."""
        with self.db.reading() as session:
            return showing.show(session, message, policy.standing(session, caller))

    @answers(contract.LIST_RECORD_FILES)
    def list_record_files(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Show the files of closed days."""
        with self.db.reading() as session:
            policy.standing(session, caller).require("records.read")
            return files.find(session, message, message["kind"])

    @answers(contract.READ_RECORD_FILE)
    def read_record_file(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Say where a file's bytes are."""
        with self.db.reading() as session:
            policy.standing(session, caller).require("records.read")
            return files.locate(session, message["id"], None)

    @answers(contract.LIST_OPEN_DATA)
    def list_open_data(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Show what is published to everybody."""
        with self.db.reading() as session:
            return files.find(session, message, files.OPEN_DATA)

    @answers(contract.READ_OPEN_DATA)
    def read_open_data(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Say where a published file's bytes are."""
        with self.db.reading() as session:
            return files.locate(session, message["id"], files.OPEN_DATA)

    @timer(interval=COUNT_SECONDS)
    def count_days(self) -> None:
        """Count the days of which something has changed."""
        if not hasattr(self.desk, "counting"):
            self.desk.counting = Counting(self.db)
        metrics.days_counted_total.inc(self.desk.counting.work())

    @timer(interval=CLOSE_SECONDS, eager=True)
    def close_days(self) -> None:
        """Have the files of days that are over written, in a process of its own."""
        if not due_days(self.db):
            return
        done = tpool.execute(_close)
        closed = done.stdout.count(b" is closed: ")
        metrics.days_closed_total.inc(closed)
        if done.returncode:
            log.warning("days were not closed", extra={"status": done.returncode, "closed": closed})
