// Shows what the server sends, on a locked screen too: words that say nothing. Knows no page and keeps nothing.
// A browser takes the right away from whoever is told something and shows nothing: a message that cannot be read is
// shown as well, with the address alone.

const words = (event) => {
  try { return event.data.json(); } catch { return { title: location.host, body: "", tag: "waiting" }; }
};

const opened = async () => {
  const [open] = await clients.matchAll({ type: "window" });
  return open ? open.focus() : clients.openWindow("/");
};

addEventListener("install", () => skipWaiting());
addEventListener("push", (event) => {
  const { title, body, tag } = words(event);
  event.waitUntil(registration.showNotification(title, { body, tag, requireInteraction: true }));
});
addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(opened());
});
