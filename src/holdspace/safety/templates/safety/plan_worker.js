// The kept copy of a plan, for the time without network (see kept-plan.js). It reaches no further than its own folder,
// and knows nothing but what somebody chose to keep: without a kept copy every request goes its usual way.
// Whoever cannot reach the server in a moment, or is no longer signed in, gets the copy.

const KEPT = "hs-kept:plan:";
const PATIENCE = 4000;

const tooLong = () => new Promise((_, refuse) => setTimeout(refuse, PATIENCE));
const answers = (response) => response.ok || (response.status >= 400 && response.status < 500);

// Asked by name: opening a cache that was removed a moment ago would make it anew.
async function copyOf(request) {
  for (const name of await caches.keys()) {
    if (!name.startsWith(KEPT)) continue;
    const found = await caches.match(request, { cacheName: name, ignoreVary: true, ignoreSearch: true });
    if (found) return found;
  }
  return null;
}

async function answer(request) {
  const copy = await copyOf(request);
  if (!copy) return fetch(request);
  try {
    const response = await Promise.race([fetch(request), tooLong()]);
    return answers(response) ? response : copy;
  } catch {
    return copy;
  }
}

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
  if (event.request.method === "GET") event.respondWith(answer(event.request));
});
