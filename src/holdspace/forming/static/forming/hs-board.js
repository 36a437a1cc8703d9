// <hs-board>: takes a name up and sets it down on a circle, by mouse or keys, and lets the form "What if" say what
// it would cost. Nothing is changed here: the form and its two lists are all there is, and work without this script.
//
// Mouse: drag a name onto a circle, or onto those who wait. Keys: "Move" takes somebody up and goes to the list of
// places; every arrow there shows at once what that place would cost; Escape goes back to the name.

class Board extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("[data-hand]");
    if (!this.form) return;
    this.addEventListener("click", (event) => this.pick(event));
    this.addEventListener("dragstart", (event) => this.take(event));
    this.addEventListener("dragover", (event) => this.over(event));
    this.addEventListener("dragleave", () => this.mark(null));
    this.addEventListener("drop", (event) => this.drop(event));
    this.addEventListener("dragend", () => this.letGo());
    this.form.addEventListener("change", () => this.weigh());
    this.form.addEventListener("keydown", (event) => this.back(event));
  }

  pick(event) {
    const link = event.target.closest("[data-pick]");
    if (!link) return;
    event.preventDefault();
    this.picked = link;
    this.form.elements.person.value = link.dataset.pick;
    this.form.elements.to.focus();
    this.form.scrollIntoView({ block: "center" });
  }

  back(event) {
    if (event.key !== "Escape" || !this.picked) return;
    event.preventDefault();
    event.stopPropagation();
    this.picked.focus();
    this.picked = null;
  }

  take(event) {
    const mover = event.target.closest?.("[data-person]");
    if (!mover) return;
    this.held = mover;
    mover.classList.add("held");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
  }

  over(event) {
    const place = event.target.closest("[data-place]");
    if (!this.held || !place) return;
    event.preventDefault();
    this.mark(place);
  }

  drop(event) {
    const place = event.target.closest("[data-place]");
    if (!this.held || !place) return;
    event.preventDefault();
    this.form.elements.person.value = this.held.dataset.person;
    this.form.elements.to.value = place.dataset.place;
    this.weigh();
    this.form.scrollIntoView({ block: "center" });
  }

  letGo() {
    this.held?.classList.remove("held");
    this.held = null;
    this.mark(null);
  }

  mark(place) {
    for (const marked of this.querySelectorAll(".would-take")) marked.classList.remove("would-take");
    place?.classList.add("would-take");
  }

  weigh() {
    this.form.requestSubmit();
  }
}

customElements.define("hs-board", Board);
