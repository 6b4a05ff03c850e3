"""A development mailbox: takes every mail over real SMTP, delivers none, and shows mails and letters to a person."""
