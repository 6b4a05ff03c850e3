"""The metrics of notify; the canvas in README.md lists them."""

from services.common import metrics

messages_written_total = metrics.counter(
    "messages_written_total", "Messages by step and way; none means that nobody is told", ("step", "channel")
)
messages_sent_total = metrics.counter(
    "messages_sent_total", "Mails the mail server took and letters laid into a batch", ("step", "channel")
)
messages_failed_total = metrics.counter(
    "messages_failed_total", "Messages given up; a letter may follow", ("step", "channel")
)
messages_unreachable_total = metrics.counter(
    "messages_unreachable_total", "Messages that had no way to their resident from the start", ("step",)
)
messages_pending = metrics.gauge("messages_pending", "Messages not settled, refreshed every 3 s", ("channel",))
mails_put_off_total = metrics.counter("mails_put_off_total", "Attempts after which a mail waits for the next one")
mails_ambiguous_total = metrics.counter(
    "mails_ambiguous_total", "Attempts of which nobody knows whether the mail was taken; it is sent again"
)
mail_server_away = metrics.gauge("mail_server_away", "1 while mails wait because the mail server does not answer")
mail_seconds = metrics.histogram("mail_seconds", "From handing a mail to the connection to the server's answer")
letter_seconds = metrics.histogram("letter_seconds", "From a letter's words to its file")
message_age_seconds = metrics.histogram(
    "message_age_seconds", "From a message's writing to its settlement", ("channel",)
)
letter_batches_ready_total = metrics.counter("letter_batches_ready_total", "Batches handed to the printer")
