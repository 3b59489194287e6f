"""The real registrations that lie beside the repository; tests that need them skip where the folder is missing."""

import csv
import gzip
from functools import cache
from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
COMPANIES = DATA / "companies_100k.csv.gz"

needs_companies = pytest.mark.skipif(
    not COMPANIES.exists(), reason="the 100,000 registrations are not beside the repository"
)


@cache
def companies() -> tuple[dict[str, str], ...]:
    with gzip.open(COMPANIES, "rt", encoding="utf-8-sig", newline="") as file:
        return tuple(csv.DictReader(file))
