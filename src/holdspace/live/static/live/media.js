// <hs-media>: one's own camera and microphone, and the others' pictures in their seats. What is true (who is inside,
// who is together, who is muted) stands in the floor as JSON and comes from the server; this element follows it.
// Nothing is recorded and nothing of it goes to the server.
// <hs-media data-mesh data-janus data-worker>: the modules whose `Engine` carries pictures and sound, by the name that
// the facts say: from browser to browser, or through a media server that cannot see them (and its worker).

const PICTURE = { width: { ideal: 320 }, height: { ideal: 240 }, frameRate: { ideal: 15, max: 15 } };
const AWAKE_EVERY = 240_000;

class Media extends HTMLElement {
  connectedCallback() {
    this.faces = new Map();
    this.states = new Map();
    this.wants = { audio: true, video: true };
    this.onShown = () => this.follow();
    this.onOpen = () => { if (this.engine) { this.line.send({ t: "here" }); this.engine.resume(); this.safety.resume(); } };
    this.onMessage = ({ detail }) => this.heard(detail);
    document.addEventListener("hs:shown", this.onShown);
    document.addEventListener("hs:open", this.onOpen);
    document.addEventListener("hs:message", this.onMessage);
    this.addEventListener("click", (event) => this.pressed(event));
    document.querySelector(".media-elsewhere [data-continue]").addEventListener("click", () => this.takeBack());
    this.follow();
  }

  disconnectedCallback() {
    document.removeEventListener("hs:shown", this.onShown);
    document.removeEventListener("hs:open", this.onOpen);
    document.removeEventListener("hs:message", this.onMessage);
    this.end();
  }

  get line() { return document.querySelector("hs-live"); }

  get facts() {
    const written = document.querySelector("#live-facts");
    return written ? JSON.parse(written.textContent) : { inside: false };
  }

  chosen() {
    try { return JSON.parse(sessionStorage.getItem("hs-devices")) ?? {}; } catch { return {}; }
  }

  // Following what is true

  async follow() {
    const facts = this.facts;
    if (!facts.inside || this.elsewhere) { this.end(); this.modules(facts); return; }
    if (!this.engine) await this.begin(facts);
    if (this.engine) {
      this.engine.ice = facts.ice; // a right to use the relay ends after an hour: connections made later need a new one
      this.engine.between(facts.together);
      this.safety.between(facts.together);
    }
    await this.adjust(facts);
    this.place();
  }

  // Fetched while one still waits, so that the door opens at once. The addresses carry the files' hashes, so they
  // stand in the page and not here.
  modules({ engine }) {
    if (!engine) return null;
    const names = [engine, "safetyCode", "captions", "voice"];
    this.fetched ??= Promise.all(names.map((name) => import(this.dataset[name]))).then((all) => Object.assign({}, ...all));
    return this.fetched;
  }

  async begin(facts) {
    if (this.beginning) return;
    this.beginning = true;
    const { Engine, SafetyCode, Identity, Captions, Voice } = await this.modules(facts);
    this.beginning = false;
    const send = (message) => this.line.send(message);
    this.captions ??= new Captions({ button: this.querySelector("[data-captions]"), list: this.querySelector(".captions") });
    this.voice ??= new Voice({ report: (said) => send({ t: "voice", ...said }) });
    this.safety = new SafetyCode({
      me: facts.me,
      say: (to, said) => send({ t: "sig", to, d: { code: said } }),
      on: (digits) => this.compare(digits),
    });
    this.engine = new Engine({
      me: facts.me,
      ice: facts.ice,
      worker: this.dataset.worker,
      Identity,
      send,
      on: (what, detail) => this.happened(what, detail),
    });
    this.hidden = false;
    Object.assign(this.wants, this.chosen());
    this.line.send({ t: "here" });
    this.awake = setInterval(() => document.querySelector("hs-floor")?.refresh(), AWAKE_EVERY);
    this.open(); // not waited for: the way to the others is found meanwhile
  }

  end() {
    if (!this.engine) return;
    clearInterval(this.awake);
    this.voice?.stop();
    this.engine.close();
    this.safety.close();
    this.engine = null;
    this.captions?.stop();
    this.stop();
    for (const face of this.faces.values()) face.remove();
    this.faces.clear();
    this.hidden = true;
  }

