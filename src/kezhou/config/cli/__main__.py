"""`python -m kezhou.config.cli`, for where the script of the environment is not on the path."""

import sys

from . import main

sys.exit(main())
