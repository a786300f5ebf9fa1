"""The worker's part: letters leave in a job, so that a slow mail server holds up nothing else."""

from procrastinate.exceptions import AlreadyEnqueued

from mayak.delivery import services
from mayak.jobs import background, daily, every


@background(attempts=1)
def send_letters() -> None:
    """Send what is due. Its retries are the letters' own."""
    services.send_due_letters()


@every(seconds=5)
def call_postman() -> None:
    """See to it that one job waits when letters do."""
    if services.is_post_due():
        try:
            send_letters.configure(queueing_lock="delivery.letters").defer()
        except AlreadyEnqueued:
            return


@daily(at="03:40")
def forget_letters() -> None:
    """Old letters go."""
    services.forget_old_letters()
