"""Area codes of landlines in mainland China (长途区号) and the province that each belongs to."""

from functools import cache

_RANGES = (
    "010:11 020:44 021:31 022:12 023:50 024:21 025:32 027:42 028:51 029:61 "
    "0310-0319:13 0335:13 0349-0359:14 0370-0379:41 0391-0398:41 0410-0429:21 0431-0440:22 0448:22 0451-0469:23 "
    "0470-0479:15 0482-0483:15 0510-0519:32 0523:32 0527:32 0530-0539:37 0543:37 0546:37 0550-0559:34 0561-0566:34 "
    "0570-0580:33 0591-0599:35 0631-0635:37 0660-0663:44 0668:44 0691-0692:53 0701:36 0710-0719:42 0722:42 0724:42 "
    "0728:42 0730-0739:43 0743-0746:43 0750-0769:44 0770-0779:45 0790-0799:36 0812-0818:51 0825-0839:51 0851-0859:52 "
    "0870-0879:53 0883:53 0886-0888:53 0891-0897:54 0890:46 0898-0899:46 0901-0909:65 0911-0919:61 0930-0939:62 "
    "0941:62 0943:62 0951-0955:64 0970-0979:63 0990-0999:65"
)


@cache
def _provinces() -> dict[str, str]:
    found = {}
    for part in _RANGES.split():
        codes, province = part.split(":")
        first, _dash, last = codes.partition("-")
        for number in range(int(first), int(last or first) + 1):
            found[f"0{number}"] = province
    return found


def area_province(digits: str) -> str | None:
    """The first two digits of the region code of a landline's province, `075526780000` → `44`; None for every other
    number."""
    if not digits.startswith("0"):
        return None
    length = 3 if digits[1:2] in ("1", "2") else 4
    return _provinces().get(digits[:length])
