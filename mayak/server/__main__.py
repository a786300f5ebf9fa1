"""``python -m mayak.server`` is the ``mayak`` command."""

import sys

from mayak.server.cli import main

sys.exit(main())
