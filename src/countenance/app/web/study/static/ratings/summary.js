/** Clips and tables that are sent in, and the choice of clips by a rule. */

import { call } from "../common/api.js";
import { element } from "../common/elements.js";
import { send, tell } from "../common/forms.js";
import { keepChosen, upload } from "../common/uploads.js";

/** @typedef {{file: File, why: string}} Refusal */

/**
 * @param {HTMLFormElement} form
 * @param {...(Node | string)} what
 */
function show(form, ...what) {
  form.querySelector("[data-result]")?.replaceChildren(...what);
}

/**
 * @param {HTMLFormElement} form
 * @param {unknown} error
 */
function refuse(form, error) {
  const sentence = error instanceof Error ? error.message : String(error);
  show(form, element("p", { class: "problem", role: "alert" }, sentence));
}

/**
 * Takes parts of this page as they are now; a form in which somebody may have typed stays as it is.
 * @param {string} parts
 */
async function follow(parts = "[data-follows]") {
  const answer = await fetch(location.href, { headers: { accept: "text/html" } }).catch(() => null);
  if (!answer?.ok) return;
  const now = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of document.querySelectorAll(parts)) {
    const fresh = now.getElementById(part.id);
    if (fresh && !part.querySelector("form[data-choose]")) part.replaceWith(fresh);
  }
}

/** @param {HTMLFormElement} form */
async function sendFile(form) {
  const data = new FormData(form);
  const field = form.querySelector("input[type=file]");
  const files = field instanceof HTMLInputElement ? [...(field.files ?? [])] : [];
  const bar = form.querySelector("progress");
  const button = form.querySelector("button");
  if (!(field instanceof HTMLInputElement) || !files.length || !bar || !button) return;
  if (files.length > 1 && data.get("name")) return refuse(form, "A name is for one clip: choose one file, or leave the name empty.");
  const query = new URLSearchParams();
  for (const name of ["name", "emotion"]) if (data.get(name)) query.set(name, String(data.get(name)));
  if (data.get("drop")) query.set("keep", "false");
  if (data.get("replace")) query.set("replace", "true");
  bar.hidden = false;
  button.disabled = true;
  /** @type {HTMLElement[]} */
  const told = [];
  /** @type {Refusal[]} */
  const refused = [];
  for (const [place, file] of files.entries()) {
    query.set("file", file.name);
    try {
      const done = await upload(`${form.dataset.upload}?${query}`, file, (share) => (bar.value = (place + share) / files.length));
      told.push(element("p", {}, sentenceOf(done)));
    } catch (error) {
      refused.push({ file, why: error instanceof Error ? error.message : String(error) });
    }
    show(form, ...told, ...refusals(refused, files.length));
  }
  if (refused.length) keepChosen(field, refused.map((one) => one.file));
  else form.reset();
  await follow();
  bar.hidden = true;
  button.disabled = false;
}

/**
 * What was not taken in, and why.
 * @param {Refusal[]} refused
 * @param {number} sent how many files were sent in all
 */
function refusals(refused, sent) {
  if (!refused.length) return [];
  if (sent === 1) return [element("p", { class: "problem", role: "alert" }, refused[0].why)];
  const reasons = refused.map(({ file, why }) => element("li", {}, why.includes(file.name) ? why : `${file.name}: ${why}`));
  const title = element("p", {}, `Not taken in: ${refused.length} of ${sent}`);
  return [element("div", { class: "problem", role: "alert" }, title, element("ul", {}, ...reasons))];
}

/** @param {Record<string, unknown>} done */
function sentenceOf(done) {
  if ("digest" in done) return `${done.name} is there, ${done.seconds} s long${done.emotion ? `, meant to evoke ${done.emotion}` : ""}.`;
  const words = Array.isArray(done.free_words) ? done.free_words : [];
  const note = words.length ? ` Words that are no basic emotion, each counted by itself: ${words.join(", ")}.` : "";
  return `${done.added} added, ${done.changed} changed, ${done.unchanged} there already.${note}`;
}

/** @param {HTMLFormElement} form */
async function choose(form) {
  const data = new FormData(form);
  /** @type {Record<string, number>} */
  const wanted = {};
  for (const one of form.querySelectorAll("input[name=want]"))
    if (one instanceof HTMLInputElement && Number(one.value) > 0) wanted[one.dataset.emotion ?? ""] = Number(one.value);
  /** @type {Record<string, unknown>} */
  const rule = { per_emotion: wanted, prefer: data.get("prefer"), scores: form.dataset.scores, incomplete: data.get("incomplete") !== null };
  for (const name of ["min_selection", "min_raters", "min_intensity", "max_intensity", "min_seconds", "max_seconds"])
    if (data.get(name)) rule[name] = Number(data.get(name));
  if (!Object.keys(wanted).length) return refuse(form, "Say of at least one emotion how many clips are wanted.");
  try {
    const made = /** @type {{chosen: string[], reasons: Record<string, string>, shortfall: string}} */ (
      await call("/api/stimuli/choice", { method: "POST", body: rule })
    );
    const left = Object.entries(made.reasons).map(([clip, reason]) => element("li", {}, `${clip}: ${reason}`));
    show(
      form,
      element("p", {}, `Chosen: ${made.chosen.join(", ") || "none"}. ${made.shortfall ? `Note: ${made.shortfall}.` : ""}`),
      ...(left.length ? [element("p", { class: "aside" }, "Left out:"), element("ul", {}, ...left)] : []),
    );
    await follow();
  } catch (error) {
    refuse(form, error);
  }
}

/**
 * What a clip is meant to evoke; the list of clips stays open, and what is typed at others.
 * @param {HTMLFormElement} form
 */
async function intend(form) {
  const field = form.elements.namedItem("emotion");
  if (!(field instanceof HTMLInputElement)) return;
  tell(form, "");
  form.querySelector("[data-kept]")?.remove();
  const typed = field.value.trim();
  try {
    const kept = String((await send(form)).emotion);
    field.value = kept;
    if (kept !== typed) form.append(element("small", { role: "status", "data-kept": true }, `Kept as ${kept}: words count as the same in small and capital letters.`));
    field.focus();
    form.querySelector("[data-when-changed]")?.setAttribute("hidden", "");
    await follow("#table");
  } catch (error) {
    tell(form, error instanceof Error ? error.message : String(error));
  }
}

/** Forms that were sent and are not answered yet. @type {WeakSet<HTMLFormElement>} */
const sent = new WeakSet();

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement)) return;
  const does = "upload" in form.dataset ? sendFile : "choose" in form.dataset ? choose : "evokes" in form.dataset ? intend : null;
  if (!does) return;
  event.preventDefault();
  if (sent.has(form)) return;
  sent.add(form);
  try {
    await does(form);
  } finally {
    sent.delete(form);
  }
});
