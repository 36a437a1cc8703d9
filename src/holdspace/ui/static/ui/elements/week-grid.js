// <hs-week-grid data-span data-spans data-day data-sentences data-marked data-nothing>: paints the boxes of a week.
// Without this script each box is pressed by itself.
//
// A stroke covers the rectangle between its first hour and the one under the pointer; the first hour decides whether
// it marks or clears. A finger that sets off upwards or downwards scrolls the page, as everywhere (touch-action: pan-y):
// its stroke begins sideways, or after resting on the first hour for a moment, and may then go anywhere.
// A stroke is one change: one "input" and one "change" event when it is over.

const REST = 350;
const QUIET = 400;

const fill = (pattern, values) => pattern.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const listed = (parts, pattern) => parts.reduce((before, next) => fill(pattern, { before, next }));
const clock = (hour) => `${String(hour).padStart(2, "0")}:00`;
const hourOf = (box) => Number(box.value.split("-")[1]);
const between = (at, one, other) => Math.min(one, other) <= at && at <= Math.max(one, other);

function spansOf(boxes) {
  const spans = [];
  for (const hour of boxes.filter((box) => box.checked).map(hourOf)) {
    if (spans.at(-1)?.end === hour) spans.at(-1).end = hour + 1;
    else spans.push({ start: hour, end: hour + 1 });
  }
  return spans;
}

class WeekGrid extends HTMLElement {
  connectedCallback() {
    if (!this.table) this.build();
    for (const [where, what, act] of this.elsewhere) where.addEventListener(what, act);
    this.say();
  }

  disconnectedCallback() {
    for (const [where, what, act] of this.elsewhere) where.removeEventListener(what, act);
    clearTimeout(this.waiting);
    clearTimeout(this.resting);
  }

  build() {
    this.table = this.querySelector("table");
    this.words = this.querySelector("[role=status]");
    const rows = [...this.table.rows].map((row) => [...row.cells]);
    this.boxes = rows.slice(1).map((row) => row.slice(1).map((place) => place.querySelector("input")));
    this.words.hidden = false;
    // A draft that is put back, a form that is emptied, a page that comes back: boxes change without an event.
    const soon = () => this.soon();
    this.elsewhere = [[document, "hs:restored", soon], [document, "reset", soon], [window, "pageshow", soon]];
    if (this.boxes[0][0].disabled) return;
    this.querySelector("[hidden]").hidden = false;
    this.table.setAttribute("role", "grid");
    const row = (number) => this.boxes[number - 1];
    const column = (number) => this.boxes.map((boxes) => boxes[number - 1]);
    const hours = rows.slice(1).map(([head], at) => [this.whole(head, row(at + 1)), ...row(at + 1)]);
    this.stops = [[null, ...rows[0].slice(1).map((head, at) => this.whole(head, column(at + 1)))], ...hours];
    this.rove();
    this.listen();
  }

