import importlib.util, sys, os, pathlib, pytest

spec = importlib.util.spec_from_file_location("dconf", "tests/desk/conftest.py")
dc = importlib.util.module_from_spec(spec)
sys.modules["dconf"] = dc
spec.loader.exec_module(dc)
serve = dc.serve
visit_as = dc.visit_as
OUT = pathlib.Path("/tmp/lead/officer/shots")
OUT.mkdir(exist_ok=True)
WANT = [l.split() for l in os.environ["SHOTS"].strip().splitlines()]


# story before who name path
def test_shots(carry_on, serve, tmp_path):
    from playwright.sync_api import sync_playwright

    urls = {}
    for story, before, who, name, path in WANT:
        key = (story, before)
        if key not in urls:
            r = carry_on(story, None if before == "-" else before, [])
            urls[key] = (serve(r.engine), r)
    with sync_playwright() as p:
        b = p.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for story, before, who, name, path in WANT:
            key = (story, before)
            url, r = urls[key]
            token = dc.session_for(r.engine, who)
            path0 = path; path = path.replace("IT", r.names.get("it", ""))
            for width in (1280, 320):
                c = b.new_context(viewport={"width": width, "height": 900})
                c.add_cookies(
                    [{"name": dc.COOKIE, "value": token, "url": url}]
                    if not dc.COOKIE.startswith("__Host")
                    else [
                        {
                            "name": dc.COOKIE,
                            "value": token,
                            "domain": "127.0.0.1",
                            "path": "/",
                            "secure": True,
                        }
                    ]
                )
                c.set_extra_http_headers({"Cookie": f"{dc.COOKIE}={token}"})
                page = c.new_page()
                fill = None
                if "!" in path: path, fill = path.split("!")
                resp = page.goto(url + path)
                if fill:
                    for pair in fill.split("&"):
                        k, v = pair.split("=")
                        page.locator(f"[name={k}]").last.fill(v.replace("+", " "))
                    page.locator("main form button").first.click(); page.wait_for_load_state()
                over = page.evaluate(
                    "document.documentElement.scrollWidth > document.documentElement.clientWidth"
                )
                print(name, width, resp.status, "OVERFLOW" if over else "", page.title(), len(page.content()))
                page.screenshot(path=str(OUT / f"{name}-{width}.png"), full_page=True)
                c.close()
        b.close()
