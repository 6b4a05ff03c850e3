"""How the system runs: broker, database, mailbox, identity, the local runner and the checks."""
