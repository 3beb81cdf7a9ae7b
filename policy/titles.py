"""How are codes written? Ranks and agencies as officers write them; one without a title, in plain words."""

TITLES = {
    "pc": "PC", "ds": "DS", "di": "DI", "dci": "DCI", "det_supt": "Det Supt", "acc": "ACC", "spo": "SPO",
    "aco": "ACO", "childrens_services": "children's services", "mappa_coordinator": "MAPPA co-ordinator",
    "mappa_s327a": "MAPPA, s.327A", "multi_agency_lrmm": "multi-agency LRMM",
}  # fmt: skip


def title(code: str) -> str:
    """Write a rank, an agency or any other code: `det_supt` as Det Supt, `team_manager` as team manager."""
    return TITLES.get(code) or code.replace("_", " ")
