// Pictures and sound from browser to browser. One `Pair` per other person; the server only carries signals.
//
//   new Engine({ me, ice, send, on, Identity })
//     on("track", { from, track })   on("state", { peer, state })   on("media", { from, audio, video })
//     on("gone", { peer })   on("identity", { peer, pub })   on("forged", { peer })
//
// Whom one speaks with. Each browser makes a key (`Identity`) and signs with it the fingerprint of each connection; a
// description without a right signature is not taken. Whose key it is, people compare: see safety_code.js.
//
// Who offers. Of two people the one with the smaller id offers, always; the other says `hello` when their page has
// come, so that an offer nobody was there to hear is made again. Each pair has a key (the offerer's page, and a
// number that rises); whatever carries another key is of an older connection and is dropped.
//
// After an outage the ICE is restarted as soon as the socket is back; a pair that stays broken is built anew after
// eight seconds, then twice as late each time: `restartIce()` alone never came back after a long outage.

const REBUILD_AFTER = 8000;
const LONGEST_WAIT = 32000;
const GATHER = 60;
const WATCH_EVERY = 4000;
const VIDEO = { maxBitrate: 300_000, maxFramerate: 15 };
const TOO_NARROW = 100_000;
const WIDE_AGAIN = 220_000;

export class Engine {
  constructor({ me, ice, send, on, Identity }) {
    Object.assign(this, { me, ice, send, on, Identity });
    this.identity = Identity.make();
    this.identity.then(({ pub }) => on("identity", { peer: me, pub }));
    this.page = crypto.getRandomValues(new Uint32Array(2)).join("-");
    this.pairs = new Map();
    this.stream = null;
    this.state = { audio: false, video: false };
    this.watch = setInterval(() => this.pairs.forEach((pair) => pair.measure()), WATCH_EVERY);
  }

  publish(stream) {
    this.stream = stream;
    this.pairs.forEach((pair) => pair.carry());
  }

  // What the others are told of one's microphone and camera.
  tell(state) {
    this.state = state;
    this.pairs.forEach((pair) => pair.say({ media: state }));
  }

  between(peers) {
    for (const [peer, pair] of this.pairs) if (!peers.includes(peer)) this.drop(peer, pair);
    for (const peer of peers) if (!this.pairs.has(peer)) this.pairs.set(peer, new Pair(this, peer));
  }

  drop(peer, pair) {
    pair.end();
    this.pairs.delete(peer);
    this.on("gone", { peer });
  }

  hear({ from, d }) { this.pairs.get(from)?.hear(d); }

  resume() { this.pairs.forEach((pair) => pair.resume()); }

  async stats() {
    const all = await Promise.all([...this.pairs].map(async ([peer, pair]) => [peer, await pair.stats()]));
    return Object.fromEntries(all);
  }

  close() {
    clearInterval(this.watch);
    this.pairs.forEach((pair, peer) => this.drop(peer, pair));
  }
}

class Pair {
  constructor(mesh, peer) {
    Object.assign(this, { mesh, peer, round: 0, wait: REBUILD_AFTER, narrow: 0, turn: Promise.resolve() });
    this.offers = mesh.me < peer;
    if (this.offers) this.build();
    else this.say({ hello: mesh.page });
  }

  say(d) { return this.mesh.send({ t: "sig", to: this.peer, d }); }

  // One connection

  build() {
    this.round += 1;
    this.open(`${this.mesh.page}:${this.round}`);
    for (const kind of ["audio", "video"]) this.pc.addTransceiver(kind, { direction: "sendrecv" });
    this.carry();
    this.offer();
    this.expect();
  }

  open(key) {
    this.shut();
    this.key = key;
    this.found = [];
    this.early = [];
    const pc = new RTCPeerConnection(this.mesh.ice);
    this.pc = pc;
    const current = (act) => (event) => { if (pc === this.pc) act(event); };
    pc.addEventListener("icecandidate", current(({ candidate }) => this.gather(candidate)));
    pc.addEventListener("connectionstatechange", current(() => this.changed()));
    pc.addEventListener("track", current(({ track }) => this.mesh.on("track", { from: this.peer, track })));
  }

  async offer(how = {}) {
    const { pc, key } = this;
    await this.mesh.identity;
    if (pc !== this.pc) return;
    await pc.setLocalDescription(await pc.createOffer(how));
    await this.describe(pc, key, "offer");
  }

  async describe(pc, key, kind) {
    const { me, identity, state } = this.mesh;
    const { sdp } = pc.localDescription;
    const own = await identity;
    const signed = await own.sign(sdp, kind, key, me, this.peer);
    if (pc === this.pc) this.say({ key, [kind]: sdp, by: own.pub, signed, media: state });
  }

  // What is sent: the tracks of one's stream, in the two places that the offer made; never a new negotiation.
  carry() {
    const tracks = this.mesh.stream?.getTracks() ?? [];
    for (const transceiver of this.pc?.getTransceivers() ?? []) {
      const { kind } = transceiver.receiver.track;
      const track = tracks.find((each) => each.kind === kind) ?? null;
      if (transceiver.sender.track !== track) transceiver.sender.replaceTrack(track).catch(() => {});
      if (kind === "video") this.limit(transceiver.sender, !this.narrowed);
    }
  }

  limit(sender, active) {
    const wanted = sender.getParameters();
    if (!wanted.encodings?.length) return;
    Object.assign(wanted.encodings[0], VIDEO, { active });
    sender.setParameters(wanted).catch(() => {});
  }

  // Candidates go out together: one message for many, for a client may say only so much in a second.
  gather(candidate) {
    if (!candidate) return;
    this.found.push(candidate.toJSON());
    this.gathering ??= setTimeout(() => {
      this.gathering = null;
      this.say({ key: this.key, candidates: this.found.splice(0) });
    }, GATHER);
  }

