// A worker. Seals each frame of sound and picture before it leaves the browser, and opens what others sealed, so
// that the server that forwards them sees nothing of it. All keys are made and kept in here; the page never has them.
//
// Keys. Each browser makes a P-256 pair when the session begins, and one 128-bit AES-GCM key for what it sends. It
// gives that key to each of the people it is `between`, sealed for this one alone: ECDH, HKDF-SHA-256 (both public
// keys, both ids and the direction go in), AES-GCM. Whenever one of them leaves it makes another.
//   {t:"key", k:"hello", to, pub, want}           my public key; want: I do not have yours
//   {t:"key", k:"key", to, by, for, id, iv, sealed}  the key I send with; by, for: the public keys it was sealed with
// Arriving, they have `from` in place of `to`, set by the server. That `from` is whose public key it is has to be
// compared by people, as everywhere (identities are handed to the page for this): a server that lies could stand in
// between, as it could serve another script.
//
// Frames. [clear head][sealed rest, 16 bytes longer][counter: 4][key id: 4][length of the head: 1]
// The head (10 bytes of a VP8 key frame, 3 of another, 1 of Opus) stays clear, for forwarding needs it; it and the
// trailer are authenticated. The IV is key id and counter; a key's counter never repeats, over all tracks. A
// receiver takes a counter once, and takes for somebody's picture only what was sealed with that person's own key.
// What cannot be sealed is not sent; what cannot be opened is not shown.

const PAIR = { name: "ECDH", namedCurve: "P-256" };
const HEAD = { key: 10, delta: 3, audio: 1 };
const TRAILER = 9;
const TAG = 16;
const LAST_COUNTER = 2 ** 32 - 1;
const SWITCH_AFTER = 250; // ms in which a new key reaches everybody before it is used
const KEPT_KEYS = 3; // of one sender: frames sealed with the one before still arrive
const WINDOW = 512; // counters: how far behind the newest a frame may arrive
const SAY_AFTER = 3000; // ms of frames that cannot be opened, before people hear of it

const base64 = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));
const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const utf8 = (text) => new TextEncoder().encode(text);

// Counters of one key that one receiver has seen.
class Seen {
  newest = -1;
  counters = new Set();

  isNew(counter) {
    return counter > this.newest - WINDOW && !this.counters.has(counter);
  }

  add(counter) {
    this.counters.add(counter);
    this.newest = Math.max(this.newest, counter);
    if (this.counters.size < 2 * WINDOW) return;
    for (const old of this.counters) if (old <= this.newest - WINDOW) this.counters.delete(old);
  }
}

// Whose public keys we know, what we send with, what others send with.
class Ring {
  named = new Set(); // whom our key goes to
  known = new Map(); // id -> {pub, seal, open}
  keys = new Map(); // id -> Map(key id -> CryptoKey), newest last
  current = null;

  constructor(say) { this.say = say; }

  async begin(me) {
    this.me = me;
    this.pair = await crypto.subtle.generateKey(PAIR, false, ["deriveBits"]);
    this.pub = base64(await crypto.subtle.exportKey("raw", this.pair.publicKey));
    this.current = await this.make();
    this.say({ k: "identity", peer: me, pub: this.pub });
  }

  async make() {
    const raw = crypto.getRandomValues(new Uint8Array(16));
    const [id] = crypto.getRandomValues(new Uint32Array(1));
    const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt"]);
    return { id, raw, key, counter: 0 };
  }

  // The people we are with. Whoever is no more among them shall not read what comes next.
  async between(people) {
    const now = new Set(people);
    const left = [...this.named].filter((peer) => !now.has(peer));
    const came = people.filter((peer) => !this.named.has(peer));
    this.named = now;
    for (const peer of left) this.keys.delete(peer);
    if (left.length) await this.renew();
    for (const peer of came) {
      this.hello(peer, !this.known.has(peer));
      await this.give(peer);
    }
  }

  async renew() {
    this.next = await this.make();
    const { next } = this;
    for (const peer of this.named) await this.give(peer);
    setTimeout(() => { if (this.next === next) [this.current, this.next] = [next, null]; }, SWITCH_AFTER);
  }

