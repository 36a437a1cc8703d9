// <hs-unsent data-owner data-secret data-sending [data-key data-send data-see]>: what was written without network waits
// on this device, sealed as drafts are (draft.js), until the server has it. Inside stand a form in an hs-draft (none on
// pages that only send what waits) and <… data-when="writing | waiting | elsewhere | sent | refused">, of which one is
// shown; a button data-change, a place data-reason, a link data-look.
// Each thing has a key, made here: sent again because an answer was lost, the server takes it once. It is sent only
// while its writer is signed in (data-sending says who is, and gives a token).

const PREFIX = "hs-unsent:";
const DRAFT = "hs-draft:";
const DAY = 86_400_000;
const KEPT_FOR = 30 * DAY;

function stored(owner) {
  try { return Object.keys(localStorage).filter((name) => name.startsWith(`${PREFIX}${owner}:`)); } catch { return []; }
}

function forgetOld() {
  try {
    for (const name of Object.keys(localStorage).filter((each) => each.startsWith(PREFIX))) {
      if (!(JSON.parse(localStorage.getItem(name)).at > Date.now() - KEPT_FOR)) localStorage.removeItem(name);
    }
  } catch { /* forbidden: nothing waits here */ }
}

class Unsent extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.form?.addEventListener("submit", (event) => { event.preventDefault(); this.keep(); });
    this.querySelector("[data-change]")?.addEventListener("click", () => this.change());
    this.whenOnline = () => this.send();
    addEventListener("online", this.whenOnline);
    this.look();
    this.send();
  }

  disconnectedCallback() { removeEventListener("online", this.whenOnline); }

  get name() { return `${PREFIX}${this.dataset.owner}:${this.dataset.key}`; }

  waiting() {
    return stored(this.dataset.owner).filter((name) => !this.dataset.key || name === this.name);
  }

  look() { this.show(this.waiting().length ? "waiting" : "writing"); }

  async box() {
    await customElements.whenDefined("hs-draft");
    const box = document.createElement("hs-draft");
    box.dataset.secret = this.dataset.secret;
    return box;
  }

  async keep() {
    const { key, send, see } = this.dataset;
    const fields = [...new FormData(this.form)].filter(([, value]) => typeof value === "string");
    const sealed = await (await this.box()).seal(JSON.stringify(fields));
    await this.querySelector("hs-draft")?.save?.(); // so that the words can still be changed
    const item = { at: Date.now(), key: crypto.randomUUID(), draft: key, send, see, sealed };
    try { localStorage.setItem(this.name, JSON.stringify(item)); } catch { this.refuse(item, ""); return; }
    this.look();
    await this.send();
  }

  change() {
    localStorage.removeItem(this.name);
    this.look();
    this.form.querySelector("textarea")?.focus();
  }

  // One page at a time, and one pass after the other.
  async send() {
    if (!this.waiting().length || !navigator.onLine) return;
    try { await navigator.locks.request("hs-unsent", () => this.sendAll()); } catch { /* no network after all: it waits */ }
  }

  async sendAll() {
    const token = await this.token();
    if (!token) { this.show("elsewhere"); return; }
    for (const name of this.waiting()) await this.sendOne(name, token);
  }

  async token() {
    const answer = await fetch(this.dataset.sending, { redirect: "manual", cache: "no-store" });
    if (!answer.ok) return "";
    const { owner, token } = await answer.json();
    return owner === this.dataset.owner ? token : "";
  }

  async sendOne(name, token) {
    const item = JSON.parse(localStorage.getItem(name));
    const fields = JSON.parse(await (await this.box()).open(item.sealed));
    const body = new URLSearchParams([...fields, ["sent_key", item.key]]);
    const answer = await fetch(item.send, { method: "POST", body, headers: { "X-CSRFToken": token }, redirect: "manual" });
    if (answer.status === 204) this.done(name, item);
    else if ([404, 409, 422].includes(answer.status)) {
      localStorage.removeItem(name); // its draft stays
      this.refuse(item, (await answer.json().catch(() => ({}))).sentence ?? "");
    }
  }

  done(name, item) {
    localStorage.removeItem(name);
    localStorage.removeItem(`${DRAFT}${this.dataset.owner}:${item.draft}`);
    this.lead(item);
    this.show("sent");
  }

  refuse(item, why) {
    const reason = this.querySelector("[data-reason]");
    if (reason) reason.textContent = why;
    this.lead(item);
    this.show("refused");
  }

  lead(item) {
    for (const link of this.querySelectorAll("[data-look]")) link.href = item.see;
  }

  show(what) {
    for (const part of this.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== what;
  }
}

forgetOld();
customElements.define("hs-unsent", Unsent);