  stop() {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
  }

  // Camera and microphone. What a browser refuses is said; one may sit in the room without either.

  async open() {
    const { engine } = this;
    const { camera, microphone } = this.chosen();
    const pick = (id) => (id ? { deviceId: { ideal: id } } : {});
    const audio = { echoCancellation: true, noiseSuppression: true, ...pick(microphone) };
    const video = { ...PICTURE, ...pick(camera) };
    const stream = await this.ask({ audio, video: this.wants.video && video })
      ?? await this.ask({ audio }) ?? new MediaStream();
    // Left, or connected again, while the browser asked: nothing of it stays open.
    if (!engine || this.engine !== engine) { for (const track of stream.getTracks()) track.stop(); return; }
    this.stream = stream;
    const { blur } = this.chosen();
    for (const track of stream.getVideoTracks()) {
      if (track.getCapabilities?.().backgroundBlur) track.applyConstraints({ backgroundBlur: !!blur }).catch(() => {});
    }
    // A phone call takes the microphone and ends its track: it is asked for again when it is free.
    for (const track of stream.getTracks()) track.addEventListener("ended", () => this.reopen());
    this.engine.publish(stream);
    await this.adjust(this.facts);
    this.place();
  }

  async ask(wanted) {
    try {
      const stream = await navigator.mediaDevices.getUserMedia(wanted);
      this.say("");
      return stream;
    } catch (refusal) {
      const words = { NotAllowedError: "wordsNotAllowed", NotFoundError: "wordsNotFound" }[refusal.name];
      this.say(this.dataset[words ?? "wordsNoDevice"]);
      return null;
    }
  }

  async reopen() {
    this.stop();
    if (this.engine) await this.open();
  }

  get hasTrack() {
    return {
      audio: !!this.stream?.getAudioTracks().length,
      video: !!this.stream?.getVideoTracks().length,
    };
  }

  // A leader's mute and a quiet moment keep the microphone off; whether it is on again is one's own choice.
  async adjust(facts) {
    const silent = facts.muted || facts.away || Date.parse(facts.silence_until ?? 0) > Date.now();
    const has = this.hasTrack;
    this.now = {
      audio: has.audio && this.wants.audio && !silent,
      video: has.video && this.wants.video && !facts.away && facts.shows_video,
    };
    for (const track of this.stream?.getTracks() ?? []) track.enabled = this.now[track.kind];
    this.tell(facts);
    const counted = this.now.audio && facts.voice;
    this.voice?.listen(counted ? this.stream.getAudioTracks()[0] : null);
    for (const kind of ["audio", "video"]) {
      const button = this.querySelector(`[data-switch=${kind}]`);
      button.setAttribute("aria-pressed", String(this.now[kind]));
      button.disabled = kind === "audio" ? silent : !facts.shows_video;
    }
    this.note(facts);
  }

  // What the others are told of one's microphone and camera; a mesh says it with its signals.
  tell({ together }) {
    if (this.engine?.tell) { this.engine.tell(this.now); return; }
    for (const to of this.engine ? together : []) this.line.send({ t: "sig", to, d: { media: this.now } });
  }

  note(facts) {
    const words = facts.muted ? "Muted" : facts.shows_video ? "" : "SoundAlone";
    this.querySelector(".media-note").textContent = words ? this.dataset[`words${words}`] : "";
  }

  async pressed(event) {
    const kind = event.target.closest("[data-switch]")?.dataset.switch;
    if (event.target.closest("[data-self]")) this.showSelf(event.target.closest("[data-self]"));
    if (event.target.closest("[data-again]")) { this.line.hurry(); this.end(); await this.follow(); }
    if (event.target.closest("[data-captions]")) this.captions.toggle();
    if (!kind) return;
    this.wants[kind] = !this.now[kind];
    if (this.wants[kind] && !this.hasTrack[kind]) await this.reopen();
    else await this.adjust(this.facts);
    this.place();
  }

  showSelf(button) {
    this.selfHidden = !this.selfHidden;
    button.setAttribute("aria-pressed", String(!this.selfHidden));
    this.place();
  }

  // The others

