"""Reference data about parties: administrative regions, industries and legal forms.

Regions live in the kernel, because company names and the region field need them too; they are passed on from here.
"""

from kezhou.kernel.text.region_finder import find_region
from kezhou.kernel.text.regions import Region, code_prefix, region_by_code, region_path, regions

from .industries import Industry, industries, industry_by_code
from .legal_forms import LEGAL_FORMS, LegalForm, legal_form

__all__ = [
    "LEGAL_FORMS",
    "Industry",
    "LegalForm",
    "Region",
    "code_prefix",
    "find_region",
    "industries",
    "industry_by_code",
    "legal_form",
    "region_by_code",
    "region_path",
    "regions",
]
