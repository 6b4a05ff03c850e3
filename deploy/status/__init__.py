"""What the running system is like, told in sentences: looked at (`looking`), kept (`picture`), told (`sentences`)."""
