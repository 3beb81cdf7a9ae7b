"""Which roles make which moves? Groups named once; sign-off itself goes by rank and agency, not by role."""

OFFICERS = ("public_protection_officer", "supervisor", "offender_manager")
REGISTRARS = ("registration_staff", "public_protection_officer", "supervisor")
SUPERVISORS = ("supervisor", "senior_manager", "mappa_coordinator")
SENIORS = ("senior_manager", "chief_officer", "duty_senior_officer")
CHAIRS = ("chair", "senior_manager", "chief_officer")
AGENCIES = ("partner_agency", "senior_manager", "public_protection_officer", "supervisor", "offender_manager")
# Who may read a whole consideration: neither partner agencies nor registration staff nor administrators.
READERS = ("auditor", "mappa_coordinator", *OFFICERS, *SENIORS, *CHAIRS)
EVERYBODY_ACTING = tuple(sorted({*OFFICERS, *SUPERVISORS, *SENIORS, *CHAIRS, *AGENCIES, *REGISTRARS}))
# Every role an account may hold.
ALL_ROLES = tuple(sorted({*EVERYBODY_ACTING, *READERS, "administrator", "retention"}))
