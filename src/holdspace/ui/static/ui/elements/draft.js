// <hs-draft data-key data-owner data-days data-kept data-discard [data-version] [data-secret]>: keeps what was
// typed in the form inside, in this browser, until the server has it. Nothing is sent anywhere.
// With data-secret (base64, 32 bytes, known only to the signed-in person) the draft is encrypted.
// <input type="hidden" data-sent-key> goes with the words: put back and sent again they are the same form, which
// the server may have although its answer was lost. A form that comes back filled keeps the key it came with.

const PREFIX = "hs-draft:";
const DAY = 86_400_000;
const NEVER = ["password", "file", "hidden", "submit", "button", "reset", "image"];

const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)));

function stored() {
  try { return Object.keys(localStorage).filter((name) => name.startsWith(PREFIX)); } catch { return []; }
}

function forgetExpired() {
  for (const name of stored()) {
    const [, until] = /"until":(\d+)/.exec(localStorage.getItem(name)) ?? [];
    if (!(until > Date.now())) localStorage.removeItem(name);
  }
}

// The page shown after saving says <… data-saved-key="the key" [data-saved-owner]>.
function forgetSaved() {
  for (const mark of document.querySelectorAll("[data-saved-key]")) {
    const { savedKey, savedOwner } = mark.dataset;
    for (const name of stored()) {
      const [owner, ...key] = name.slice(PREFIX.length).split(":");
      if (key.join(":") === savedKey && (!savedOwner || owner === savedOwner)) localStorage.removeItem(name);
    }
  }
}

const kept = (control) => control.name && !NEVER.includes(control.type) && !control.closest("[data-no-draft]");
const boxed = (control) => control.type === "radio" || control.type === "checkbox";

class Draft extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    if (!this.form || this.started) return;
    this.started = true;
    this.name = `${PREFIX}${this.dataset.owner}:${this.dataset.key}`;
    this.first = this.read();
    this.sentKey = this.form.querySelector("input[data-sent-key]");
    this.newKey = this.sentKey?.value;
    this.form.addEventListener("input", () => this.soon());
    this.form.addEventListener("change", () => this.soon());
    this.leaving = () => { if (this.waiting) this.save(); };
    for (const [where, what] of this.ways()) where.addEventListener(what, this.leaving);
    this.form.addEventListener("htmx:afterRequest", (event) => {
      if (event.detail.successful && event.detail.xhr.status !== 422) this.forget();
    });
    this.restore();
  }

  disconnectedCallback() {
    for (const [where, what] of this.ways()) where.removeEventListener(what, this.leaving);
    this.leaving?.();
  }

  ways() { return [[window, "pagehide"], [document, "visibilitychange"]]; }

  controls() { return [...this.form.elements].filter(kept); }

  read() {
    return JSON.stringify(this.controls().map((control) => {
      if (boxed(control)) return [control.name, control.value, control.checked];
      if (control.multiple) return [control.name, [...control.selectedOptions].map((option) => option.value)];
      return [control.name, control.value];
    }));
  }

  write(fields) {
    const left = new Map(fields.map(([name, value, on]) => (on === undefined ? [name, value] : [`${name}=${value}`, on])));
    for (const control of this.controls()) {
      const place = boxed(control) ? `${control.name}=${control.value}` : control.name;
      if (!left.has(place)) continue;
      const value = left.get(place);
      if (boxed(control)) control.checked = value;
      else if (!control.multiple) control.value = value;
      else for (const option of control.options) option.selected = value.includes(option.value);
    }
    this.form.dispatchEvent(new CustomEvent("hs:restored", { bubbles: true }));
  }

  soon() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.save(), 300);
  }

  async save() {
    this.waiting = clearTimeout(this.waiting);
    const fields = this.read();
    if (fields === this.first) { this.forget(); return; }
    const until = Date.now() + DAY * Number(this.dataset.days || 7);
    const version = this.dataset.version ?? "";
    const words = this.dataset.secret ? { sealed: await this.seal(fields) } : { fields };
    const sentKey = this.sentKey?.value;
    try { localStorage.setItem(this.name, JSON.stringify({ until, version, sentKey, ...words })); } catch { /* full, or forbidden */ }
  }

  forget() {
    this.waiting = clearTimeout(this.waiting);
    try { localStorage.removeItem(this.name); } catch { /* forbidden: nothing was kept */ }
  }

  key() {
    return crypto.subtle.importKey("raw", bytes(this.dataset.secret), "AES-GCM", false, ["encrypt", "decrypt"]);
  }

  async seal(words) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const box = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await this.key(), new TextEncoder().encode(words));
    return [text(iv), text(box)];
  }

  async open([iv, box]) {
    const words = await crypto.subtle.decrypt({ name: "AES-GCM", iv: bytes(iv) }, await this.key(), bytes(box));
    return new TextDecoder().decode(words);
  }

  async restore() {
    try {
      const draft = JSON.parse(localStorage.getItem(this.name));
      if (!draft) return;
      const fields = draft.sealed ? await this.open(draft.sealed) : draft.fields;
      if (fields === this.read()) { this.first = null; this.save(); return; } // came back with errors: still not saved
      const putBack = () => { this.write(JSON.parse(fields)); this.carry(draft.sentKey); };
      const changedSince = draft.version !== (this.dataset.version ?? "");
      if (!changedSince) putBack();
      this.tell(changedSince ? putBack : null);
    } catch { this.forget(); }
  }

  carry(key) { if (this.sentKey && key) this.sentKey.value = key; }

  // When the server has moved on meanwhile (data-version), nothing is overwritten: putting it back is offered.
  tell(putBack) {
    const line = Object.assign(document.createElement("p"), { className: "draft-kept", role: "status" });
    line.append(this.dataset.kept ?? "");
    const offer = (textContent, act) => {
      const look = { type: "button", className: "button quiet", textContent };
      const button = Object.assign(document.createElement("button"), look);
      button.addEventListener("click", () => { act(); line.remove(); });
      line.append(button);
    };
    if (putBack) offer(this.dataset.putBack ?? "", putBack);
    offer(this.dataset.discard ?? "", () => { this.form.reset(); this.carry(this.newKey); this.forget(); });
    this.prepend(line);
  }
}

forgetExpired();
forgetSaved();
document.addEventListener("htmx:load", forgetSaved);
customElements.define("hs-draft", Draft);