  // What the other says

  // In order, although it takes a moment to see whether a description is the other's own.
  hear(d) {
    this.turn = this.turn.then(() => this.isTheirs(d)).catch(() => false).then((theirs) => {
      if (theirs) this.take(d);
      else this.mesh.on("forged", { peer: this.peer });
    });
  }

  async isTheirs({ key, offer, answer, by, signed }) {
    if (!offer && !answer) return true;
    const belonging = [offer ? "offer" : "answer", key, this.peer, this.mesh.me];
    if (!(await this.mesh.Identity.verify(by, signed, offer ?? answer, ...belonging))) return false;
    if (this.pub !== by) this.mesh.on("identity", { peer: this.peer, pub: by });
    this.pub = by;
    return true;
  }

  take(d) {
    if (this.over) return;
    if (d.media) this.mesh.on("media", { from: this.peer, ...d.media });
    if (d.hello) this.greeted(d.hello);
    else if (d.again) this.restart();
    else if (d.offer) this.offered(d);
    else if (d.key !== this.key || !this.pc) return;
    else if (d.answer) this.answered(d.answer);
    else if (d.candidates) this.reach(d.candidates);
  }

  // A page that says hello has nothing yet of what was offered before it came.
  greeted(page) {
    if (!this.offers || this.heard === page) return;
    this.heard = page;
    this.build();
  }

  async offered({ key, offer }) {
    if (this.offers) return;
    if (key !== this.key || !this.pc) this.open(key);
    const { pc } = this;
    try {
      await pc.setRemoteDescription({ type: "offer", sdp: offer });
      for (const transceiver of pc.getTransceivers()) transceiver.direction = "sendrecv";
      this.carry();
      await pc.setLocalDescription(await pc.createAnswer());
    } catch (problem) {
      if (pc === this.pc) throw problem;
      return;
    }
    if (pc !== this.pc) return;
    await this.describe(pc, key, "answer");
    this.reach(this.early.splice(0));
    this.expect();
  }

  async answered(sdp) {
    const { pc } = this;
    if (pc.signalingState !== "have-local-offer") return;
    await pc.setRemoteDescription({ type: "answer", sdp });
    if (pc === this.pc) this.reach(this.early.splice(0));
  }

  reach(candidates) {
    if (!this.pc.remoteDescription) this.early.push(...candidates);
    else for (const candidate of candidates) this.pc.addIceCandidate(candidate).catch(() => {});
  }

  // When it breaks

  changed() {
    const state = this.pc.connectionState;
    if (state === "connected") {
      clearTimeout(this.again);
      this.wait = REBUILD_AFTER;
      this.carry();
      this.tell("connected");
    } else if (state === "disconnected" || state === "failed") {
      this.tell("lost");
      this.restart();
      this.expect();
    }
  }

  tell(state) { this.mesh.on("state", { peer: this.peer, state }); }

  restart() {
    if (!this.pc || this.pc.connectionState === "connected") return;
    if (!this.offers) this.say({ again: true });
    else if (this.pc.signalingState === "stable") this.offer({ iceRestart: true });
  }

  // The socket is back: whatever was said meanwhile may be lost.
  resume() {
    if (this.pc?.connectionState === "connected") return;
    if (this.offers && this.pc?.signalingState === "stable") this.restart();
    else if (this.offers) this.build();
    else this.say({ hello: this.mesh.page });
  }

  expect() {
    clearTimeout(this.again);
    this.again = setTimeout(() => this.rebuild(), this.wait);
  }

  rebuild() {
    if (this.pc?.connectionState === "connected") return;
    this.wait = Math.min(LONGEST_WAIT, this.wait * 2);
    if (this.offers) this.build();
    else { this.say({ hello: this.mesh.page }); this.expect(); }
  }

  // A narrow line carries the sound alone, and the picture again when it is wide.

  async measure() {
    if (this.pc?.connectionState !== "connected") return;
    const room = await this.width();
    if (room === undefined) return;
    const tight = room < (this.narrowed ? WIDE_AGAIN : TOO_NARROW);
    this.narrow = tight ? Math.min(this.narrow + 1, 3) : Math.max(this.narrow - 1, 0);
    const narrowed = this.narrowed ? this.narrow > 0 : this.narrow === 3;
    if (narrowed === !!this.narrowed) return;
    this.narrowed = narrowed;
    this.carry();
    this.say({ media: { ...this.mesh.state, narrow: narrowed } });
    this.tell(narrowed ? "narrow" : "connected");
  }

  async width() {
    for (const report of (await this.pc.getStats()).values()) {
      if (report.type === "candidate-pair" && report.nominated && report.state === "succeeded") {
        return report.availableOutgoingBitrate;
      }
    }
    return undefined;
  }

  async stats() {
    const seen = { state: this.pc?.connectionState ?? "new", framesDecoded: 0, audioBytes: 0, audioEnergy: 0 };
    for (const report of (await this.pc?.getStats())?.values() ?? []) {
      if (report.type !== "inbound-rtp") continue;
      if (report.kind === "video") seen.framesDecoded += report.framesDecoded ?? 0;
      else {
        seen.audioBytes += report.bytesReceived ?? 0;
        seen.audioEnergy += report.totalAudioEnergy ?? 0;
      }
    }
    return seen;
  }

  shut() {
    clearTimeout(this.gathering);
    this.gathering = null;
    const old = this.pc;
    this.pc = null;
    old?.close();
  }

  end() {
    this.over = true;
    clearTimeout(this.again);
    this.shut();
  }
}
