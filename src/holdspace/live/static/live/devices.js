// <hs-devices>: camera, microphone and connection, tried before one knocks. Opens nothing until it is unfolded, lets go
// of everything when it is folded or the page goes on, and keeps the choices for this tab alone.

const KEPT = "hs-devices";
const QUIET = 0.02;

class Devices extends HTMLElement {
  connectedCallback() {
    this.choices = { video: true, audio: true, blur: false, ...this.kept() };
    this.fold = this.querySelector("details");
    this.fold.addEventListener("toggle", () => (this.fold.open ? this.open() : this.close()));
    this.addEventListener("change", (event) => this.chosen(event.target));
    this.addEventListener("click", (event) => { if (event.target.closest("[data-tone]")) this.sound(); });
    this.onShown = () => { if (document.querySelector("#floor[data-version]") && this.isInside()) this.fold.open = false; };
    document.addEventListener("hs:shown", this.onShown);
    for (const name of ["video", "audio", "blur"]) this.field(name).checked = this.choices[name];
  }

  disconnectedCallback() {
    document.removeEventListener("hs:shown", this.onShown);
    this.close();
  }

  // Once at the door or inside, this has done its work.
  isInside() {
    const gone = !document.querySelector("#floor .steps-in");
    this.hidden = gone;
    return gone;
  }

  field(name) { return this.querySelector(`[name=${name}]`); }

  kept() { try { return JSON.parse(sessionStorage.getItem(KEPT)) ?? {}; } catch { return {}; } }

  keep() { try { sessionStorage.setItem(KEPT, JSON.stringify(this.choices)); } catch { /* this page alone, then */ } }

  async chosen({ name, value, type, checked }) {
    this.choices[name] = type === "checkbox" ? checked : value;
    this.keep();
    if (!["audio", "speaker"].includes(name)) await this.open();
  }

  async open() {
    this.close();
    if (!navigator.mediaDevices) { this.say("Insecure"); return; }
    const pick = (id) => (id ? { deviceId: { ideal: id } } : true);
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({
        audio: pick(this.choices.microphone), video: this.choices.video && pick(this.choices.camera),
      });
      this.say("");
    } catch ({ name }) {
      this.say({ NotAllowedError: "NotAllowed", NotFoundError: "NotFound" }[name] ?? "NoDevice");
      return;
    }
    if (!this.fold.open) { this.close(); return; }
    await this.list();
    this.show();
    this.listen();
    this.reach();
  }

  close() {
    clearInterval(this.beat);
    this.context?.close();
    this.context = null;
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
  }

  async list() {
    const found = await navigator.mediaDevices.enumerateDevices();
    for (const [name, kind] of [["microphone", "audioinput"], ["camera", "videoinput"], ["speaker", "audiooutput"]]) {
      const track = this.stream?.getTracks().find((each) => each.kind === kind.slice(0, 5) && name !== "speaker");
      const used = track?.getSettings().deviceId ?? this.choices[name];
      const these = found.filter((each) => each.kind === kind);
      this.field(name).replaceChildren(...these.map((each) => {
        return new Option(each.label, each.deviceId, false, each.deviceId === used);
      }));
    }
    // Some browsers leave that choice to the telephone.
    this.querySelector(".devices-speaker").hidden = !("setSinkId" in AudioContext.prototype) || !this.field("speaker").length;
  }

  show() {
    const picture = this.querySelector("video");
    const [track] = this.stream.getVideoTracks();
    picture.hidden = !track;
    picture.srcObject = this.stream;
    const canBlur = track?.getCapabilities?.().backgroundBlur?.includes?.(true);
    this.querySelector(".devices-blur").hidden = !canBlur;
    if (canBlur) track.applyConstraints({ backgroundBlur: this.choices.blur }).catch(() => {});
  }

  listen() {
    const [track] = this.stream.getAudioTracks();
    if (!track) return;
    this.context = new AudioContext();
    this.context.resume();
    const ear = this.context.createAnalyser();
    const samples = new Float32Array(ear.fftSize);
    this.context.createMediaStreamSource(new MediaStream([track])).connect(ear);
    let heard = false;
    this.beat = setInterval(() => {
      ear.getFloatTimeDomainData(samples);
      const loud = Math.sqrt(samples.reduce((sum, each) => sum + each * each, 0) / samples.length);
      this.querySelector("meter").value = Math.min(1, loud * 5);
      if (loud > QUIET && !heard) {
        heard = true;
        this.querySelector(".devices-heard").textContent = this.dataset.wordsHeard;
      }
    }, 100);
  }

  // A soft tone of half a second, to hear whether one hears.
  async sound() {
    const context = new AudioContext();
    if (this.choices.speaker) await context.setSinkId?.(this.choices.speaker).catch(() => {});
    const tone = context.createOscillator();
    const soft = context.createGain();
    soft.gain.setValueAtTime(0.12, context.currentTime);
    soft.gain.exponentialRampToValueAtTime(0.001, context.currentTime + 0.5);
    tone.frequency.value = 440;
    tone.connect(soft).connect(context.destination);
    tone.addEventListener("ended", () => context.close());
    tone.start();
    tone.stop(context.currentTime + 0.5);
  }

  // Whether this network lets a way to others be found at all.
  async reach() {
    const { ice } = JSON.parse(document.querySelector("#live-facts").textContent);
    const trial = new RTCPeerConnection(ice);
    trial.createDataChannel("trial");
    const found = new Promise((done) => {
      trial.addEventListener("icecandidate", ({ candidate }) => { if (candidate) done(true); });
      setTimeout(() => done(false), 5000);
    });
    await trial.setLocalDescription(await trial.createOffer());
    const line = this.querySelector(".devices-network");
    line.textContent = this.dataset[await found ? "wordsConnected" : "wordsNoWay"];
    trial.close();
  }

  say(key) {
    const line = this.querySelector(".devices-words");
    line.textContent = key ? this.dataset[`words${key}`] : "";
    line.hidden = !key;
  }
}

customElements.define("hs-devices", Devices);
