/**
 * Forms that send to the server without leaving the page: what it refuses is told beside the form, and nothing that
 * was typed is lost. Those with `data-send` are. `data-confirm` says what happens, to be confirmed first (by the button
 * `data-does`), with a reason for the field `reason` where `data-asks` says what it is called. `data-shows` says which
 * part of the answer is shown in place of loading the page anew, `data-says` what is said once it is done, with `{field}`
 * for what was typed into a field.
 */

import { ApiError, asVisitor } from "./api.js";
import { copyButton, element } from "./elements.js";
import { sayNext } from "./said.js";

/**
 * Sends a form.
 * @param {HTMLFormElement} form
 * @returns {Promise<Record<string, unknown>>}
 */
export async function send(form) {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") body.append(name, value);
  /** @type {Response} */
  let answer;
  try {
    answer = await fetch(form.action, { method: "POST", headers: { accept: "application/json", ...asVisitor() }, body });
  } catch {
    throw new ApiError(0, "The server does not answer. Is it still running?");
  }
  const content = await answer.json().catch(() => ({ error: `The server answered ${answer.status}.` }));
  if (!answer.ok) throw new ApiError(answer.status, content.error ?? `The server answered ${answer.status}.`);
  return content;
}

/**
 * Says what went wrong, below a form; the empty sentence takes it away.
 * @param {HTMLElement} form
 * @param {string} sentence
 */
export function tell(form, sentence) {
  form.querySelector("[data-problem]")?.remove();
  if (!sentence) return;
  document.querySelector(".note.done")?.remove(); // what was done before is no answer to this
  const told = element("p", { class: "problem", role: "alert", "data-problem": true }, sentence);
  form.append(told);
  told.scrollIntoView({ block: "nearest" });
}

/**
 * Asks before something is done that cannot be undone.
 * @param {string} sentence what happens
 * @param {string} does what the button says
 * @param {Element[]} fields what has to be filled in
 * @returns {Promise<boolean>}
 */
export function confirmed(sentence, does, ...fields) {
  return new Promise((resolve) => {
    const yes = element("button", { class: "danger", value: "yes" }, does);
    const no = element("button", { type: "button", autofocus: !fields.length }, "Cancel");
    const dialog = element(
      "dialog",
      { "aria-label": does },
      element("form", { method: "dialog", class: "stack" }, element("p", {}, sentence), ...fields, element("div", { class: "bar" }, no, yes)),
    );
    no.addEventListener("click", () => dialog.close("no"));
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

/**
 * @param {string} text
 * @param {string} whose
 */
function show(text, whose) {
  const field = element("input", { readonly: true, value: text, size: 60, "aria-label": "One-time address" });
  const dialog = element(
    "dialog",
    { "aria-label": "One-time address" },
    element("h2", {}, `One-time address of ${whose}`),
    element("p", { class: "aside" }, `It signs ${whose} in, once and within an hour. Give it to nobody else; it is not shown again.`),
    field,
    element("form", { method: "dialog" }, element("div", { class: "bar" }, copyButton(field), element("button", { class: "primary" }, "Close"))),
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  field.focus();
  field.select();
}

/** Forms that are being sent, or were, and whose page is about to be another one. */
let sent = new WeakSet();

// A page that comes back as it was has nothing on its way.
addEventListener("pageshow", ({ persisted }) => {
  if (persisted) sent = new WeakSet();
});

/** @param {HTMLFormElement} form */
async function submit(form) {
  if (sent.has(form)) return;
  const { confirm: sentence, does = "Do it", asks, shows, says, whose = "" } = form.dataset;
  tell(form, "");
  const reason = element("input", { maxlength: 500, required: true, autofocus: true });
  const fields = asks ? [element("label", {}, asks, " ", reason)] : [];
  if (sentence && !(await confirmed(sentence, does, ...fields))) return;
  const field = form.elements.namedItem("reason");
  if (asks && field instanceof HTMLInputElement) field.value = reason.value;
  const buttons = [...form.elements].filter((one) => one instanceof HTMLButtonElement);
  for (const button of buttons) button.disabled = true;
  sent.add(form);
  try {
    const answer = await send(form);
    if (says) sayNext(says.replace(/\{(\w+)\}/g, (_, name) => String(new FormData(form).get(name) ?? "")));
    if (shows) {
      sent.delete(form);
      show(String(answer[shows]), whose);
    } else if (answer.next) location.assign(String(answer.next));
    else location.reload();
  } catch (error) {
    sent.delete(form);
    tell(form, error instanceof Error ? error.message : String(error));
  } finally {
    for (const button of buttons) button.disabled = false;
  }
}

document.addEventListener("submit", (event) => {
  if (!(event.target instanceof HTMLFormElement) || !("send" in event.target.dataset)) return;
  event.preventDefault();
  submit(event.target);
});

// A button that matters only after a change comes with the change.
document.addEventListener("input", (event) => {
  const form = event.target instanceof HTMLInputElement ? event.target.form : null;
  form?.querySelector("[data-when-changed]")?.removeAttribute("hidden");
});

document.addEventListener("keydown", (event) => {
  const open = event.key === "Escape" ? document.querySelector("details.menu[open]") : null;
  if (!(open instanceof HTMLDetailsElement)) return;
  open.open = false;
  open.querySelector("summary")?.focus();
});

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]"))
    if (menu instanceof HTMLDetailsElement && event.target instanceof Node && !menu.contains(event.target)) menu.open = false;
});
