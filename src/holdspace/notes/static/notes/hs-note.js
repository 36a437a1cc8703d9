// <hs-notes>: the screen of a session's notes. <hs-note data-key>: one layer on it.
// Saves a layer 1.5 s after the last key and whenever a field is left. Until the server has a text, this browser
// keeps it, sealed with a key that only the signed-in person is given. The server answers with parts of the page,
// which replace those with the same id. When somebody else saved meanwhile (409), fields that only one of the two
// changed are put together; where both did, both texts are shown and nothing is saved until one is chosen.

const SAVE_AFTER = 1500;
const KEEP_AFTER = 300;
const RETRY_FIRST = 2000;
const RETRY_LONGEST = 30_000;
// What is said of a layer until something is typed into it again.
const LASTING = ["merged", "restored"];
const KEPT = "hs-note:";
const KEPT_FOR = 7 * 86_400_000;

const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)));
const same = (one, other) => one.trim() === other.trim();

// A press of the pointer is not interrupted: parts are replaced when it is up again.
let pressed = null;
addEventListener("pointerdown", () => { pressed ??= Promise.withResolvers?.() ?? deferred(); }, true);
for (const end of ["pointerup", "pointercancel"]) {
  addEventListener(end, () => { const was = pressed; pressed = null; setTimeout(() => was?.resolve()); }, true);
}

function deferred() {
  let resolve;
  const promise = new Promise((done) => { resolve = done; });
  return { promise, resolve };
}

// What this browser keeps.
class Keep {
  constructor(owner, session, secret) {
    this.prefix = `${KEPT}${owner}:${session}:`;
    this.key = secret && crypto.subtle
      ? crypto.subtle.importKey("raw", bytes(secret), "AES-GCM", false, ["encrypt", "decrypt"]) : null;
    this.forgetExpired();
  }

  forgetExpired() {
    try {
      for (const name of Object.keys(localStorage).filter((each) => each.startsWith(KEPT))) {
        if (!(JSON.parse(localStorage.getItem(name)).until > Date.now())) localStorage.removeItem(name);
      }
    } catch { /* forbidden, or not ours */ }
  }

  async put(key, words) {
    if (!this.key) return;
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const plain = new TextEncoder().encode(JSON.stringify(words));
    const box = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await this.key, plain);
    const kept = { until: Date.now() + KEPT_FOR, sealed: [text(iv), text(box)] };
    try { localStorage.setItem(this.prefix + key, JSON.stringify(kept)); } catch { /* full, or forbidden */ }
  }

  async get(key) {
    try {
      const [iv, box] = JSON.parse(localStorage.getItem(this.prefix + key)).sealed;
      const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: bytes(iv) }, await this.key, bytes(box));
      return JSON.parse(new TextDecoder().decode(plain));
    } catch { return null; }
  }

  drop(key) {
    try { localStorage.removeItem(this.prefix + key); } catch { /* forbidden: nothing was kept */ }
  }
}

class Notes extends HTMLElement {
  connectedCallback() {
    if (this.form) return;
    this.form = document.getElementById(this.dataset.form);
    const { owner, session, secret } = this.dataset;
    this.keep = new Keep(owner, session, secret);
    const phrases = document.getElementById("note-phrases");
    this.phrases = new Map(phrases ? JSON.parse(phrases.textContent) : []);
    this.form.addEventListener("submit", (event) => this.submitted(event));
    document.addEventListener("keydown", (event) => this.key(event));
    this.addEventListener("click", (event) => this.clicked(event));
    this.addEventListener("focusin", () => this.point());
    addEventListener("online", () => this.notes.forEach((note) => note.save()));
    addEventListener("pagehide", () => this.notes.forEach((note) => note.save({ keepalive: true })));
    addEventListener("beforeunload", (event) => { if (this.notes.some((note) => note.isStuck)) event.preventDefault(); });
  }

  get notes() {
    return [...this.querySelectorAll("hs-note")];
  }

  get current() {
    return document.activeElement?.closest("hs-note") ?? null;
  }

  words(name) {
    return this.dataset[`words${name[0].toUpperCase()}${name.slice(1)}`] ?? "";
  }

