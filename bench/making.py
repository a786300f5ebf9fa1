"""Fill the office that DATABASE_URL names: ``python -m bench.making CLIENTS HISTORY``; started by bench.setting."""

import os
import resource
import sys
import time


def main() -> None:
    """Generate, measure the facts, light the lamps, tidy up; says how long and how much memory it took."""
    import django

    django.setup()
    from django.db import connection

    from bench.setting import give_passwords
    from bench.size import DAY
    from mayak.demo.services import build_demo
    from mayak.server.preparation import prepare_office

    started = time.monotonic()

    def say(text: str) -> None:
        print(f"  {time.monotonic() - started:6.0f} s  {text}", flush=True)

    prepare_office()
    build_demo(clients=int(sys.argv[1]), history=int(sys.argv[2]), today=DAY, say=say)
    give_passwords()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
    memory = (resource.getrusage(who).ru_maxrss // 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    say("tidied up; most memory of this process and of a writing one: {} MB, {} MB".format(*memory))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.run")
    main()
