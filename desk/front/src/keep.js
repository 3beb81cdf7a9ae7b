// Keeps what somebody types, warns before a session ends, and sends a form once however often it is clicked.
// Every form works without it: the server reads the same fields, and keeps what an ended session posted.
const EVERY_MS = 4000;
const WARN_MS = 120_000;
const AGAIN_MS = 10_000;
// 0: led away, to sign in.
const NOT_SAVED = {
  0: "Not saved: you are signed out. Send the form: you sign in again, and what you typed comes back.",
  413: "Not saved: this is longer than a page takes. Shorten it, or send it in parts.",
  otherwise: "Not saved. You can go on; it is tried again.",
};
const NEVER_KEPT = new Set(["password", "file", "submit", "button", "reset", "image"]);

const token = () => document.querySelector('input[name="_csrf"]')?.value ?? "";
const clock = (moment) => moment.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

function post(path, body, keepalive = false) {
  const headers = { "Content-Type": "application/json", "X-CSRF": token() };
  const sent = JSON.stringify(body);
  // A browser lets no more than 64 KB go out behind a page that is left.
  const small = new Blob([sent]).size < 60_000;
  return fetch(path, { method: "POST", headers, body: sent, keepalive: keepalive && small, redirect: "manual" });
}

function made(kind, classes, text = "") {
  const element = document.createElement(kind);
  element.className = classes;
  element.textContent = text;
  return element;
}

// What would be posted, each as a list of texts, less what is never kept: passwords, codes, files, the page's own.
function fieldsOf(form) {
  const fields = {};
  for (const field of form.elements) {
    const { name, type, value } = field;
    if (!name || name.startsWith("_") || NEVER_KEPT.has(type) || field.dataset.keep === "no") continue;
    fields[name] ??= [];
    if ((type !== "checkbox" && type !== "radio") || field.checked) fields[name].push(value);
  }
  return fields;
}

class Keeper {
  constructor(form) {
    this.form = form;
    // A page that shows again what was refused is kept at once.
    this.kept = form.dataset.keep === "now" ? "" : JSON.stringify(fieldsOf(form));
    this.busy = this.sent = false;
    this.asked = JSON.parse(form.elements._asked?.value ?? "{}");
    this.said = form.querySelector("[data-kept]");
    form.addEventListener("focusout", () => this.keep());
    form.addEventListener("change", () => this.keep());
    setInterval(() => this.keep(), EVERY_MS);
    // A page closed or hidden within those seconds loses nothing.
    addEventListener("pagehide", () => this.keep(true));
    document.addEventListener("visibilitychange", () => document.hidden && this.keep(true));
  }

  get version() {
    return Number(this.form.elements._version.value);
  }

  set version(number) {
    this.form.elements._version.value = number;
  }

  get unkept() {
    return !this.sent && JSON.stringify(fieldsOf(this.form)) !== this.kept;
  }

  async keep(leaving = false) {
    if (!this.unkept || (this.busy && !leaving)) return;
    this.busy = true;
    const fields = fieldsOf(this.form);
    const body = { page: this.form.elements._page.value, tab: this.form.elements._tab.value, version: this.version, fields, asked: this.asked };
    try {
      const answer = await post("/drafts", body, leaving);
      if (answer.status === 409) this.clash(await answer.json());
      else if (answer.ok) this.keptAs(await answer.json(), fields);
      else this.say(NOT_SAVED[answer.status] ?? NOT_SAVED.otherwise);
    } catch {
      this.say("Not saved: the desk can’t be reached. You can go on; it is tried again.");
    } finally {
      this.busy = false;
    }
  }

  keptAs({ version }, fields) {
    this.version = version;
    this.kept = JSON.stringify(fields);
    this.say(`Saved at ${clock(new Date())}`);
    ending?.putOff();
  }

