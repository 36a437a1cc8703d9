// What somebody chose to keep on this device, for the time without network (see elements/kept.js): one script, served
// in each folder of which it answers for pages, and it reaches no further. It knows nothing but what was kept: without
// a kept copy every request goes its usual way, and whatever a page's own scripts ask for goes there always.
// Whoever cannot reach the server in a moment gets the copy. A safety plan, and a plan for a harder time, open also for
// who is no longer signed in.

const KEPT = "hs-kept:";
const PLANS = ["hs-kept:plan:", "hs-kept:harder:"];
const PATIENCE = 4000;

const tooLong = () => new Promise((_, refuse) => setTimeout(refuse, PATIENCE));

// A way to the sign-in page counts as an answer, but for a plan.
const answers = (response, name) =>
  response.ok || (response.status >= 400 && response.status < 500)
  || (response.type === "opaqueredirect" && !PLANS.some((plan) => name.startsWith(plan)));

// Asked by name: opening a cache that was removed a moment ago would make it anew.
async function copyOf(request) {
  for (const name of await caches.keys()) {
    if (!name.startsWith(KEPT)) continue;
    const copy = await caches.match(request, { cacheName: name, ignoreVary: true, ignoreSearch: true });
    if (copy) return { name, copy };
  }
  return null;
}

async function answer(request) {
  const found = await copyOf(request);
  if (!found) return fetch(request);
  try {
    const response = await Promise.race([fetch(request), tooLong()]);
    return answers(response, found.name) ? response : found.copy;
  } catch {
    return found.copy;
  }
}

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
  const { method, destination } = event.request;
  if (method === "GET" && destination) event.respondWith(answer(event.request));
});
