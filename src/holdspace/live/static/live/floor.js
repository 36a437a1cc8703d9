// <hs-floor data-key data-floor>: sends each touch at once and shows the answer in place.
// A touch gets a key and the device's time when it is made. It waits in this browser until the server has it,
// so a lost connection loses nothing, and sending it twice has one effect. What was refused stays readable
// until the next touch, whatever else arrives meanwhile.

const RETRY_AFTER = 2000;
const RELOADS = 2;

class Floor extends HTMLElement {
  connectedCallback() {
    this.store = `hs-floor:${this.dataset.key}`;
    this.waiting = this.kept();
    this.wanted = 0;
    this.addEventListener("submit", (event) => this.touched(event));
    this.addEventListener("click", (event) => this.opened(event));
    this.onVersion = (event) => this.heard(event.detail.version);
    this.onReach = () => { this.send(); this.catchUp(); };
    this.onMessage = ({ detail }) => { if (detail.t === "whisper") this.refresh(); };
    document.addEventListener("hs:message", this.onMessage);
    document.addEventListener("hs:version", this.onVersion);
    document.addEventListener("hs:open", this.onReach);
    addEventListener("online", this.onReach);
    this.send();
    this.watch();
  }

  disconnectedCallback() {
    document.removeEventListener("hs:message", this.onMessage);
    document.removeEventListener("hs:version", this.onVersion);
    document.removeEventListener("hs:open", this.onReach);
    removeEventListener("online", this.onReach);
    clearTimeout(this.again);
    clearTimeout(this.later);
    clearTimeout(this.timed);
  }

  get version() { return Number(this.querySelector("#floor").dataset.version); }

  // What waits is held in memory, and in the browser's store for when the page is lost.

  kept() {
    try { return JSON.parse(localStorage.getItem(this.store)) ?? []; } catch { return []; }
  }

  keep(touches) {
    this.waiting = touches;
    const stored = touches.filter(({ words }) => !words); // words of somebody never lie open on a device
    try {
      if (stored.length) localStorage.setItem(this.store, JSON.stringify(stored));
      else localStorage.removeItem(this.store);
    } catch { /* a browser without a store keeps it while the page is open */ }
    this.tell();
  }

  touched(event) {
    const { submitter, target } = event;
    if ("plain" in target.dataset) return; // not a touch: the browser sends it
    event.preventDefault();
    const fields = [...new FormData(target, submitter)].filter(([name]) => name !== "csrfmiddlewaretoken");
    const url = submitter?.getAttribute("formaction") ?? target.getAttribute("action");
    submitter?.setAttribute("aria-busy", "true");
    if ("once" in target.dataset) target.reset(); // it waits in this browser now, and not in the field
    this.refused("");
    const same = JSON.stringify([url, fields]);
    if (this.waiting.some((touch) => JSON.stringify([touch.url, touch.fields]) === same)) return;
    const words = "once" in target.dataset;
    const touch = { url, fields, words, key: crypto.randomUUID?.() ?? this.uuid(), at: new Date().toISOString() };
    this.keep([...this.waiting, touch]);
    this.send();
  }

