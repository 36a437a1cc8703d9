// <hs-live data-url>: listens whether there is something newer. The socket carries only version numbers; what is
// new is fetched by whoever hears "hs:version", so a lost message loses nothing.
//   in:  {"t":"version","v":n}   {"t":"pong"}   {"t":"bye","why":…}   whatever else is handed on as "hs:message"
//   out: {"t":"ping"}   and what other scripts of the page `send`
// "bye", or a close with one of the codes below, takes the page away at once and for good; "moved" is no farewell:
// the same person is let into another room, and connects again at once.

const FIRST_WAIT = 200;
const LONGEST_WAIT = 5000;
const PING_EVERY = 3000;
const PONG_WITHIN = 6000;
const GONE = [4401, 4403, 4404];

class Live extends HTMLElement {
  connectedCallback() {
    this.status = this.querySelector("[role=status]");
    this.farewell = this.querySelector("template[data-bye]");
    this.tries = 0;
    this.ended = false;
    this.onOnline = () => this.hurry();
    addEventListener("online", this.onOnline);
    this.open();
  }

  disconnectedCallback() {
    this.ended = true;
    removeEventListener("online", this.onOnline);
    this.stop();
    this.socket?.close();
  }

  open() {
    const url = new URL(this.dataset.url, location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(url);
    this.socket = socket;
    // A network that swallows everything lets a socket open for minutes: it is tried anew instead.
    this.opening = setTimeout(() => this.lost(), PONG_WITHIN);
    const current = (act) => (event) => { if (socket === this.socket) act(event); };
    socket.addEventListener("open", current(() => this.opened()));
    socket.addEventListener("message", current((event) => this.heard(event.data)));
    socket.addEventListener("close", current((event) => this.closed(event.code)));
  }

  opened() {
    clearTimeout(this.opening);
    this.tries = 0;
    this.heardAt = performance.now();
    this.say("live");
    this.beat = setInterval(() => this.ping(), PING_EVERY);
    this.dispatchEvent(new CustomEvent("hs:open", { bubbles: true }));
  }

  ping() {
    if (performance.now() - this.heardAt > PONG_WITHIN) this.lost();
    else if (this.socket.readyState === WebSocket.OPEN) this.socket.send('{"t":"ping"}');
  }

  heard(text) {
    this.heardAt = performance.now();
    let message;
    try { message = JSON.parse(text); } catch { return; }
    if (message.t === "bye" && message.why === "moved") this.moved();
    else if (message.t === "bye") this.bye();
    else if (message.t === "version") this.announce(message.v);
    else if (message.t !== "pong") this.dispatchEvent(new CustomEvent("hs:message", { bubbles: true, detail: message }));
  }

  // False when nothing can be sent now; whoever listens for "hs:open" says it again then.
  send(message) {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(message));
    return true;
  }

  moved() {
    const old = this.socket;
    this.socket = null;
    this.stop();
    old?.close();
    this.open();
  }

  announce(version) {
    if (version === this.version) return;
    this.version = version;
    this.dispatchEvent(new CustomEvent("hs:version", { bubbles: true, detail: { version } }));
  }

  closed(code) {
    if (GONE.includes(code)) this.bye();
    else this.lost();
  }

  // The old socket may hang for minutes before it notices; it is left behind and no longer listened to.
  lost() {
    const old = this.socket;
    this.socket = null;
    this.stop();
    old?.close();
    if (this.ended) return;
    this.say("reconnecting");
    const longest = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.tries);
    this.tries += 1;
    this.again = setTimeout(() => this.open(), FIRST_WAIT + Math.random() * (longest - FIRST_WAIT));
  }

  hurry() {
    if (this.ended || this.dataset.state === "live") return;
    clearTimeout(this.again);
    this.tries = 0;
    this.lost();
  }

  stop() {
    clearInterval(this.beat);
    clearTimeout(this.again);
    clearTimeout(this.opening);
  }

  bye() {
    this.ended = true;
    this.stop();
    this.say("closed");
    const farewell = this.farewell?.content.cloneNode(true) ?? "";
    const { socket } = this;
    this.socket = null;
    document.body.replaceChildren(farewell);
    socket?.close();
  }

  say(state) {
    if (this.dataset.state === state) return;
    const first = !this.dataset.state;
    this.dataset.state = state;
    if (this.status && !(first && state === "live")) {
      this.status.textContent = this.dataset[`words${state[0].toUpperCase()}${state.slice(1)}`] ?? "";
    }
  }
}

customElements.define("hs-live", Live);
