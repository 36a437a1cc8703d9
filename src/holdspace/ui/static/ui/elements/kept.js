// <hs-kept data-kind="plan | harder | home" data-page [data-copy data-worker data-owner]>: keeps a copy of a page on this device,
// only when somebody presses the button, and removes it again. A small service worker (kept_worker.js) opens the copy
// when the server cannot be reached. Signing out removes it too (forget.js), leaving quickly what is kept of a home.
// Inside stand <… data-when="absent | kept | failed | unable">, of which one is shown, and buttons data-keep, data-remove.
// With data-copy and data-owner alone it makes a kept copy anew, so that it says what holds now.

const KEPT = "hs-kept:";
const able = "serviceWorker" in navigator && "caches" in globalThis;

const everything = async () => (await caches.keys()).filter((name) => name.startsWith(KEPT));

async function files(page) {
  const linked = new DOMParser().parseFromString(page, "text/html").querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src]");
  return [...new Set([...linked].map((each) => each.getAttribute("href") ?? each.getAttribute("src")))];
}

class Kept extends HTMLElement {
  connectedCallback() {
    if (!able) return;
    addEventListener("pagehide", () => { this.gone = true; });
    addEventListener("pageshow", () => { this.gone = false; });
    this.querySelector("[data-keep]")?.addEventListener("click", () => this.trying(() => this.keep()));
    this.querySelector("[data-remove]")?.addEventListener("click", () => this.trying(() => this.remove()));
    this.trying(() => this.begin());
  }

  get folder() { return `${KEPT}${this.dataset.kind}:`; }

  get mine() { return this.folder + this.dataset.owner; }

  async names() { return (await everything()).filter((name) => name.startsWith(this.folder)); }

  async trying(act) {
    try { await act(); } catch { this.show("failed"); }
  }

  // What somebody else left here goes, of every kind; one's own copy is made anew.
  async begin() {
    const { owner } = this.dataset;
    if (owner) for (const name of await everything()) if (!name.endsWith(`:${owner}`)) await caches.delete(name);
    const kept = (await this.names()).length > 0;
    this.show(kept ? "kept" : "absent");
    if (kept && owner && navigator.onLine) await this.fill().catch(() => {});
  }

  async keep() {
    await navigator.serviceWorker.register(this.dataset.worker, { scope: this.dataset.page });
    await navigator.serviceWorker.ready; // only then does it answer for a page that the network does not bring
    await this.fill();
    this.show("kept");
  }

  async fill() {
    const answer = await fetch(this.dataset.copy, { redirect: "error" });
    if (!answer.ok) throw new Error("no copy");
    const page = await answer.clone().text();
    if (this.gone) return; // somebody leaves: what leave.js removes now is not made anew
    const cache = await caches.open(this.mine);
    try {
      await cache.addAll(await files(page));
      await cache.put(this.dataset.page, answer);
    } catch (error) {
      await caches.delete(this.mine); // half a copy would be none when it is needed
      throw error;
    }
  }

  async remove() {
    for (const name of await this.names()) await caches.delete(name);
    for (const each of await navigator.serviceWorker.getRegistrations()) {
      if (each.scope.endsWith(this.dataset.page)) await each.unregister();
    }
    this.show("absent");
  }

  show(what) {
    for (const part of this.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== what;
  }
}

customElements.define("hs-kept", Kept);