  heard(message) {
    if (message.t === "elsewhere") { this.elsewhere = true; this.end(); this.away(true); }
    else if (message.d?.code) this.safety?.hear(message.from, message.d.code);
    else if (message.t === "sig" && this.engine && !this.engine.tell) this.told(message);
    else if (["sig", "sfu", "key"].includes(message.t)) this.engine?.hear(message);
  }

  // Through a media server. Whoever is heard of for the first time may have come too late to hear of us: they are told.
  told({ from, d }) {
    const isNew = !this.states.has(from);
    this.happened("media", { from, ...d.media });
    if (isNew) this.tell({ together: [from] });
  }

  takeBack() {
    this.elsewhere = false;
    this.away(false);
    this.follow();
  }

  away(on) { document.querySelector(".media-elsewhere").hidden = !on; }

  happened(what, { from, peer, track, ...detail }) {
    if (what === "track") this.receive(from, track);
    else if (what === "identity") this.safety.know(peer, detail.pub);
    else if (what === "forged") this.say(this.dataset.wordsForged);
    else if (what === "media") this.states.set(from, detail);
    else if (what === "refused") this.say(this.dataset.wordsRefused);
    else if (what === "failed") this.say(this.dataset.wordsFailed);
    else if (what === "trouble") this.say(detail.over ? "" : this.dataset.wordsTrouble);
    else if (what === "state") this.dispatchEvent(new CustomEvent("hs:peer", { bubbles: true, detail: { peer, ...detail } }));
    else if (what === "gone") this.forget(peer);
    this.place();
  }

  // A connection that was built anew brings new tracks: they take the place of the old.
  receive(from, track) {
    const face = this.face(from);
    const kept = face.srcObject.getTracks().filter((each) => each.kind !== track.kind);
    face.srcObject = new MediaStream([...kept, track]);
    face.play().catch(({ name }) => { if (name === "NotAllowedError") this.wait(); });
    if (track.kind === "audio") this.captions?.hear(from, track);
  }

  forget(peer) {
    this.faces.get(peer)?.remove();
    this.faces.delete(peer);
    this.states.delete(peer);
    this.captions?.leave(peer);
  }

  // Some browsers give no sound before the page was touched.
  wait() {
    this.say(this.dataset.wordsTouch);
    const play = () => { this.say(""); for (const face of this.faces.values()) face.play().catch(() => {}); };
    document.addEventListener("click", play, { once: true });
  }

  face(person) {
    if (!this.faces.has(person)) {
      const face = document.createElement("video");
      face.playsInline = face.autoplay = true;
      face.dataset.person = person;
      face.srcObject = new MediaStream();
      const { speaker } = this.chosen();
      if (speaker) face.setSinkId?.(speaker).catch(() => {}); // gone meanwhile: the usual one is heard
      this.faces.set(person, face);
    }
    return this.faces.get(person);
  }

  // Each picture in its person's seat, one's own mirrored and without sound; a seat without a picture keeps its name.
  place() {
    if (!this.engine) return;
    const me = this.facts.me;
    const own = this.face(me);
    own.muted = true;
    own.classList.add("mirrored");
    if (own.srcObject !== this.stream && this.stream) own.srcObject = this.stream;
    for (const [person, face] of this.faces) {
      const slot = document.querySelector(`[data-seat="${person}"] .seat-face`);
      if (slot && face.parentElement !== slot) { slot.append(face); face.play().catch(() => {}); }
      else if (!slot && !face.isConnected) this.querySelector(".media-off").append(face);
      const state = person === me ? this.now : this.states.get(person);
      face.classList.toggle("seen", !!state?.video && !state.narrow && !(person === me && this.selfHidden));
    }
  }

  // The digits that people may read to each other; until all devices have answered there are none.
  compare(digits) {
    const { wordsAgreeing } = this.dataset;
    this.querySelector(".safety-digits").textContent = digits ? `${digits.slice(0, 3)} ${digits.slice(3)}` : wordsAgreeing;
    this.querySelector(".safety-code").hidden = !this.safety.others.length;
  }

  say(words) {
    const line = this.querySelector(".media-words");
    line.textContent = words;
    line.hidden = !words;
  }
}

customElements.define("hs-media", Media);
