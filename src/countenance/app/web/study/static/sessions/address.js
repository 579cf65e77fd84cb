/** The one-time address of a participant. */

import { ApiError, call } from "/static/common/api.js";
import { copyButton, element } from "/static/common/elements.js";

/**
 * Shows a new address, to be opened here or sent to the participant's machine.
 * @param {string} session
 */
export async function offerAddress(session) {
  const close = element("button", { type: "button" }, "Close");
  const dialog = element("dialog", { class: "stack", "aria-labelledby": "address-title" }, element("h2", { id: "address-title" }, "The participant's address"));
  try {
    /** @type {{url: string}} */
    const { url } = await call(`/api/sessions/${session}/address`, { method: "POST" });
    const field = element("input", { readonly: true, value: url, "aria-label": "Address", class: "mono address" });
    const open = element("a", { class: "button primary", href: url, target: "_blank", rel: "noopener" }, "Open it here");
    open.addEventListener("click", () => dialog.close());
    dialog.append(element("p", {}, "It works once, within an hour, and opens this session only. A session that was broken off goes on at the clip where it was."), field, element("div", { class: "bar" }, open, copyButton(field), close));
  } catch (error) {
    dialog.append(element("p", { class: "problem", role: "alert" }, error instanceof ApiError ? error.message : String(error)), close);
  }
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
