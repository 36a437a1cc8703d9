// <hs-autosubmit>: sends the form inside when something in it was chosen. Its button stays for those without this script:
// mark it data-without-script.

class Autosubmit extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", (event) => {
      if (event.target.form) event.target.form.requestSubmit();
    });
  }
}

customElements.define("hs-autosubmit", Autosubmit);
