"""What makes a failover invisible: try again for as long as it usually takes."""

import time


def retry(seconds, passing, action):
    """Run `action` until it succeeds, for at most `seconds`, while `passing(error)` says that waiting may help."""
    end = time.monotonic() + seconds
    pause = 0.1
    while True:
        try:
            return action()
        except Exception as error:
            if not passing(error) or time.monotonic() + pause > end:
                raise
        time.sleep(pause)
        pause = min(pause * 2, 1)
