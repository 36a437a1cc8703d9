// Six digits that everybody in the room sees alike as long as nobody stands in between. Pictures and sound are sealed
// from browser to browser, but it is our server that carries the keys: one that lies could hand out keys of its own.
// People who know each other's voices read the digits aloud; different digits mean different keys.
//
//   new SafetyCode({ say, on })     say(peer, said): a signal to one other person; on(digits, or null while they are agreed)
//
// The digits are a hash of everybody's key and of a number that each draws anew for each round. Six digits can be
// searched for in a second, so nobody may choose after having seen: first each gives the others a commitment, a hash of
// key and number, and only when the commitments of all have come is it opened. A server in between must then commit for
// everybody to everybody before it knows one number, and is right once in a million. A round belongs to the people who
// are together; whoever comes, goes, or loads the page again begins another.
//   {of, round, commit, want}      of: who is together; want: yours as well, please
//   {of, round, pub, number}       the commitment, opened

const PACE = 120; // ms between two messages: a client may say only so much in a second, and this can wait

const base64 = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));
const hash = async (...parts) => {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(JSON.stringify(parts))));
};

export class SafetyCode {
  constructor({ me, say, on }) {
    Object.assign(this, { me, say, on });
    this.met = new Map(); // id -> the key with which the engine seals for and knows this person, one's own among them
    this.of = "";
    this.others = [];
    this.waiting = [];
    this.turn = Promise.resolve();
  }

  between(peers) { this.next(() => this.gather(peers)); }

  hear(from, said) { this.next(() => this.heard(from, said)); }

  // The engine has learnt whose key is whose; one's own comes first.
  know(peer, pub) {
    this.next(async () => {
      this.met.set(peer, pub);
      if (peer === this.me && this.others.length) await this.begin(1);
      else await this.agree();
    });
  }

  // The socket is back: whatever was said meanwhile may be lost.
  resume() { this.next(() => this.tell(this.others, true)); }

  next(act) { this.turn = this.turn.then(act).catch(() => this.on(null)); }

  async gather(peers) {
    const of = [this.me, ...peers].sort().join(" ");
    if (of === this.of) return;
    Object.assign(this, { of, others: [...peers] });
    for (const peer of this.met.keys()) if (peer !== this.me && !peers.includes(peer)) this.met.delete(peer);
    await this.begin(1);
  }

  async begin(round) {
    Object.assign(this, { round, commit: null, opened: false, commits: new Map(), openings: new Map() });
    this.number = base64(crypto.getRandomValues(new Uint8Array(16)));
    this.on(null);
    if (!this.met.has(this.me)) return;
    this.commit = await this.sealed(this.me, { pub: this.met.get(this.me), number: this.number });
    this.tell(this.others, true);
  }

  async sealed(person, { pub, number }) { return base64(await hash("commit", this.of, this.round, person, pub, number)); }

  tell(peers, want) {
    const { of, round, commit, number } = this;
    if (!commit) return;
    for (const peer of peers) {
      this.post(peer, { of, round, commit, want });
      if (this.opened) this.post(peer, { of, round, pub: this.met.get(this.me), number });
    }
  }

  // One after the other; what belongs to a round that is over is not said any more.
  post(...one) {
    this.waiting.push(one);
    this.pace ??= setInterval(() => {
      this.waiting = this.waiting.filter(([, { of, round }]) => of === this.of && round === this.round);
      if (this.waiting.length) this.say(...this.waiting.shift());
      else this.pace = clearInterval(this.pace);
    }, PACE);
  }

  close() {
    clearInterval(this.pace);
    this.turn = new Promise(() => {});
  }

  async heard(from, said) {
    if (said.of !== this.of || !this.commit || !this.others.includes(from)) return;
    if (said.commit) await this.promised(from, said);
    else if (said.round === this.round) this.openings.set(from, { pub: said.pub, number: said.number });
    await this.agree();
  }

  // Somebody who is behind is told where we are. Another commitment in the same round is another page of theirs:
  // our number may be known by now, so everybody draws anew.
  async promised(from, { round, commit, want }) {
    if (round < this.round) { this.tell([from], false); return; }
    if (round > this.round) await this.begin(round);
    const before = this.commits.get(from);
    if (before && before !== commit) await this.begin(this.round + 1);
    else this.commits.set(from, commit);
    if (want) this.tell([from], false);
  }

  async agree() {
    if (!this.commit || !this.others.length) return;
    if (!this.opened && this.others.every((peer) => this.commits.has(peer))) {
      this.opened = true;
      this.tell(this.others, false);
    }
    if (this.opened) this.on(await this.digits());
  }

  // Nothing is shown that is not true for all: each opened what they had promised, and it is the key that is in use.
  async digits() {
    const keys = [[this.me, this.met.get(this.me), this.number]];
    for (const peer of this.others) {
      const opening = this.openings.get(peer);
      if (!opening || opening.pub !== this.met.get(peer)) return null;
      if (await this.sealed(peer, opening) !== this.commits.get(peer)) return null;
      keys.push([peer, opening.pub, opening.number]);
    }
    const found = await hash("digits", this.of, this.round, keys.sort(([one], [other]) => (one < other ? -1 : 1)));
    const number = new DataView(found.buffer).getBigUint64(0) % 1_000_000n;
    return String(number).padStart(6, "0");
  }
}

// One's own key for a mesh: with it a browser signs the fingerprint of each connection, so that a server cannot put
// another in its place without another key, which the digits would show.

const KEY = { name: "ECDSA", namedCurve: "P-256" };
const SIGNED = { name: "ECDSA", hash: "SHA-256" };
const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const utf8 = (parts) => new TextEncoder().encode(JSON.stringify(parts));
const fingerprints = (sdp) => [...new Set(sdp.match(/^a=fingerprint:.*$/gim) ?? [])].map((line) => line.trim()).sort();

export class Identity {
  static async make() {
    const pair = await crypto.subtle.generateKey(KEY, false, ["sign", "verify"]);
    return new Identity(pair.privateKey, base64(await crypto.subtle.exportKey("raw", pair.publicKey)));
  }

  constructor(key, pub) { Object.assign(this, { key, pub }); }

  // That this description is ours, for this connection and this person.
  async sign(sdp, ...belonging) {
    return base64(await crypto.subtle.sign(SIGNED, this.key, utf8([fingerprints(sdp), ...belonging])));
  }

  static async verify(pub, signature, sdp, ...belonging) {
    if (!pub || !signature || !fingerprints(sdp).length) return false;
    const key = await crypto.subtle.importKey("raw", bytesOf(pub), KEY, false, ["verify"]);
    return crypto.subtle.verify(SIGNED, key, bytesOf(signature), utf8([fingerprints(sdp), ...belonging]));
  }
}