  async submitted(event) {
    event.preventDefault();
    const button = event.submitter;
    const { name, value } = button ?? {};
    if (!name) { this.current?.save(); return; }
    const note = this.notes.find((each) => each.dataset.key === value);
    if (note) { await note.send({ button }); return; }
    await Promise.all(this.notes.map((each) => each.save()));
    if (this.notes.some((each) => each.isUnsent)) return;
    await this.post(new FormData(this.form, button), button.formAction);
  }

  // A button that means all of them: no layer speaks for it.
  async post(body, url) {
    try {
      const answer = await this.ask(url, body);
      await this.swap(answer.parts);
      this.querySelector("#notes-closing-title").focus();
    } catch { this.querySelector("#sign-all, #cosign-all")?.focus(); }
  }

  // The server's answer as { status, parts }; throws when there is no connection or nobody is signed in any more.
  async ask(url, body, keepalive = false) {
    const response = await fetch(url, { method: "POST", body, keepalive, headers: { "X-Notes-Parts": "1" } });
    if (response.status >= 500) throw new Error("offline");
    if (response.redirected || response.status === 403) throw new Error("signedOut");
    const parts = new DOMParser().parseFromString(await response.text(), "text/html");
    return { status: response.status, parts };
  }

  async swap(parts) {
    await pressed?.promise;
    for (const part of [...parts.querySelectorAll("[data-part]")].filter((each) => !each.parentElement.closest("[data-part]"))) {
      const old = document.getElementById(part.id);
      if (old) replace(old, document.importNode(part, true));
    }
    this.point();
  }

