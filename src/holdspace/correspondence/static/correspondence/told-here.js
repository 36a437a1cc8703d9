// <hs-told-here data-worker data-key>: lets somebody be told on this device. Around a form whose field `subscription`
// takes what the browser hands out; the browser is asked only when the button is pressed.
// Inside stand <… data-when="absent | told | denied | failed | unable">, of which one is shown. The rows of devices
// (data-digest) stand beside it: the one that is this browser says so (data-here).

const able = "serviceWorker" in navigator && "PushManager" in globalThis && "Notification" in globalThis;

const hex = (bytes) => [...new Uint8Array(bytes)].map((each) => each.toString(16).padStart(2, "0")).join("");
const digest = async (text) => hex(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (each) => each.charCodeAt(0));

class ToldHere extends HTMLElement {
  async connectedCallback() {
    if (!able) return this.show("unable");
    this.form = this.querySelector("form");
    this.form.addEventListener("submit", (event) => {
      if (this.form.subscription.value) return;
      event.preventDefault();
      this.ask();
    });
    this.show((await this.isKnown().catch(() => false)) ? "told" : Notification.permission === "denied" ? "denied" : "absent");
  }

  async isKnown() {
    const here = await navigator.serviceWorker.getRegistration(this.dataset.worker);
    const given = await here?.pushManager.getSubscription();
    if (!given) return false;
    const row = document.querySelector(`[data-digest="${await digest(given.endpoint)}"]`);
    for (const each of row?.querySelectorAll("[data-here]") ?? []) each.hidden = false;
    return row !== null;
  }

  async ask() {
    try {
      if ((await Notification.requestPermission()) !== "granted") return this.show("denied");
      const given = await this.subscription();
      this.form.subscription.value = JSON.stringify(given);
      this.form.requestSubmit();
    } catch {
      this.show("failed");
    }
  }

  async subscription() {
    await navigator.serviceWorker.register(this.dataset.worker);
    const registered = await navigator.serviceWorker.ready; // this page lies within its reach
    const old = await registered.pushManager.getSubscription();
    await old?.unsubscribe(); // it may be for a key that the server no longer has
    return registered.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(this.dataset.key) });
  }

  show(what) {
    for (const part of this.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== what;
  }
}

customElements.define("hs-told-here", ToldHere);
