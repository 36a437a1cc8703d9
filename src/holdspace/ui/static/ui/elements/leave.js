// <hs-leave data-url>: the way out. Pressing the link inside, or Escape three times within two seconds, empties the page
// and puts a neutral one in its place in the history. Coming back with the back button leaves again.
// What was typed stays in its draft. Without this script the link is a plain link to the same page.

const LEFT = "hs-left";
const WITHIN = 2000;
const TIMES = 3;
const AT_MOST = 1000;

function remember(left) {
  try {
    if (left) sessionStorage.setItem(LEFT, "1");
    else sessionStorage.removeItem(LEFT);
  } catch { /* storage is forbidden: the page still goes */ }
}

function hasLeft() {
  try {
    return sessionStorage.getItem(LEFT) === "1";
  } catch {
    return false;
  }
}

// What was kept of a home on this device goes too (kept.js); a safety plan stays at hand, as it says there.
async function forgetHome() {
  for (const name of await caches.keys()) if (name.startsWith("hs-kept:home:")) await caches.delete(name);
}

const soon = () => new Promise((resolve) => setTimeout(resolve, AT_MOST));

const cameBack = () => performance.getEntriesByType("navigation")[0]?.type === "back_forward";

class Leave extends HTMLElement {
  connectedCallback() {
    this.presses = [];
    this.onKey = (event) => this.count(event);
    this.onShow = (event) => { if (event.persisted && hasLeft()) this.leave(); };
    document.addEventListener("keydown", this.onKey, true);
    addEventListener("pageshow", this.onShow);
    this.addEventListener("click", (event) => {
      event.preventDefault();
      this.leave();
    });
    if (hasLeft() && cameBack()) this.leave();
    else remember(false);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.onKey, true);
    if (!this.gone) removeEventListener("pageshow", this.onShow);
  }

  count(event) {
    if (event.key !== "Escape" || event.repeat) return;
    const now = performance.now();
    this.presses = [...this.presses.filter((at) => now - at < WITHIN), now];
    if (this.presses.length >= TIMES) this.leave();
  }

  leave() {
    if (this.gone) return;
    this.gone = true;
    const url = new URL(this.dataset.url, location.origin);
    dispatchEvent(new Event("pagehide"));
    remember(true);
    document.title = "…";
    document.documentElement.replaceChildren();
    const go = () => location.replace(url);
    if ("caches" in globalThis) Promise.race([forgetHome(), soon()]).then(go, go);
    else go();
  }
}

customElements.define("hs-leave", Leave);