  hello(to, want) {
    this.say({ k: "send", message: { t: "key", k: "hello", to, pub: this.pub, want } });
  }

  async heard(message) {
    if (message.k === "hello") await this.met(message);
    else if (message.k === "key") await this.take(message);
  }

  async met({ from, pub, want }) {
    if (this.known.get(from)?.pub !== pub) {
      this.known.set(from, await this.agree(from, pub));
      this.keys.delete(from);
      this.say({ k: "identity", peer: from, pub });
    }
    if (want) this.hello(from, false);
    if (this.named.has(from)) await this.give(from);
  }

  async agree(peer, pub) {
    const theirs = await crypto.subtle.importKey("raw", bytesOf(pub), PAIR, false, []);
    const bits = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, this.pair.privateKey, 256);
    const secret = await crypto.subtle.importKey("raw", bits, "HKDF", false, ["deriveKey"]);
    const way = (from, to, use) => crypto.subtle.deriveKey(
      { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: utf8(`holdspace frames 1|${from}|${to}`) },
      secret, { name: "AES-GCM", length: 256 }, false, [use],
    );
    const [mine, other] = [`${this.me} ${this.pub}`, `${peer} ${pub}`];
    return { pub, seal: await way(mine, other, "encrypt"), open: await way(other, mine, "decrypt") };
  }

  // Our key, for one of those we are with, once we know how to seal it for them.
  async give(peer) {
    const known = this.known.get(peer);
    if (!known || !this.named.has(peer)) return;
    const { id, raw } = this.next ?? this.current;
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const how = { name: "AES-GCM", iv, additionalData: utf8(String(id)) };
    const sealed = base64(await crypto.subtle.encrypt(how, known.seal, raw));
    const message = { t: "key", k: "key", to: peer, by: this.pub, for: known.pub, id, iv: base64(iv), sealed };
    this.say({ k: "send", message });
  }

  // A key from somebody. Sealed with keys that one of us has no more (a page was loaded again): we say hello anew.
  async take({ from, by, for: mine, id, iv, sealed }) {
    const known = this.known.get(from);
    if (mine !== this.pub || known?.pub !== by) {
      this.hello(from, true);
      return;
    }
    const how = { name: "AES-GCM", iv: bytesOf(iv), additionalData: utf8(String(id)) };
    const raw = await crypto.subtle.decrypt(how, known.open, bytesOf(sealed));
    const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["decrypt"]);
    if (!this.keys.has(from)) this.keys.set(from, new Map());
    const keys = this.keys.get(from);
    keys.set(id, key);
    for (const old of [...keys.keys()].slice(0, -KEPT_KEYS)) keys.delete(old);
    for (const taker of takers.values()) taker.mayHaveKey(from);
  }

  // What this frame is sealed with; null when nothing can be sent.
  stamp() {
    const key = this.current;
    if (!key || key.counter > LAST_COUNTER) return null;
    const counter = key.counter;
    key.counter += 1;
    if (key.counter > LAST_COUNTER - 2 ** 16 && !this.next) inTurn(() => this.renew());
    return { key: key.key, id: key.id, counter };
  }
}

function ivOf(id, counter) {
  const iv = new DataView(new ArrayBuffer(12));
  iv.setUint32(0, id);
  iv.setUint32(8, counter);
  return new Uint8Array(iv.buffer);
}

function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(new Uint8Array(part), at);
    at += part.byteLength;
  }
  return whole;
}

function trailerOf(counter, id, head) {
  const trailer = new DataView(new ArrayBuffer(TRAILER));
  trailer.setUint32(0, counter);
  trailer.setUint32(4, id);
  trailer.setUint8(8, head);
  return new Uint8Array(trailer.buffer);
}

