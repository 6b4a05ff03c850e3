"""The PIN: five wrong ones lock, and each is counted although it is refused."""
