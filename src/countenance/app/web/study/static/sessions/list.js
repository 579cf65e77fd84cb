/** Participants and their sessions: forms that tell in a sentence what was wrong, and load the page anew where all is well. */

import { ApiError, call } from "/static/common/api.js";
import { byId, element } from "/static/common/elements.js";
import { onPress, onSubmit } from "/static/common/once.js";
import { sayNext } from "/static/common/said.js";
import { offerAddress } from "./address.js";

const LARGEST_PROTOCOL = 500_000;

for (const opener of document.querySelectorAll("[data-opens]"))
  opener.addEventListener("click", () => byId(/** @type {HTMLElement} */ (opener).dataset.opens ?? "", HTMLDialogElement).showModal());
for (const closer of document.querySelectorAll("[data-closes]")) closer.addEventListener("click", () => closer.closest("dialog")?.close());

/**
 * @param {HTMLFormElement} form
 * @param {(given: FormData) => Promise<void>} send leaves the page, or loads it anew
 */
function answers(form, send) {
  const told = element("p", { class: "problem", role: "alert", hidden: true });
  form.prepend(told);
  onSubmit(form, async () => {
    told.hidden = true;
    try {
      await send(new FormData(form));
      return true;
    } catch (error) {
      told.replaceChildren(...linked(error instanceof ApiError ? error.message : String(error)));
      told.hidden = false;
      return false;
    }
  });
}

/**
 * A sentence in which a session is named leads to it, and names it as this page does.
 * @param {string} sentence
 */
function linked(sentence) {
  const found = sentence.match(/^(.*)(the session) ([0-9a-f]{16,})(.*)$/s);
  if (!found) return [sentence];
  const [, before, what, session, after] = found;
  const begun = document.querySelector(`[data-begun="${session}"]`)?.textContent;
  return [before, element("a", { href: `/sessions/${session}` }, begun ? `${what} of ${begun}` : what), after];
}

/** @param {FormData} given @param {string} name */
const text = (given, name) => String(given.get(name) ?? "").trim();

let mayBeEmpty = false;
answers(byId("new-participant", HTMLFormElement), async (given) => {
  const names = given.getAll("fact").map(String);
  const values = given.getAll("value").map(String);
  const facts = Object.fromEntries(names.map((name, index) => [name.trim(), values[index].trim()]).filter(([name, value]) => name && value));
  const apart = { name: text(given, "name"), contact: text(given, "contact"), payment: text(given, "payment") };
  if (!mayBeEmpty && !Object.keys(facts).length && !Object.values(apart).some(Boolean)) {
    mayBeEmpty = true;
    throw new ApiError(0, "Nothing is filled in. Press Add once more if the participant is to have a pseudonym and nothing else.");
  }
  await call("/api/sessions/participants", { method: "POST", body: { facts, ...apart } });
  location.reload();
});

answers(byId("new-protocol", HTMLFormElement), async (given) => {
  const file = given.get("file");
  if (!(file instanceof File) || !file.name) throw new ApiError(400, "Choose the protocol's file.");
  // Looked at before it is read: a film that was chosen by mistake would fill the memory.
  if (!file.name.toLowerCase().endsWith(".toml")) throw new ApiError(400, `${file.name} is no protocol: its name ends in .toml.`);
  if (!file.size) throw new ApiError(400, `${file.name} is empty: choose another file, or save the protocol again.`);
  if (file.size > LARGEST_PROTOCOL) throw new ApiError(413, `${file.name} is too large for a protocol.`);
  /** @type {{title: string, version: string, is_new: boolean}} */
  const { title, version, is_new: isNew } = await call("/api/sessions/protocols", { method: "POST", body: { text: await textOf(file) } });
  sayNext(isNew ? `The protocol ${title}, version ${version}, is taken in.` : `The protocol ${title}, version ${version}, is there already: this file says the same.`);
  location.reload();
});

/**
 * What a protocol says; anything but plain text is refused.
 * @param {File} file
 */
async function textOf(file) {
  const content = await file.arrayBuffer();
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(content);
    if (!text.includes("\0")) return text;
  } catch {
    // It is no text, or of another encoding.
  }
  throw new ApiError(400, `${file.name} is no protocol: a protocol is plain text in UTF-8, as the template is. Choose another file, or save this one as UTF-8.`);
}

const beginning = document.getElementById("new-session");
if (beginning instanceof HTMLFormElement)
  answers(beginning, async (given) => {
    /** @type {{session: string}} */
    const { session } = await call("/api/sessions", { method: "POST", body: { participant: text(given, "participant"), protocol: text(given, "protocol") } });
    location.assign(`/sessions/${session}`);
  });

for (const button of document.querySelectorAll("[data-address]"))
  if (button instanceof HTMLElement) onPress(button, () => offerAddress(button.dataset.address ?? ""));
