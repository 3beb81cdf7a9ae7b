"""Every provision and guidance paragraph relied on, once: title, address and the day it was read.

`read_on` is None where we rely on the domain reference's report of a text and have not read it ourselves.
The tag is the domain reference's: S confirmed in a published source, M well established but wording not
checked, m uncertain, D a design inference of ours that a force may set otherwise.
"""

from datetime import date

from pydantic import BaseModel


class Source(BaseModel, frozen=True):
    """Where a rule comes from. `tag` is domain.md's evidence tag: S, M, m or D."""

    key: str
    title: str
    url: str | None = None
    read_on: date | None = None
    tag: str = "M"


_ACT = "https://www.legislation.gov.uk/ukpga/2003/44/section/"
_READ = date(2026, 11, 24)


def _source(
    key: str, title: str, url: str | None = None, tag: str = "M", read_on: date | None = None
) -> Source:
    return Source(key=key, title=title, url=url, tag=tag, read_on=read_on)


S325 = _source(
    "s325", "Criminal Justice Act 2003 s.325: the responsible authority acts jointly", _ACT + "325", "S"
)
S327A_DUTY = _source(
    "s327a-1",
    "Criminal Justice Act 2003 s.327A(1): duty to consider disclosure",
    _ACT + "327A",
    "S",
    _READ,
)
S327A_PRESUMPTION = _source(
    "s327a-2-3",
    "Criminal Justice Act 2003 s.327A(2)-(4): when disclosure is presumed",
    _ACT + "327A",
    "S",
    _READ,
)
S327A_CONDITIONS = _source(
    "s327a-5",
    "Criminal Justice Act 2003 s.327A(5): what may be told, and on what conditions",
    _ACT + "327A",
    "S",
)
S327A_SOON = _source(
    "s327a-6", "Criminal Justice Act 2003 s.327A(6): as soon as reasonably practicable", _ACT + "327A"
)
S327A_RECORD = _source(
    "s327a-7-8",
    "Criminal Justice Act 2003 s.327A(7)-(8): reasons either way, and the recipient's name and address",
    _ACT + "327A",
)
S327B_CHILD = _source(
    "s327b-2",
    "Criminal Justice Act 2003 s.327B(2): a child is a person under 18",
    _ACT + "327B",
    "S",
    _READ,
)
S327B_CONVICTIONS = _source(
    "s327b-3-5",
    "Criminal Justice Act 2003 s.327B(3)-(5), (8)-(9): relevant previous convictions, spent or not",
    _ACT + "327B",
    "S",
    _READ,
)
S327B_HARM = _source(
    "s327b-6", "Criminal Justice Act 2003 s.327B(6): serious harm", _ACT + "327B", "S", _READ
)
S327B_MANAGES = _source(
    "s327b-7",
    "Criminal Justice Act 2003 s.327B(7): which authority manages an offender",
    _ACT + "327B",
    "S",
    _READ,
)
CJIA_140 = _source(
    "cjia-2008-s140",
    "Criminal Justice and Immigration Act 2008 s.140, in force 14 July 2008",
    "https://www.legislation.gov.uk/ukpga/2008/4/section/140/enacted",
)
REPORT = _source(
    "report-2006-07",
    "Cheshire, Halton and Warrington MAPPA Annual Report 2006-07",
    None,
    "S",
    _READ,
)
THORPE = _source(
    "thorpe",
    "R v Chief Constable of North Wales ex p AB (Thorpe) [1998] EWCA Civ 486: pressing need, case by case",
    "https://www.bailii.org/ew/cases/EWCA/Civ/1998/486.html",
    "S",
)
H_AND_L = _source(
    "h-and-l",
    "R (H and L) v A City Council [2011] EWCA Civ 403: no blanket disclosure; fairness to the subject",
    "https://www.bailii.org/ew/cases/EWCA/Civ/2011/403.html",
    "S",
)
X_SOUTH_YORKSHIRE = _source(
    "x-south-yorkshire",
    "R (X) v Home Secretary [2012] EWHC 2954 (Admin): no presumption in the scheme; ask for representations",
    "https://www.bailii.org/ew/cases/EWHC/Admin/2012/2954.html",
    "S",
)
A_V_HOME_SECRETARY = _source(
    "a-v-home-secretary",
    "R (A) v Home Secretary [2016] EWCA Civ 597, quoting MAPPA Guidance 10.12-10.13",
    "https://www.bailii.org/ew/cases/EWCA/Civ/2016/597.html",
    "S",
)
MAPPA_DISCLOSURE = _source(
    "mappa-10-1",
    "MAPPA Guidance 10.1-10.2: disclosure is to third parties; agencies share information",
    "https://mappa.justice.gov.uk",
    "S",
)
MAPPA_PRACTICE = _source(
    "mappa-practice",
    "MAPPA Guidance chapter 10 and national practice: every meeting considers disclosure",
    "https://mappa.justice.gov.uk",
    "S",
)
MAPPA_MINUTES = _source(
    "mappa-13b",
    "MAPPA Guidance 13b.1: decisions and rationale recorded, reflecting all viewpoints",
    "https://mappa.justice.gov.uk",
    "S",
)
MAPPA_LEVELS = _source(
    "mappa-levels",
    "MAPPA Guidance: levels, review frequency and who attends",
    "https://mappa.justice.gov.uk",
    "m",
)
CSODS = _source(
    "csods-2023",
    "Child Sex Offender Disclosure Scheme: guidance for police forces, April 2023",
    "https://www.gov.uk/government/publications/child-sex-offender-disclosure-scheme-guidance",
)
CSODS_LOCAL = _source(
    "csods-local",
    "Published force pages on the scheme (Avon and Somerset, Cleveland, West Yorkshire, Kent)",
    "https://www.avonandsomerset.police.uk",
    "S",
)
CSODS_FORM = _source(
    "csods-form-2010",
    "Child Sex Offender Disclosure Scheme: initial contact form of the 2010 guidance",
    None,
    "S",
)
DVDS = _source(
    "dvds", "Domestic Violence Disclosure Scheme: statutory guidance under the Domestic Abuse Act 2021 s.77"
)
DPA_ACCURACY = _source(
    "dpa-38",
    "Data Protection Act 2018 ss.37-38: limited to what is needed; verified before it is passed on",
    "https://www.legislation.gov.uk/ukpga/2018/12/section/38",
)
VICTIM_ANONYMITY = _source(
    "soaa-1992-s1",
    "Sexual Offences (Amendment) Act 1992 s.1: nothing that identifies a victim",
    "https://www.legislation.gov.uk/ukpga/1992/34/section/1",
    "S",
)
DESIGN = _source("design", "Design inference of this product; a force's own policy may differ", None, "D")
FORCE = _source("force-policy", "The force's own policy, set in its settings file", None, "D")

SOURCES: dict[str, Source] = {
    source.key: source
    for source in (
        S325,
        S327A_DUTY,
        S327A_PRESUMPTION,
        S327A_CONDITIONS,
        S327A_SOON,
        S327A_RECORD,
        S327B_CHILD,
        S327B_CONVICTIONS,
        S327B_HARM,
        S327B_MANAGES,
        CJIA_140,
        REPORT,
        THORPE,
        H_AND_L,
        X_SOUTH_YORKSHIRE,
        A_V_HOME_SECRETARY,
        MAPPA_DISCLOSURE,
        MAPPA_PRACTICE,
        MAPPA_MINUTES,
        MAPPA_LEVELS,
        CSODS,
        CSODS_LOCAL,
        CSODS_FORM,
        DVDS,
        DPA_ACCURACY,
        VICTIM_ANONYMITY,
        DESIGN,
        FORCE,
    )
}
