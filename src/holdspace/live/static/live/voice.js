// How long one's own microphone hears speech: durations and turns, every five seconds. No sound is kept and none
// leaves this script; while the microphone is off, nothing is measured and nothing is reported.
//
//   new Voice({ report })   report({ window_ms, turns: [[from_ms, to_ms], …] })
//
// Louder than 0.01 (root mean square) is speech; a pause below 400 ms belongs to it. Times are read from the clock
// and not counted in ticks, for a browser slows the timers of a page in the background.

const LOUD = 0.01;
const HANG = 400;
const LISTEN_EVERY = 50;
const REPORT_EVERY = 5000;

export class Voice {
  constructor({ report, every = REPORT_EVERY }) { Object.assign(this, { report, every }); }

  // `track`: one's own microphone, or null for nothing to listen to.
  listen(track) {
    if (track === this.track) return;
    this.stop();
    this.track = track;
    if (!track) return;
    this.context = new AudioContext();
    this.context.resume();
    this.source = this.context.createMediaStreamSource(new MediaStream([track]));
    this.ear = this.context.createAnalyser();
    this.ear.fftSize = 2048;
    this.samples = new Float32Array(this.ear.fftSize);
    this.source.connect(this.ear);
    this.begin(performance.now());
    this.beat = setInterval(() => this.hear(performance.now()), LISTEN_EVERY);
  }

  begin(now) {
    this.from = now;
    this.turns = this.speaking ? [[0, 0]] : [];
  }

  hear(now) {
    this.ear.getFloatTimeDomainData(this.samples);
    let sum = 0;
    for (const sample of this.samples) sum += sample * sample;
    const loud = Math.sqrt(sum / this.samples.length) > LOUD;
    if (loud) {
      if (!this.speaking) this.turns.push([this.since(now), 0]);
      this.speaking = true;
      this.loudAt = now;
    } else if (this.speaking && now - this.loudAt > HANG) {
      this.end(this.loudAt);
      this.speaking = false;
    }
    if (now - this.from >= this.every) this.send(now);
  }

  since(now) { return Math.max(0, Math.round(now - this.from)); }

  end(moment) {
    const turn = this.turns.at(-1);
    turn[1] = this.since(moment);
    if (turn[1] <= turn[0]) this.turns.pop();
  }

  send(now) {
    if (this.speaking) this.end(now);
    const said = { window_ms: this.since(now), turns: this.turns };
    this.begin(now);
    this.report(said);
  }

  stop() {
    clearInterval(this.beat);
    this.source?.disconnect();
    this.context?.close();
    this.context = this.track = null;
    this.speaking = false;
    this.turns = [];
  }
}