// One track that leaves.
export function sealing(kind) {
  return async (frame, controller) => {
    const stamp = ring.stamp();
    if (!stamp) return;
    const data = new Uint8Array(frame.data);
    const head = data.subarray(0, Math.min(data.length, HEAD[kind === "audio" ? "audio" : frame.type] ?? HEAD.delta));
    const trailer = trailerOf(stamp.counter, stamp.id, head.length);
    const how = { name: "AES-GCM", iv: ivOf(stamp.id, stamp.counter), additionalData: joined(head, trailer) };
    const sealed = await crypto.subtle.encrypt(how, stamp.key, data.subarray(head.length));
    frame.data = joined(head, sealed, trailer).buffer;
    controller.enqueue(frame);
  };
}

// One track that arrives. `from` changes when the server gives its line to another person.
export class Taker {
  seen = new Map(); // key id -> Seen
  badSince = null;
  waits = false;

  constructor(transformer, { line, kind, from }) {
    Object.assign(this, { transformer, line, kind, from });
  }

  async open(frame, controller) {
    const opened = await this.opened(new Uint8Array(frame.data));
    this.note(opened);
    if (!opened) return;
    frame.data = opened.buffer;
    controller.enqueue(frame);
  }

  async opened(data) {
    if (data.length < TRAILER + TAG) return null;
    const trailer = data.subarray(data.length - TRAILER);
    const view = new DataView(trailer.buffer, trailer.byteOffset);
    const [counter, id, length] = [view.getUint32(0), view.getUint32(4), view.getUint8(8)];
    const key = ring.keys.get(this.from)?.get(id);
    const seen = this.seen.get(id) ?? new Seen();
    if (!key || length > data.length - TRAILER - TAG || !seen.isNew(counter)) return null;
    const head = data.subarray(0, length);
    const how = { name: "AES-GCM", iv: ivOf(id, counter), additionalData: joined(head, trailer) };
    try {
      const rest = await crypto.subtle.decrypt(how, key, data.subarray(length, data.length - TRAILER));
      seen.add(counter);
      this.seen.set(id, seen);
      return joined(head, rest);
    } catch { return null; } // note() counts it, and says so when it goes on
  }

  // Frames that stay shut for long are told: somebody's key never came, or is not theirs.
  note(opened) {
    if (opened) {
      if (this.told) this.tell(true);
      [this.badSince, this.told, this.waits] = [null, false, false];
      return;
    }
    this.waits = true;
    this.badSince ??= performance.now();
    if (this.told || !ring.named.has(this.from) || performance.now() - this.badSince < SAY_AFTER) return;
    this.told = true;
    this.tell(false);
    ring.hello(this.from, true);
  }

  tell(over) {
    ring.say({ k: "trouble", peer: this.from, line: this.line, over });
  }

  // Pictures build on each other: after some were lost, a whole one is asked for.
  mayHaveKey(from) {
    if (from !== this.from || !this.waits || this.kind !== "video") return;
    this.waits = false;
    this.transformer.sendKeyFrameRequest?.().catch(() => {}); // the decoder asks as well, only later
  }

  belongsTo(from) {
    if (from === this.from) return;
    if (this.told) this.tell(true);
    this.from = from;
    this.seen.clear();
    [this.badSince, this.told] = [null, false];
  }
}

const takers = new Map(); // line -> Taker
export const ring = new Ring((message) => postMessage(message));

self.onrtctransform = ({ transformer }) => {
  const { side, kind, line, from } = transformer.options;
  let transform = sealing(kind);
  if (side === "take") {
    const taker = new Taker(transformer, { line, kind, from });
    takers.set(line, taker);
    transform = (frame, controller) => taker.open(frame, controller);
  }
  transformer.readable.pipeThrough(new TransformStream({ transform })).pipeTo(transformer.writable)
    .catch(() => { if (side === "take") takers.delete(line); }); // the connection was closed
};

// One after the other, in the order in which they came.
let turn = Promise.resolve();

function inTurn(work) {
  turn = turn.then(work).catch((error) => ring.say({ k: "failed", why: String(error?.name ?? error) }));
}

self.onmessage = ({ data }) => {
  if (data.k === "begin") inTurn(() => ring.begin(data.me));
  else if (data.k === "between") inTurn(() => ring.between(data.peers));
  else if (data.k === "heard") inTurn(() => ring.heard(data.message));
  else if (data.k === "owner") takers.get(data.line)?.belongsTo(data.from);
};