  // Somebody's other tab saved this form since. Both texts stay: theirs is shown, ours goes on under a new tab.
  clash({ theirs, version }) {
    const ours = fieldsOf(this.form);
    const others = Object.entries(theirs).filter(([name, value]) => String(value) !== String(ours[name] ?? ""));
    // Our own text, saved as the form was being sent.
    if (!others.length) return this.keptAs({ version }, ours);
    this.form.elements._tab.value = crypto.randomUUID().replaceAll("-", "");
    this.version = 0;
    const box = made("div", "govuk-inset-text");
    box.append(made("p", "govuk-body", "Another tab or device saved something else for this page. Nothing is overwritten: yours stays in the form, and this is what differs in the other."));
    for (const [name, value] of others) {
      box.append(made("h3", "govuk-heading-s", this.labelOf(name)), made("p", "govuk-body desk-typed", value.join(", ") || "Nothing"));
    }
    this.form.before(box);
    this.say("Another tab saved something else: see above the form.");
  }

  labelOf(name) {
    const found = this.form.elements[name];
    const field = found instanceof RadioNodeList ? found[0] : found;
    const label = field?.closest?.("fieldset")?.querySelector("legend") ?? field?.labels?.[0];
    return label?.textContent.trim() ?? "An answer";
  }

  say(words) {
    if (this.said && this.said.textContent !== words) this.said.textContent = words;
  }
}

// The bar that appears two minutes before a session ends. Tabs share when that is, so that work in one counts.
class Ending {
  constructor(seconds, keepers) {
    this.lasts = seconds * 1000;
    this.keepers = keepers;
    this.putOff();
    setInterval(() => this.look(), 1000);
  }

  putOff(lasts = this.lasts) {
    localStorage.setItem("session-ends", String(Date.now() + lasts));
    this.look();
  }

  look() {
    const left = Number(localStorage.getItem("session-ends")) - Date.now();
    if (left > WARN_MS) this.hide();
    else if (left > 0) this.warn();
    else this.end();
  }

  hide() {
    this.bar?.remove();
    this.bar = null;
  }

  show(words, ...buttons) {
    this.hide();
    this.bar = made("div", "desk-bar desk-bar--ending");
    this.bar.setAttribute("role", "alert");
    const inside = made("div", "govuk-width-container", words);
    inside.append(...buttons);
    this.bar.append(inside);
    document.body.prepend(this.bar);
  }

  warn() {
    if (this.bar) return;
    const button = made("button", "govuk-button govuk-button--secondary", "Stay signed in");
    button.type = "button";
    button.addEventListener("click", () => this.stay());
    const saved = this.keepers.length ? " What you typed is saved." : "";
    this.show(`You will be signed out within 2 minutes.${saved}`, button);
  }

  async stay() {
    const answer = await post("/session/stay", {}).catch(() => null);
    if (answer?.ok) this.putOff((await answer.json()).lasts_s * 1000);
    else location.assign(location.pathname + location.search);
  }

  // Nothing about anybody stays on a screen nobody sits at: the page is asked for again, which asks to sign in.
  end() {
    if (this.ended) return;
    this.ended = true;
    if (this.keepers.some((keeper) => keeper.unkept))
      this.show("You have been signed out. Send the form: you sign in again, and what you typed comes back.");
    else location.assign(location.pathname + location.search);
  }
}

function sendOnce(form, keeper) {
  let at = 0;
  form.addEventListener("submit", (event) => {
    if (Date.now() - at < AGAIN_MS) {
      event.preventDefault();
      return;
    }
    at = Date.now();
    if (keeper) keeper.sent = true;
    event.submitter?.setAttribute("aria-disabled", "true");
  });
  addEventListener("pageshow", () => {
    at = 0;
    if (keeper) keeper.sent = false;
    for (const button of form.querySelectorAll("button[aria-disabled]")) button.removeAttribute("aria-disabled");
  });
}

const keepers = [];
for (const form of document.querySelectorAll('form[method="post"]')) {
  const keeper = "keep" in form.dataset ? new Keeper(form) : null;
  if (keeper) keepers.push(keeper);
  sendOnce(form, keeper);
}
const seconds = Number(document.body.dataset.sessionEnds ?? 0);
const ending = seconds ? new Ending(seconds, keepers) : null;