  // The head of a day or of a time becomes a button for all its hours.
  whole(head, boxes) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "week-all", textContent: head.textContent });
    button.setAttribute("aria-label", head.dataset.all);
    button.addEventListener("click", () => {
      const checked = !boxes.every((box) => box.checked);
      this.change(() => boxes.forEach((box) => { box.checked = checked; }));
    });
    button.boxes = boxes;
    head.replaceChildren(button);
    return button;
  }

  // One tab stop; the arrows lead on from there.
  rove() {
    this.places = new Map();
    this.stops.forEach((line, row) => line.forEach((stop, column) => {
      if (!stop) return;
      stop.tabIndex = -1;
      this.places.set(stop, [row, column]);
    }));
    this.here(this.boxes.flat().find((box) => box.checked) ?? this.boxes[0][0]);
  }

  here(stop) {
    if (this.stop) this.stop.tabIndex = -1;
    this.stop = stop;
    stop.tabIndex = 0;
  }

  listen() {
    this.addEventListener("focusin", (event) => { if (this.places.has(event.target)) this.here(event.target); });
    this.addEventListener("keydown", (event) => this.key(event));
    this.addEventListener("change", () => { this.press(); this.soon(); });
    this.table.addEventListener("pointerdown", (event) => this.down(event));
    this.table.addEventListener("pointermove", (event) => this.move(event));
    this.elsewhere.push([document, "pointerup", (event) => this.lift(event)]);
    this.table.addEventListener("pointercancel", () => this.cancel());
    this.table.addEventListener("contextmenu", (event) => { if (this.stroke?.painted) event.preventDefault(); });
    this.table.addEventListener("click", (event) => { if (this.painted && event.detail) event.preventDefault(); });
    const hold = (event) => { if (this.stroke?.painted && event.cancelable) event.preventDefault(); };
    this.table.addEventListener("touchmove", hold, { passive: false });
  }

  // keys

  key(event) {
    const place = this.places.get(event.target);
    if (!place || event.altKey || event.metaKey) return;
    const target = this.towards(event, ...place);
    if (!target) return;
    event.preventDefault();
    const [row, column] = target;
    const next = this.stops[row]?.[column];
    if (!next) return;
    if (event.shiftKey && event.key.startsWith("Arrow")) this.extend(event.target, next);
    next.focus();
  }

  towards(event, row, column) {
    const ahead = getComputedStyle(this).direction === "rtl" ? -1 : 1;
    const last = this.stops.length - 1;
    return {
      ArrowUp: [row - 1, column],
      ArrowDown: [row + 1, column],
      ArrowLeft: [row, column - ahead],
      ArrowRight: [row, column + ahead],
      Home: [event.ctrlKey ? 1 : row, 1],
      End: [event.ctrlKey ? last : row, this.stops[0].length - 1],
    }[event.key];
  }

  extend(from, to) {
    if (from.type === "checkbox" && to.type === "checkbox") this.change(() => { to.checked = from.checked; });
  }

  // strokes

  down(event) {
    this.painted = false;
    const first = event.target.closest("td")?.querySelector("input");
    if (!first || !event.isPrimary || event.button) return;
    const before = new Map(this.boxes.flat().map((box) => [box, box.checked]));
    this.stroke = { first, before, checked: !first.checked, pointer: event.pointerId };
    if (event.pointerType !== "mouse") this.resting = setTimeout(() => this.paint(first), REST);
  }

  move(event) {
    if (!this.stroke || event.pointerId !== this.stroke.pointer || !event.buttons) return;
    const under = document.elementFromPoint(event.clientX, event.clientY)?.closest("td");
    const box = this.table.contains(under) && under.querySelector("input");
    if (box && (this.stroke.painted || box !== this.stroke.first)) this.paint(box);
  }

  paint(last) {
    clearTimeout(this.resting);
    const { first, before, checked, pointer, painted } = this.stroke;
    if (!painted) this.table.setPointerCapture(pointer);
    this.stroke.painted = true;
    const [[top, start], [bottom, end]] = [this.places.get(first), this.places.get(last)];
    for (const [box, was] of before) {
      const [row, column] = this.places.get(box);
      box.checked = between(row, top, bottom) && between(column, start, end) ? checked : was;
    }
  }

  lift(event) {
    if (event.pointerId !== this.stroke?.pointer) return;
    clearTimeout(this.resting);
    const { painted, before } = this.stroke;
    this.stroke = null;
    this.painted = painted;
    if (painted) this.tell(before);
  }

  // The page scrolls, or the device needs the finger for something else: nothing was meant.
  cancel() {
    clearTimeout(this.resting);
    if (this.stroke?.painted) for (const [box, was] of this.stroke.before) box.checked = was;
    this.stroke = null;
  }

  // what changed

  change(act) {
    const before = new Map(this.boxes.flat().map((box) => [box, box.checked]));
    act();
    this.tell(before);
  }

  tell(before) {
    const changed = [...before].find(([box, was]) => box.checked !== was)?.[0];
    for (const what of changed ? ["input", "change"] : []) changed.dispatchEvent(new Event(what, { bubbles: true }));
  }

  press() {
    for (const button of this.querySelectorAll(".week-all")) {
      const marked = button.boxes.filter((box) => box.checked).length;
      const some = marked ? "mixed" : "false";
      button.setAttribute("aria-pressed", marked === button.boxes.length ? "true" : some);
    }
  }

  soon() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.say(), QUIET);
  }

  say() {
    this.press();
    const hours = this.days();
    const words = hours.length ? fill(this.dataset.marked, { hours: listed(hours, this.dataset.sentences) }) : "";
    this.words.textContent = words || this.dataset.nothing;
  }

  days() {
    const { day, span, spans } = this.dataset;
    const heads = [...this.table.rows[0].cells].slice(1);
    const columns = heads.map((head, at) => [head.ariaLabel, spansOf(this.boxes.map((row) => row[at]))]);
    return columns.filter(([, joined]) => joined.length).map(([name, joined]) => {
      const said = joined.map(({ start, end }) => fill(span, { start: clock(start), end: clock(end) }));
      return fill(day, { day: name, hours: listed(said, spans) });
    });
  }
}

customElements.define("hs-week-grid", WeekGrid);
