"""What holds for every test: no window opens, and property tests draw the same examples wherever they must repeat."""

import os

import matplotlib
from hypothesis import settings

matplotlib.use("agg")

settings.register_profile("course", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "course")
