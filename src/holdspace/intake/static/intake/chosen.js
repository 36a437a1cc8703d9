// <hs-chosen>: keeps the list of what is ticked inside in step with the ticks. Each entry is a label, so that a
// touch on it takes the tick away again. Without JavaScript the list says what was ticked when the page was made.

class Chosen extends HTMLElement {
  connectedCallback() {
    this.list = this.querySelector("[data-chosen]");
    this.none = this.querySelector("[data-none]");
    if (!this.list) return;
    this.addEventListener("change", () => this.tell());
    this.closest("form")?.addEventListener("hs:restored", () => this.tell());
    this.closest("form")?.addEventListener("reset", () => setTimeout(() => this.tell()));
    this.tell();
  }

  tell() {
    const ticked = [...this.querySelectorAll("input:checked")];
    this.list.replaceChildren(...ticked.map((box) => this.entry(box)));
    this.none.hidden = ticked.length > 0;
  }

  entry(box) {
    const label = Object.assign(document.createElement("label"), { htmlFor: box.id, textContent: box.parentElement.textContent.trim() });
    const line = document.createElement("li");
    line.append(label);
    return line;
  }
}

customElements.define("hs-chosen", Chosen);
