// What the others say, written on one's own screen, by one's own device. Only a recogniser that works on this device is
// asked (`processLocally`): browsers that would send the sound to somebody are left alone, and so are those that would
// have to fetch a language first. What was recognised stands on this screen for a moment, is not kept and not sent.
//
//   new Captions({ button, list })   hear(from, track)   leave(from)   stop()

const Recognition = globalThis.SpeechRecognition ?? globalThis.webkitSpeechRecognition;
const PAUSE = 1000; // ms before a recogniser that ended is started again
const LINES = 3;

async function isAble(language) {
  if (!Recognition?.available || !("processLocally" in Recognition.prototype)) return false;
  try {
    return await Recognition.available({ langs: [language], processLocally: true }) === "available";
  } catch {
    return false;
  }
}

export class Captions {
  constructor({ button, list }) {
    Object.assign(this, { button, list, language: document.documentElement.lang });
    this.tracks = new Map(); // person -> track
    this.ears = new Map(); // person -> recogniser, while it is wished for
    isAble(this.language).then((able) => { button.hidden = !able; });
  }

  get isOn() { return this.button.getAttribute("aria-pressed") === "true"; }

  toggle() {
    const on = !this.isOn;
    this.button.setAttribute("aria-pressed", String(on));
    this.list.hidden = !on;
    this.list.replaceChildren();
    if (on) for (const [from, track] of this.tracks) this.listen(from, track);
    else this.stop();
  }

  hear(from, track) {
    this.tracks.set(from, track);
    if (this.isOn) this.listen(from, track);
  }

  listen(from, track) {
    this.ears.get(from)?.abort();
    const ear = new Recognition();
    Object.assign(ear, { lang: this.language, continuous: true, interimResults: true, processLocally: true });
    ear.addEventListener("result", ({ results }) => this.write(from, results[results.length - 1][0].transcript));
    // It stops by itself after a silence, and for good when the sound ends.
    ear.addEventListener("end", () => setTimeout(() => this.begin(from, ear, track), PAUSE));
    this.ears.set(from, ear);
    this.begin(from, ear, track);
  }

  begin(from, ear, track) {
    if (this.ears.get(from) !== ear || track.readyState !== "live") return;
    try { ear.start(track); } catch { this.ears.delete(from); }
  }

  // One line for each who speaks, the newest below.
  write(from, words) {
    const line = this.list.querySelector(`[data-of="${from}"]`) ?? document.createElement("li");
    line.dataset.of = from;
    const name = document.createElement("strong");
    name.textContent = document.querySelector(`[data-seat="${from}"] .seat-name`)?.textContent ?? "";
    line.replaceChildren(name, ` ${words}`);
    this.list.append(line);
    while (this.list.children.length > LINES) this.list.firstChild.remove();
  }

  leave(from) {
    this.tracks.delete(from);
    this.ears.get(from)?.abort();
    this.ears.delete(from);
  }

  stop() {
    for (const ear of this.ears.values()) ear.abort();
    this.ears.clear();
  }
}
