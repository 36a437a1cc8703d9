// The engine for a room whose sound and pictures go through a forwarding server (Janus), sealed in this browser.
// One connection carries what we send, one all that we receive. Offers and answers go over the room's socket:
//   out: {t:"sfu", k:"publish", gen, n, sdp}  k:"answer", gen, n, sdp  k:"ice", gen, pc, candidate
//        k:"between", gen, peers  k:"resume", gen          and {t:"key", …}, see frames.js
//   in:  k:"answer", gen, n, sdp  k:"offer", gen, n, sdp, streams  k:"again"  k:"gone", peer
// `gen` numbers one pair of connections: what belongs to another is not listened to.
//
// on("track", {from, track, stream})   on("state", {peer, state})   on("gone", {peer})   as every engine, and
// on("refused", {why})      "no-transform": this browser cannot seal; nothing was sent and nothing will be
// on("identity", {peer, pub})  a public key, for the safety code that people compare
// on("trouble", {peer, over})  what this person sends has not been readable for three seconds (or is again)
// on("failed", {why})       something broke that no one else will notice

const MEND_WITHIN = 8000;
const LONGEST_WAIT = 30000;
const PICTURE = { maxBitrate: 350_000 };
const LOUDNESS = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";

// Sound of a constant size says nothing about what is spoken; sizes are all that a forwarder could listen to.
function evenly(sdp) {
  const opus = sdp.match(/^a=rtpmap:(\d+) opus\//im)?.[1];
  const format = new RegExp(`^(a=fmtp:${opus} .*)$`, "m");
  return opus && !/;\s*cbr=1/.test(sdp) ? sdp.replace(format, "$1;cbr=1") : sdp;
}

export class Engine {
  static get able() {
    return typeof RTCRtpScriptTransform === "function" && Boolean(globalThis.crypto?.subtle);
  }

  constructor({ me, ice, send, on, worker = new URL("frames.js", import.meta.url) }) {
    Object.assign(this, { me, send, on });
    this.ice = Array.isArray(ice) ? { iceServers: ice } : ice ?? {};
    this.states = new Map(); // peer -> state
    this.streams = new Map(); // peer -> MediaStream
    this.owners = new Map(); // mid -> peer
    this.shut = new Map(); // peer -> lines of theirs that cannot be opened
    this.lines = new Map(); // mid -> number of a receiver, as the worker knows it
    this.tries = 0;
    this.fitted = 0;
    this.refused = !Engine.able;
    if (this.refused) queueMicrotask(() => on("refused", { why: "no-transform" }));
    else this.hire(worker);
  }

  hire(worker) {
    this.keys = new Worker(worker, { type: "module" });
    this.keys.addEventListener("message", ({ data }) => this.told(data));
    this.keys.addEventListener("error", (event) => this.on("failed", { why: event.message || "worker" }));
    this.keys.postMessage({ k: "begin", me: this.me });
  }

  // What the page asks for

  publish(stream) {
    if (this.refused) return;
    this.stream = stream;
    if (!this.up) this.begin();
    else for (const { sender, receiver } of this.up.getTransceivers()) this.fill(sender, receiver.track.kind);
  }

  between(peers) {
    if (this.refused) return;
    const named = peers.filter((peer) => peer !== this.me);
    for (const peer of [...this.states.keys()]) if (!named.includes(peer)) this.drop(peer);
    for (const peer of named) if (!this.states.has(peer)) this.greet(peer);
    this.keys.postMessage({ k: "between", peers: named });
    if (!this.up) this.begin();
    this.say({ k: "between", peers: named });
    this.look();
  }

  hear(message) {
    if (this.refused || this.ended) return;
    if (message.t === "key") this.keys.postMessage({ k: "heard", message });
    else if (message.k === "again") this.asked(message);
    else if (message.k === "gone") this.lose(message.peer);
    else if (message.gen === this.gen) this.inTurn(message.k, message);
  }

  // The socket is back: other ways may lead here now.
  resume() {
    if (this.refused || !this.up) return;
    this.say({ k: "resume" });
    this.say({ k: "between", peers: [...this.states.keys()] });
    this.offer({ iceRestart: true });
    this.watch();
  }

  async stats() {
    const sums = Object.fromEntries([...this.states.keys()].map((peer) => [peer, {}]));
    if (!this.down) return sums;
    for (const report of (await this.down.getStats()).values()) {
      const sum = report.type === "inbound-rtp" && sums[this.owners.get(report.mid)];
      if (!sum) continue;
      if (report.kind === "video") {
        sum.framesDecoded = report.framesDecoded ?? 0;
        sum.framesDropped = report.framesDropped ?? 0;
        sum.videoBytes = report.bytesReceived ?? 0;
      } else {
        sum.audioBytes = report.bytesReceived ?? 0;
        sum.audioEnergy = report.totalAudioEnergy ?? 0;
      }
    }
    return sums;
  }

  close() {
    this.ended = true;
    clearTimeout(this.later);
    this.hangUp();
    this.keys?.terminate();
    this.states.clear();
  }

  // Both connections, from the beginning

  begin() {
    [this.gen] = crypto.getRandomValues(new Uint32Array(1));
    this.gen += 1;
    this.n = 0;
    this.turn = Promise.resolve();
    const up = new RTCPeerConnection(this.ice);
    this.up = up;
    this.wire(up, "up");
    for (const kind of ["audio", "video"]) {
      const sendEncodings = kind === "video" ? [PICTURE] : [{}];
      const transceiver = up.addTransceiver(kind, { direction: "sendonly", sendEncodings });
      transceiver.sender.transform = new RTCRtpScriptTransform(this.keys, { side: "seal", kind });
      this.hush(transceiver);
      this.fill(transceiver.sender, kind);
    }
    this.offer();
    if (this.states.size) this.say({ k: "between", peers: [...this.states.keys()] });
    this.watch();
  }

  fill(sender, kind) {
    const track = this.stream?.getTracks().find((one) => one.kind === kind) ?? null;
    sender.replaceTrack(track).catch((error) => this.on("failed", { why: error.name }));
  }

  // How loud each packet is stands beside the sound, unsealed, unless it is left out.
  hush(transceiver) {
    const extensions = transceiver.getHeaderExtensionsToNegotiate?.();
    if (!extensions) return;
    for (const one of extensions) if (one.uri === LOUDNESS) one.direction = "stopped";
    transceiver.setHeaderExtensionsToNegotiate(extensions);
  }

  wire(pc, name) {
    const { gen } = this;
    pc.addEventListener("icecandidate", ({ candidate }) => {
      if (gen === this.gen) this.say({ k: "ice", pc: name, candidate: candidate?.toJSON() ?? null });
    });
    pc.addEventListener("connectionstatechange", () => { if (gen === this.gen) this.changed(pc); });
  }

  // What leaves

  offer(options) {
    const { up } = this;
    this.n += 1;
    const { n } = this;
    this.run(async () => {
      await up.setLocalDescription(await up.createOffer(options));
      if (up === this.up) this.say({ k: "publish", n, sdp: up.localDescription.sdp });
    });
  }

  async answer({ n, sdp }) {
    if (n === this.n && this.up.signalingState === "have-local-offer") {
      await this.up.setRemoteDescription({ type: "answer", sdp: evenly(sdp) });
    }
  }

  // What arrives

  async take({ n, sdp, streams }) {
    if (!this.down) {
      this.down = new RTCPeerConnection(this.ice);
      this.wire(this.down, "down");
    }
    const { down } = this;
    await down.setRemoteDescription({ type: "offer", sdp });
    this.attend(streams);
    await down.setLocalDescription();
    if (down === this.down) this.say({ k: "answer", n, sdp: down.localDescription.sdp });
    this.look();
  }

  // A receiver opens frames from its first one on: its transform is there before our answer is.
  attend(streams) {
    const owners = new Map(streams.map(({ mid, from }) => [mid, from]));
    for (const transceiver of this.down.getTransceivers()) {
      const { mid, receiver } = transceiver;
      const from = owners.get(mid) ?? "";
      if (!this.lines.has(mid)) this.fit(transceiver, from);
      else this.keys.postMessage({ k: "owner", line: this.lines.get(mid), from });
      const before = this.owners.get(mid);
      if (before === from) continue;
      this.streams.get(before)?.removeTrack(receiver.track);
      this.owners.set(mid, from);
      if (this.states.has(from)) this.show(from, receiver.track);
    }
  }

  fit({ mid, receiver }, from) {
    this.fitted += 1;
    this.lines.set(mid, this.fitted);
    const options = { side: "take", kind: receiver.track.kind, line: this.fitted, from };
    receiver.transform = new RTCRtpScriptTransform(this.keys, options);
  }

  show(from, track) {
    if (!this.streams.has(from)) this.streams.set(from, new MediaStream());
    const stream = this.streams.get(from);
    stream.addTrack(track);
    this.on("track", { from, track, stream });
  }

  // Who is there

  become(peer, state) {
    if (this.states.get(peer) === state) return;
    this.states.set(peer, state);
    this.on("state", { peer, state });
  }

  // Somebody we are with from now on; what they send may arrive already.
  greet(peer) {
    this.become(peer, "connecting");
    for (const { mid, receiver } of this.down?.getTransceivers() ?? []) {
      if (this.owners.get(mid) === peer) this.show(peer, receiver.track);
    }
  }

  drop(peer) {
    this.states.delete(peer);
    this.streams.delete(peer);
    this.on("gone", { peer });
  }

  lose(peer) {
    if (this.states.has(peer)) this.between([...this.states.keys()].filter((other) => other !== peer));
  }

  look() {
    const states = [this.up?.connectionState, this.down?.connectionState];
    const broken = states.some((state) => state === "failed" || state === "disconnected");
    const whole = states.every((state) => state === "connected");
    const here = new Set(this.owners.values());
    for (const peer of this.states.keys()) {
      if (broken) this.become(peer, "lost");
      else this.become(peer, whole && here.has(peer) ? "connected" : "connecting");
    }
  }

  // When it breaks

  changed(pc) {
    this.look();
    if (pc.connectionState === "failed") this.resume();
    if (this.isWhole) this.tries = 0;
  }

  get isWhole() {
    return [this.up, this.down].every((pc) => !pc || pc.connectionState === "connected");
  }

  // Mending does not always work: what is not whole by then is made anew, each time with more patience.
  watch() {
    clearTimeout(this.later);
    const wait = Math.min(LONGEST_WAIT, MEND_WITHIN * 2 ** this.tries);
    this.later = setTimeout(() => { if (!this.isWhole) { this.tries += 1; this.again(); } }, wait);
  }

  // Both connections may be said to be over, one after the other: they are made anew once.
  asked({ gen }) {
    if (this.up && (!gen || gen === this.gen)) this.again();
  }

  again() {
    if (this.ended) return;
    this.hangUp();
    this.begin();
    this.look();
  }

  hangUp() {
    this.gen = 0;
    this.up?.close();
    this.down?.close();
    [this.up, this.down] = [null, null];
    for (const stream of this.streams.values()) for (const track of stream.getTracks()) stream.removeTrack(track);
    this.owners.clear();
    this.lines.clear();
    this.shut.clear();
  }

  // The rest

  say(message) {
    this.send({ t: "sfu", gen: this.gen, ...message });
  }

  told({ k, ...news }) {
    if (k === "send") this.send(news.message);
    else if (k === "trouble") this.troubled(news);
    else this.on(k, news);
  }

  troubled({ peer, line, over }) {
    const lines = this.shut.get(peer) ?? new Set();
    const before = lines.size;
    if (over) lines.delete(line);
    else lines.add(line);
    this.shut.set(peer, lines);
    if (Boolean(before) !== Boolean(lines.size)) this.on("trouble", { peer, over });
  }

  // One negotiation after the other; what belongs to connections that were closed meanwhile is no failure.
  run(work) {
    const { gen } = this;
    this.turn = this.turn.then(() => gen === this.gen && work()).catch((error) => {
      if (gen === this.gen) this.on("failed", { why: error.name });
    });
  }

  inTurn(kind, message) {
    if (kind === "answer") this.run(() => this.answer(message));
    else if (kind === "offer") this.run(() => this.take(message));
  }
}
