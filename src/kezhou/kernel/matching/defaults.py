"""The weights that the product brings, in natural log-odds.

Those of names were fitted by regularised logistic regression on altered names of registered companies that are part
of no
test (homophones, lost, added, swapped and exchanged characters, shortened forms, moved and dropped places) against
other
companies; a site re-estimates them from its own verdicts. Those of the other fields are set by judgement: how much
more often
records of one party agree or disagree there than records of two. `docs/adr/0020-duplicates.md` explains the features.
"""

from collections.abc import Mapping

THRESHOLDS: Mapping[str, float] = {"threshold.possible": -3.0, "threshold.likely": 0.0, "threshold.certain": 4.5}

NAMES: Mapping[str, float] = {
    "name.absent": -5.0,
    "name.alias": -1.0,
    "name.bias": 1.81,
    "name.branch.elsewhere": -10.0,
    "name.branch.one": -8.0,
    "name.branch_form.different": -1.0,
    "name.extra.branch": -3.71,
    "name.extra.core": -2.72,
    "name.extra.least": -2.69,
    "name.extra.more.branch": -2.86,
    "name.extra.more.core": -4.01,
    "name.extra.more.rim": -1.91,
    "name.extra.rim": 1.61,
    "name.extra.surprise": 1.6,
    "name.form.different": -1.11,
    "name.form.one": 0.6,
    "name.form.short": -0.6,
    "name.info": 0.38,
    "name.info.low": -2.56,
    "name.missing.branch": -1.72,
    "name.missing.core": 1.03,
    "name.missing.least": -1.98,
    "name.missing.more.branch": -2.84,
    "name.missing.more.core": -0.54,
    "name.missing.more.rim": -2.02,
    "name.missing.rim": 2.13,
    "name.missing.surprise": 3.02,
    "name.near_sound.branch": -0.45,
    "name.near_sound.core": -3.17,
    "name.near_sound.rim": -0.83,
    "name.note.different": -2.0,
    "name.note.one": 0.42,
    "name.number.branch": -8.53,
    "name.number.core": -6.95,
    "name.number.rim": -2.0,
    "name.other.branch": -7.49,
    "name.other.core": -5.65,
    "name.other.least": -1.71,
    "name.other.rim": -1.4,
    "name.other.surprise": 4.15,
    "name.place.different": -6.98,
    "name.place.none": 1.33,
    "name.place.one": 0.56,
    "name.place.same": 2.91,
    "name.place.within": -0.6,
    "name.repeat.branch": 0.02,
    "name.repeat.core": 0.2,
    "name.repeat.rim": 0.16,
    "name.shape.branch": -1.5,
    "name.shape.core": -1.0,
    "name.shape.least": -1.0,
    "name.shape.surprise": 1.5,
    "name.slips.more": -4.94,
    "name.slips.sound": -2.4,
    "name.sound.branch": -0.38,
    "name.sound.core": -0.82,
    "name.sound.least": -1.32,
    "name.sound.rim": 1.16,
    "name.sound.surprise": 1.94,
    "name.swapped.branch": 0.02,
    "name.swapped.core": 0.24,
    "name.swapped.least": -0.32,
    "name.swapped.rim": 1.77,
    "name.swapped.surprise": 1.74,
    "name.written": 4.59,
    "name.written.branch": -6.4,
    "name.written.elsewhere": -4.0,
}

PERSONS: Mapping[str, float] = {
    "person.absent": -6.0,
    "person.same": -3.5,
    "person.sound": -5.0,
    "person.different": -8.0,
}
"""With the starting odds: many people are called the same, so a name never decides."""

REACH: Mapping[str, float] = {
    "credit_code.same": 14.0,
    "credit_code.different": -4.0,
    "landline.same": 5.0,
    "landline.different": -0.3,
    "mobile.same": 7.0,
    "mobile.different": -0.2,
    "email.same": 8.0,
    "email.different": -0.2,
    "website.same": 4.0,
    "website.different": -1.0,
}
"""`website` is the domain of the site and of company mail addresses."""

ADDRESSES: Mapping[str, float] = {
    "address.same": 3.5,
    "address.close": 2.0,
    "address.near": 0.5,
    "address.different": -0.7,
    "address.elsewhere": -2.0,
}

DEFAULT_WEIGHTS: Mapping[str, float] = {**THRESHOLDS, **NAMES, **PERSONS, **REACH, **ADDRESSES}