  // Where the reader is, shown in the contents.
  point() {
    const here = `#${this.current?.id}`;
    for (const link of this.querySelectorAll("#notes-contents a")) {
      if (link.getAttribute("href") === here) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }

  key(event) {
    const command = event.ctrlKey || event.metaKey;
    if (command && event.key === "Enter" && this.current) this.press(event);
    else if (command && !event.altKey && event.key.toLowerCase() === "s") this.saveAll(event);
    else if (event.altKey && !command && ["ArrowDown", "ArrowUp"].includes(event.key)) this.step(event);
    else if (["ArrowDown", "ArrowUp"].includes(event.key)) rove(event);
    else if (event.key === "Escape") hidePhrases(event);
  }

  // ";short" and a blank become the phrase of that name.
  expand({ target, inputType }) {
    if (!this.phrases.size || inputType === "deleteContentBackward" || !target.matches("textarea")) return;
    const before = target.value.slice(0, target.selectionEnd);
    const [typed, short] = /(?<=^|\s);([^\s;]{1,16})\s$/u.exec(before) ?? [];
    const phrase = this.phrases.get(short?.toLowerCase());
    if (phrase) target.setRangeText(`${phrase} `, before.length - typed.length, before.length, "end");
  }

  saveAll(event) {
    event.preventDefault();
    this.notes.forEach((note) => note.save());
  }

  press(event) {
    event.preventDefault();
    const near = event.target.closest("details")?.querySelector("button[name]");
    const button = near ?? this.current.querySelector("button[name=sign], button[name=cosign]");
    if (button) this.form.requestSubmit(button);
  }

  step(event) {
    event.preventDefault();
    const down = event.key === "ArrowDown";
    const { notes } = this;
    const at = notes.indexOf(this.current);
    const to = at < 0 ? (down ? 0 : notes.length - 1) : at + (down ? 1 : -1);
    if (to < notes.length) notes[Math.max(0, to)].enter();
    else this.querySelector("#notes-closing button")?.focus();
  }

  goOnFrom(note) {
    const { notes } = this;
    const open = notes.slice(notes.indexOf(note) + 1).find((each) => each.isOpen);
    if (open) open.enter();
    else (this.querySelector("#notes-closing button") ?? this.querySelector("#notes-closing a"))?.focus();
  }

  clicked(event) {
    const link = event.target.closest('a[href^="#card-"]');
    const note = link && document.getElementById(link.hash.slice(1));
    if (!note) return;
    event.preventDefault();
    note.enter();
  }
}

// Replace a part, keeping where the person is and what is typed into it.
function replace(old, part) {
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  for (const control of old.querySelectorAll("input[name]:not([type=hidden], [type=checkbox])")) {
    const fresh = [...part.querySelectorAll("input[name]")].find((each) => each.name === control.name);
    if (fresh && control.value) fresh.value = control.value;
  }
  if (old.querySelector("details[open]")) part.querySelector("details")?.setAttribute("open", "");
  old.replaceWith(part);
  if (!focused) return;
  const again = (focused.id && document.getElementById(focused.id))
    || [...part.querySelectorAll("a")].find((each) => focused.hash && each.hash === focused.hash);
  (again || part.closest("hs-note")?.querySelector("textarea, h2"))?.focus();
}

// From an empty field down into its phrases, and back up.
function rove(event) {
  const list = event.target.closest?.(".note-field")?.querySelector("[role=toolbar]");
  if (!list || event.altKey || event.target.value) return;
  const stops = [list.parentElement.querySelector("textarea"), ...list.querySelectorAll("button")];
  const next = stops[stops.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

function hidePhrases(event) {
  const field = event.target.closest?.(".note-field");
  const list = field?.querySelector("[role=toolbar]");
  if (!list || list.hidden) return;
  field.querySelector("textarea").focus();
  list.hidden = true;
  field.addEventListener("focusout", () => { list.hidden = false; }, { once: true });
}

class Note extends HTMLElement {
  connectedCallback() {
    if (this.base) return;
    this.base = this.texts();
    this.tries = 0;
    this.queue = Promise.resolve();
    this.addEventListener("input", (event) => { if (event.target.closest("[data-text]")) { this.screen.expand(event); this.changed(); } });
    this.addEventListener("focusout", (event) => { if (event.target.closest("[data-text]")) this.save(); });
    this.addEventListener("click", (event) => this.clicked(event));
    if (!this.fields.length) return;
    if (this.dataset.state === "conflict") this.showClash(this.fieldsOf(this));
    else customElements.whenDefined("hs-notes").then(() => this.restore());
  }

  disconnectedCallback() {
    clearTimeout(this.soon);
    clearTimeout(this.keepSoon);
    clearTimeout(this.again);
  }

  get screen() {
    return this.closest("hs-notes");
  }

  get fields() {
    return [...this.querySelectorAll("textarea[data-text], select[data-text], fieldset[data-text]")].map(asField);
  }

  get isDirty() {
    return this.fields.some((field) => !same(field.value, this.base[field.dataset.text]));
  }

  get isUnsent() {
    return this.isDirty || Boolean(this.held);
  }

  // Whether leaving the page would leave something behind that is not on its way to the server.
  get isStuck() {
    const amendment = this.querySelector(`textarea[name="${this.dataset.key}.amendment"]`);
    return Boolean(this.held) || (this.isDirty && this.tries > 0) || Boolean(amendment && !same(amendment.value, amendment.defaultValue));
  }

  get isOpen() {
    return this.fields.length > 0 && !this.querySelector(".note-absent:not([open])");
  }

  texts() {
    return Object.fromEntries(this.fields.map((field) => [field.dataset.text, field.value]));
  }

  field(name) {
    return this.fields.find((field) => field.dataset.text === name);
  }

  control(what) {
    return this.querySelector(`input[name="${this.dataset.key}.${what}"]`);
  }

  enter() {
    const empty = this.isOpen && this.fields.find((field) => !field.value && field.place.matches("textarea"));
    const target = empty || (this.isOpen && this.fields[0]) || this.querySelector("summary, h2");
    this.scrollIntoView({ block: "start" });
    target.focus({ preventScroll: true });
    target.scrollIntoView({ block: "nearest" });
  }

  say(name) {
    const line = this.querySelector(".note-local");
    if (!line) return;
    const words = name ? this.screen.words(name) : "";
    if (line.textContent !== words) line.textContent = words;
    this.saying = name;
  }

  changed() {
    if (LASTING.includes(this.saying)) this.say("");
    clearTimeout(this.soon);
    clearTimeout(this.keepSoon);
    this.soon = setTimeout(() => this.save(), SAVE_AFTER);
    this.keepSoon = setTimeout(() => this.put(), KEEP_AFTER);
  }

  async put() {
    if (!this.isUnsent) { this.screen?.keep.drop(this.dataset.key); return; }
    const words = { texts: this.texts(), base: this.base, version: this.control("version")?.value };
    await this.screen?.keep.put(this.dataset.key, words);
  }

  async restore() {
    const kept = await this.screen?.keep.get(this.dataset.key);
    const texts = kept && Object.entries(kept.texts).filter(([name, words]) => this.field(name) && words !== undefined);
    if (!texts || texts.every(([name, words]) => same(words, this.base[name]))) { this.screen?.keep.drop(this.dataset.key); return; }
    for (const [name, words] of texts) this.field(name).value = words;
    // It builds on what stood there when it was kept: if the server has moved on, it will say so.
    this.base = kept.base;
    this.control("version").value = kept.version;
    this.say("restored");
    await this.save();
  }

  save({ keepalive = false } = {}) {
    clearTimeout(this.soon);
    if (this.held || !this.isDirty) return this.queue;
    return this.send({ keepalive });
  }

  // One request at a time for each layer, in order. `button` asks for more than saving.
  send({ button = null, keepalive = false } = {}) {
    clearTimeout(this.soon);
    clearTimeout(this.again);
    if (keepalive) { this.attempt(button, true); return this.queue; }
    this.queue = this.queue.then(() => this.attempt(button, false));
    return this.queue;
  }

  async attempt(button, keepalive) {
    if (!this.isConnected || (!button && !this.isDirty)) return;
    if (this.held) { this.querySelector("[data-choose]")?.focus(); return; }
    const sent = this.texts();
    try {
      const { form } = this.screen;
      const answer = await this.screen.ask(button?.formAction ?? form.action, this.body(button), keepalive);
      if (this.isConnected) await this.answered(answer, sent, button);
    } catch (problem) { this.failed(problem, button); }
  }

  body(button) {
    const { form } = this.screen;
    const body = new FormData();
    body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    const own = [...form.elements].filter((control) => control.name.startsWith(`${this.dataset.key}.`)
      && (control.type !== "checkbox" || control.checked));
    for (const control of own) body.append(control.name, control.value);
    body.append(button?.name ?? "save", this.dataset.key);
    return body;
  }

  async answered({ status, parts }, sent, button) {
    this.tries = 0;
    const outcome = parts.getElementById(`status-${this.dataset.key}`);
    const card = parts.getElementById(this.id);
    if (!outcome && !card) { this.gone(); return; }
    if (outcome && "saved" in outcome.dataset) this.adopt(outcome, sent);
    if (status === 409 && outcome?.dataset.state === "conflict") { await this.crossed(parts, outcome, sent); return; }
    if (outcome) this.dataset.state = outcome.dataset.state;
    if (!LASTING.includes(this.saying)) this.say("");
    if (card) this.screen.keep.drop(this.dataset.key);
    const { screen, id } = this;
    await screen.swap(parts);
    this.put();
    if (button && status === 200 && ["sign", "cosign"].includes(button.name)) screen.goOnFrom(document.getElementById(id));
    else if (card && !screen.current) document.getElementById(id)?.enter();
  }

  adopt(outcome, sent) {
    this.base = { ...this.base, ...sent };
    this.control("version").value = outcome.dataset.version;
    this.control("was").value = outcome.dataset.was;
  }

  failed(problem) {
    if (!this.isConnected) return;
    this.say(problem.message === "signedOut" ? "signedOut" : "offline");
    this.put();
    const wait = Math.min(RETRY_LONGEST, RETRY_FIRST * 2 ** this.tries);
    this.tries += 1;
    clearTimeout(this.again);
    this.again = setTimeout(() => this.save(), wait);
  }

  // The notes are no longer open to this person: nothing of them stays in the browser.
  gone() {
    clearTimeout(this.keepSoon);
    this.screen.keep.drop(this.dataset.key);
    for (const control of this.querySelectorAll("textarea, select, [type=checkbox]")) {
      if (control.matches("textarea")) control.readOnly = true;
      else control.disabled = true;
    }
    this.base = this.texts();
    this.say("gone");
  }

  // Two wrote at once.

  fieldsOf(place) {
    const found = [...place.querySelectorAll("[data-theirs]")];
    return new Map(found.map((each) => [each.dataset.theirs, theirsIn(each)]));
  }

  async crossed(parts, outcome, sent) {
    const theirs = this.fieldsOf(parts.getElementById(`conflict-${this.dataset.key}`));
    const clashes = new Map();
    for (const [name, words] of theirs) {
      const field = this.field(name);
      if (same(field.value, this.base[name])) field.value = words;
      else if (!same(words, this.base[name])) clashes.set(name, words);
    }
    for (const name of Object.keys(sent)) this.base[name] = theirs.get(name) ?? sent[name];
    this.control("version").value = outcome.dataset.version;
    this.control("was").value = outcome.dataset.was;
    if (clashes.size) { await this.screen.swap(parts); this.showClash(clashes); return; }
    for (const part of parts.querySelectorAll(".note-conflict")) part.replaceChildren();
    await this.screen.swap(parts);
    this.say("merged");
    this.save();
  }

  showClash(clashes) {
    this.held = true;
    this.dataset.state = "conflict";
    this.say("");
    for (const row of this.querySelectorAll("[data-theirs]")) {
      if (!clashes.has(row.dataset.theirs)) { row.remove(); continue; }
      row.querySelector("[data-mine]").textContent = this.field(row.dataset.theirs).shown;
      if (this.field(row.dataset.theirs).isChoice) row.querySelector("[data-choose=both]").remove();
    }
    this.put();
  }

  choose(button) {
    const row = button.closest("[data-theirs]");
    const field = this.field(row.dataset.theirs);
    const words = theirsIn(row);
    if (button.dataset.choose === "theirs") field.value = words;
    if (button.dataset.choose === "both") field.value = [field.value.trim(), words.trim()].filter(Boolean).join("\n");
    row.remove();
    const next = this.querySelector("[data-choose]");
    if (next) { next.focus(); return; }
    this.held = false;
    this.querySelector(".note-conflict").replaceChildren();
    this.dataset.state = "draft";
    field.focus();
    if (this.isDirty) this.save();
    else this.screen.keep.drop(this.dataset.key);
  }

  // Buttons inside the layer.

  clicked(event) {
    const button = event.target.closest("button[type=button]");
    if (!button) return;
    if (button.dataset.fill) this.fill(button);
    else if (button.dataset.act === "replace") this.replaceMention(button.closest("[data-mark]"));
    else if (button.dataset.choose) this.choose(button);
  }

  fill(button) {
    const field = this.field(button.dataset.fill);
    field.value = [field.value.trim(), button.dataset.words].filter(Boolean).join(" ");
    field.focus();
    this.changed();
  }

  replaceMention(row) {
    const field = this.querySelector(`textarea[data-text="${row.dataset.mark}"]`);
    if (!field) return; // it stands in somebody else's part
    const { found, suggestion } = row.dataset;
    const told = Number(row.dataset.start);
    const at = field.value.startsWith(found, told) ? told : field.value.indexOf(found);
    if (at < 0) return;
    field.focus();
    field.setRangeText(suggestion, at, at + found.length, "end");
    row.remove();
    this.save();
  }
}

const theirsIn = (row) => {
  const words = row.querySelector("[data-text]");
  if ("code" in words.dataset) return words.dataset.code;
  return words.hasAttribute("data-empty") ? "" : words.textContent;
};

// A place for a text: a textarea is one itself; a choice, or a row of ticks, is read and set as one.
function asField(place) {
  if (place.matches("textarea")) return new Words(place);
  return place.matches("select") ? new Choice(place) : new Ticks(place);
}

class Words {
  constructor(place) { this.place = place; }
  get dataset() { return this.place.dataset; }
  get value() { return this.place.value; }
  set value(words) { this.place.value = words; }
  get shown() { return this.value; }
  focus(how) { this.place.focus(how); }
  scrollIntoView(how) { this.place.scrollIntoView(how); }
}

class Choice extends Words {
  isChoice = true;
  get shown() { return this.value ? this.place.selectedOptions[0].textContent : "–"; }
}

class Ticks extends Words {
  get boxes() { return [...this.place.querySelectorAll("[type=checkbox]")]; }
  get ticked() { return this.boxes.filter((box) => box.checked); }
  get value() { return this.ticked.map((box) => box.value).join(" "); }
  set value(words) {
    const codes = words.split(/\s+/);
    for (const box of this.boxes) box.checked = codes.includes(box.value);
  }
  get shown() { return this.ticked.map((box) => box.parentElement.textContent.trim()).join(", ") || "–"; }
  focus(how) { this.boxes[0].focus(how); }
}

customElements.define("hs-note", Note);
customElements.define("hs-notes", Notes);
