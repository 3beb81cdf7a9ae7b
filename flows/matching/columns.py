"""What columns does a row compared have, and of which type? One table, read by the scan and the score alike."""

import pyarrow as pa

_TEXT, _WHOLE, _PART = pa.string(), pa.int32(), pa.float64()

FORENAME = {
    "forename": _TEXT, "forename_sound": _TEXT, "known_as_1": _TEXT, "known_as_2": _TEXT, "known_as_3": _TEXT,
    "tf_forename": _PART,
}  # fmt: skip
SURNAME = {
    "surname": _TEXT, "surname_sound": _TEXT, "surname_part_1": _TEXT, "surname_part_2": _TEXT,
    "tf_surname": _PART,
}  # fmt: skip
BIRTH = {
    "born": _TEXT, "birth_day": _WHOLE, "birth_month": _WHOLE, "birth_year": _WHOLE, "birth_year_about": _WHOLE,
}  # fmt: skip
PLACE = {"postcode": _TEXT, "district": _TEXT, "area": _TEXT, "street": _TEXT, "town": _TEXT}
SEX = {"sex": _TEXT, "tf_sex": _PART}
KIND = {"name_kind": _TEXT}
ALL = {**KIND, **FORENAME, **SURNAME, **BIRTH, **PLACE, **SEX}
