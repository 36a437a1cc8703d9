// <hs-timer data-started [data-seconds] [data-now]>: counts up from data-started, or down data-seconds from it.
// data-now is the server's clock when the page was made; it corrects a device whose clock is wrong.
// The arc is still under prefers-reduced-motion in the sense that it only ever moves once a second.

const SVG = "http://www.w3.org/2000/svg";
const RADIUS = 10;
const ROUND = 2 * Math.PI * RADIUS;

function draw(name, attributes) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  return node;
}

export function words(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

class Timer extends HTMLElement {
  static observedAttributes = ["data-started", "data-seconds", "data-now"];

  connectedCallback() {
    if (!this.face) this.build();
    this.aim();
    this.tick();
    this.beat = setInterval(() => this.tick(), 1000);
  }

  disconnectedCallback() {
    clearInterval(this.beat);
  }

  attributeChangedCallback() {
    if (!this.face) return;
    this.aim();
    this.tick();
  }

  build() {
    const svg = draw("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" });
    const circle = { cx: 12, cy: 12, r: RADIUS };
    this.arc = draw("circle", { ...circle, class: "arc", "stroke-dasharray": ROUND, transform: "rotate(-90 12 12)" });
    svg.append(draw("circle", { ...circle, class: "track" }), this.arc);
    this.face = document.createElement("span");
    this.face.className = "number";
    this.replaceChildren(svg, this.face);
  }

  aim() {
    this.started = Date.parse(this.dataset.started);
    this.limit = Number(this.dataset.seconds) || 0;
    this.ahead = this.dataset.now ? Date.now() - Date.parse(this.dataset.now) : 0;
  }

  tick() {
    const passed = Number.isNaN(this.started) ? 0 : (Date.now() - this.ahead - this.started) / 1000;
    const left = Math.ceil(this.limit - passed);
    const share = this.limit ? Math.min(1, Math.max(0, passed / this.limit)) : (passed % 3600) / 3600;
    this.face.textContent = words(this.limit ? left : passed);
    this.arc.setAttribute("stroke-dashoffset", String(this.limit ? ROUND * share : ROUND * (1 - share)));
    const over = Boolean(this.limit) && left <= 0;
    if (over && !this.hasAttribute("data-over")) {
      this.setAttribute("data-over", "");
      this.dispatchEvent(new CustomEvent("hs:over", { bubbles: true }));
    } else if (!over) this.removeAttribute("data-over");
  }
}

customElements.define("hs-timer", Timer);
