// <button data-print hidden>: shown where this script runs, and prints the page as it stands.

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