  // On plain http away from localhost there is no randomUUID.
  uuid() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  }

  async send() {
    if (this.sending) return;
    this.sending = true;
    clearTimeout(this.again);
    try {
      while (this.waiting.length) {
        const touch = this.waiting[0];
        if (await this.post(touch)) this.keep(this.waiting.filter(({ key }) => key !== touch.key));
        else break;
      }
    } catch {
      this.unreached = true;
      this.tell();
      this.again = setTimeout(() => this.send(), RETRY_AFTER);
    } finally {
      this.sending = false;
    }
  }

  // True when the server has decided about this touch; it throws when the server was not reached.
  async post(touch) {
    const body = new URLSearchParams(touch.fields);
    body.set("key", touch.key);
    body.set("at", touch.at);
    body.set("csrfmiddlewaretoken", this.querySelector("[name=csrfmiddlewaretoken]").value);
    const before = this.address();
    const answer = await fetch(touch.url, { method: "POST", body, headers: { "HX-Request": "true" } });
    if (answer.status >= 500) throw new Error("not taken");
    this.unreached = false;
    if (answer.redirected || ![200, 409, 422].includes(answer.status)) return this.signInAgain(touch);
    const html = await answer.text();
    const now = this.address();
    this.show(html, { wasRefused: answer.status !== 200 });
    if (now !== before) await this.fetch(now, {}); // a seat that was opened since the touch stays open
    return true;
  }

  // Signed out, or a form that grew too old: the page is asked for anew, and the touch goes out from there.
  signInAgain(touch) {
    touch.reloads = (touch.reloads ?? 0) + 1;
    const hopeless = touch.reloads > RELOADS;
    this.keep(hopeless ? this.waiting.filter(({ key }) => key !== touch.key) : this.waiting);
    location.reload();
    return false;
  }

  // What the others did.

  heard(version) {
    this.wanted = Math.max(this.wanted, version);
    this.catchUp();
  }

  async catchUp() {
    clearTimeout(this.later);
    if (this.wanted <= this.version || this.catching) return;
    this.catching = true;
    const asked = this.wanted;
    const reached = await this.fetch(this.address(), { newer: true, same: true });
    this.catching = false;
    if (!reached) this.later = setTimeout(() => this.catchUp(), RETRY_AFTER);
    else if (this.wanted > asked) this.catchUp();
  }

  // Asked for by who sits here without touching anything: so that nobody is signed out in the middle.
  refresh() { return this.fetch(this.address(), { same: true }); }

  address() {
    const chosen = this.querySelector("#at-this-seat [name=seat]")?.value;
    return this.dataset.floor + (chosen ? `?seat=${chosen}` : "");
  }

  async opened(event) {
    const link = event.target.closest("a[href]");
    if (!link || link.pathname !== location.pathname || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    const url = new URL(link.href);
    const reached = await this.fetch(this.dataset.floor + url.search, { hash: url.hash });
    if (!reached) this.say(this.dataset.wordsLater);
  }

  async fetch(url, how) {
    try {
      const answer = await fetch(url, { headers: { "HX-Request": "true" } });
      if (answer.status >= 500) return false;
      // Meanwhile a seat was opened or closed: what was asked for before that is not what is wanted now.
      if (how.same && url !== this.address()) return await this.fetch(this.address(), how);
      if (!answer.ok || answer.redirected) location.reload();
      // What a touch answered meanwhile is newer than this: what was opened is asked for again.
      else if (this.show(await answer.text(), how) === "older" && how.hash) return await this.fetch(url, how);
      return true;
    } catch {
      return false;
    }
  }

  // The newest floor takes the place of the old one; focus stays at the same seat or button. What a touch
  // answered comes before what others announced (`newer`): it closes the seat that was open.
  show(html, { hash = "", wasRefused = false, newer = false }) {
    const active = document.activeElement;
    const same = active?.dataset?.seat ? `[data-seat="${active.dataset.seat}"]`
      : active?.value ? `button[value="${active.value}"]` : null;
    const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("#floor");
    if (!fresh) { location.reload(); return "shown"; }
    if (Number(fresh.dataset.version) < this.version + (newer ? 1 : 0)) return "older";
    const words = fresh.querySelector(".floor-words");
    if (wasRefused) this.refused(words.textContent.trim());
    words.replaceChildren();
    this.put(fresh);
    const next = (hash && this.querySelector(hash)) || (same && this.querySelector(same));
    next?.focus({ preventScroll: !hash });
    this.watch();
    return "shown";
  }

  // What changes by time alone (somebody is missing, a quiet moment is over) is fetched when its time has come.
  watch() {
    clearTimeout(this.timed);
    const seconds = Number(this.querySelector("#floor").dataset.changesIn);
    if (seconds) this.timed = setTimeout(() => this.refresh(), seconds * 1000);
  }

  // Pictures of people move over to the new floor while both are in the page: so they go on without a blink.
  put(fresh) {
    const old = this.querySelector("#floor");
    const open = [...old.querySelectorAll("details[open] > summary")].map((each) => each.textContent);
    for (const summary of fresh.querySelectorAll("details > summary")) {
      if (open.includes(summary.textContent)) summary.parentElement.open = true;
    }
    old.after(fresh);
    for (const face of old.querySelectorAll(".seat-face > video")) {
      const slot = fresh.querySelector(`[data-seat="${face.dataset.person}"] .seat-face`);
      if (slot && slot.moveBefore) slot.moveBefore(face, null);
      else slot?.append(face);
    }
    old.remove();
    this.dispatchEvent(new CustomEvent("hs:shown", { bubbles: true }));
  }

  // What is said above the floor.

  tell() {
    const count = this.waiting.length;
    const late = count > 0 && (this.unreached || !navigator.onLine);
    this.say(late ? this.dataset.wordsWaiting.replace("%n", count) : "");
  }

  say(words) { this.line("floor-waiting", words); }

  refused(words) { this.line("floor-refused", words); }

  line(name, words) {
    let line = this.querySelector(`:scope > .${name}`);
    if (!line && words) {
      line = document.createElement("p");
      line.className = `notice ${name === "floor-refused" ? "concern" : "calm"} ${name}`;
      line.setAttribute("role", "status");
      this.prepend(line);
    }
    if (line) { line.textContent = words; line.hidden = !words; }
  }
}

customElements.define("hs-floor", Floor);
