"""What columns does a row compared have, and of which type? Read by the scan and the score alike."""

import pyarrow as pa

_TEXT, _WHOLE, _PART = pa.string(), pa.int32(), pa.float64()

FORENAME = {
    "forename": _TEXT, "forename_sound": _TEXT, "forename_head": _TEXT, "forename_tail": _TEXT,
    "known_as_1": _TEXT, "known_as_2": _TEXT, "known_as_3": _TEXT, "tf_forename": _PART,
}  # fmt: skip
SURNAME = {
    "surname": _TEXT, "surname_sound": _TEXT, "surname_head": _TEXT, "surname_tail": _TEXT,
    "surname_part_1": _TEXT, "surname_part_2": _TEXT, "tf_surname": _PART,
}  # fmt: skip
BIRTH = {
    "born": _TEXT, **{f"born_{at}": _WHOLE for at in range(1, 9)},
    "birth_day": _WHOLE, "birth_month": _WHOLE, "birth_year": _WHOLE, "birth_year_about": _WHOLE,
}  # fmt: skip
PLACE = {"postcode": _TEXT, "district": _TEXT, "area": _TEXT, "street": _TEXT}
PLACE |= {"street_sound": _TEXT, "town": _TEXT, "town_sound": _TEXT}
SEX = {"sex": _TEXT, "tf_sex": _PART}
KIND = {"name_kind": _TEXT}
ALL = {**KIND, **FORENAME, **SURNAME, **BIRTH, **PLACE, **SEX}
