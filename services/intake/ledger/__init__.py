"""The contact ledger: how contacts are kept, amended, listed and counted, and the telephone calls they came by."""
