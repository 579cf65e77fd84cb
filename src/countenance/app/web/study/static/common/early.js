/**
 * A button that is pressed while the page's modules still load waits for them: otherwise the press would be lost, or its
 * form sent without the questions that come first. Modules have run when the browser says that the document is there.
 */

{
  /** @type {HTMLButtonElement | null} */
  let pressed = null;

  /** @param {Event} event */
  const hold = (event) => {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (!button) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    pressed = button;
  };

  document.addEventListener("click", hold, true);
  document.addEventListener("DOMContentLoaded", () => {
    document.removeEventListener("click", hold, true);
    pressed?.click();
  });
}
