import importlib.util, sys, time, gzip, pytest

spec = importlib.util.spec_from_file_location("dconf", "tests/desk/conftest.py")
dc = importlib.util.module_from_spec(spec)
sys.modules["dconf"] = dc
spec.loader.exec_module(dc)
serve = dc.serve
visit_as = dc.visit_as
from sqlalchemy import event
from desk.parts import PARTS


def test_q(carry_on, serve, visit_as):
    r = carry_on("grandparent-asks-mother-told", "sign_off", [])
    url = serve(r.engine)
    v = visit_as(url, r.engine, "ppo.eastern.2")
    seen = []
    event.listen(
        r.engine,
        "before_cursor_execute",
        lambda c, cur, st, p, ctx, many: seen.append(st.split("\n")[0][:90]),
    )
    a = f"/considerations/{r.names['it']}"
    for p in [
        "/work",
        a,
        a + "/findings",
        a + "/timeline",
        a + "/candidates",
        *(f"{a}/{x}" for x in PARTS),
        "/considerations/new?subject=S-0010",
        "/search",
    ]:
        v.get(p)
        seen.clear()
        t = time.perf_counter()
        x = v.get(p)
        ms = (time.perf_counter() - t) * 1000
        print(
            p.ljust(50),
            x.status_code,
            "queries",
            len(seen),
            f"{ms:.0f} ms",
            "html",
            len(x.content),
            "gz",
            len(gzip.compress(x.content)),
        )
        if p in ("/work", a, a + "/candidates"):
            print("   ", "\n    ".join(seen))
