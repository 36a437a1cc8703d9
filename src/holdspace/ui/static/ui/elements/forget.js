// What somebody chose to keep on this device (caches named "hs-kept:…") goes when they sign out.
// Drafts stay: they are sealed, and only whoever signs in again reads them.

const KEPT = "hs-kept:";
const WITHIN = 2000;

async function forget() {
  for (const name of await caches.keys()) if (name.startsWith(KEPT)) await caches.delete(name);
  for (const worker of await navigator.serviceWorker.getRegistrations()) await worker.unregister();
}

addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches(".sign-out, form[action*='/logout/']") || form.dataset.forgotten || !("caches" in globalThis)) return;
  event.preventDefault();
  form.dataset.forgotten = "1";
  const late = new Promise((resolve) => setTimeout(resolve, WITHIN));
  Promise.race([forget().catch(() => {}), late]).then(() => form.submit());
});
