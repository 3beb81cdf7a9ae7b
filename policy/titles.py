"""How are ranks and agencies written? As officers write them; a code without a title, in plain words."""

TITLES = {
    "pc": "PC", "ds": "DS", "di": "DI", "dci": "DCI", "det_supt": "Det Supt", "acc": "ACC", "spo": "SPO",
    "aco": "ACO", "childrens_services": "children's services",
}  # fmt: skip


def title(code: str) -> str:
    """Write a rank or an agency: `det_supt` as Det Supt, `team_manager` as team manager."""
    return TITLES.get(code) or code.replace("_", " ")
