/** The one-time address of a participant. */

import { ApiError, call } from "/static/common/api.js";
import { copyButton, element } from "/static/common/elements.js";

const ID = "participants-address";
const WARNING =
  "Your own browser stays signed in as you, and whoever sits at it can open your pages. Better copy the address into another profile of the browser, or send it to the participant's own machine.";

/** Takes the address away once it was used. */
export function closeAddress() {
  const dialog = document.getElementById(ID);
  if (dialog instanceof HTMLDialogElement) dialog.close();
}

/**
 * Shows a new address, to be opened here or sent to the participant's machine.
 * @param {string} session
 */
export async function offerAddress(session) {
  const close = element("button", { type: "button" }, "Close");
  const dialog = element("dialog", { id: ID, class: "stack", "aria-labelledby": "address-title" }, element("h2", { id: "address-title" }, "The participant's address"));
  try {
    /** @type {{url: string}} */
    const { url } = await call(`/api/sessions/${session}/address`, { method: "POST" });
    const field = element("input", { readonly: true, value: url, "aria-label": "Address", class: "mono address" });
    const open = element("a", { class: "button", href: url, target: "_blank", rel: "noopener" }, "Open it here");
    open.addEventListener("click", () => dialog.close());
    const about = "It works once, within an hour, and opens this session only. A session that was broken off goes on at the clip where it was.";
    dialog.append(element("p", {}, about), field, element("p", { class: "note" }, WARNING), element("div", { class: "bar" }, open, copyButton(field), close));
  } catch (error) {
    dialog.append(element("p", { class: "problem", role: "alert" }, error instanceof ApiError ? error.message : String(error)), close);
  }
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
