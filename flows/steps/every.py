"""Every move there is: importing this registers them all."""

from flows.steps import (  # noqa: F401
    asking,
    deciding,
    finding_out,
    issuing,
    linking,
    opening,
    posting,
    progressing,
    proposing,
    reassigning,
    recommending,
    registered,
    registering,
    representations,
    settling,
    telling,
)
