/** Films that are there already: sent one after another, each with what became of it. */

import { ApiError, call } from "../common/api.js";
import { byId, element } from "../common/elements.js";
import { keepChosen, upload } from "../common/uploads.js";
import { onSubmit } from "/static/common/once.js";

/** @typedef {{film: string, name: string, participant: string, frames: number, warnings: string[]}} Added */
/** @typedef {{participant: string, name: string, damaged: boolean}} Given what holds of every file that is sent */

const PAUSE = 700;
const NEW = "new";

const form = byId("take-in", HTMLFormElement);
const outcomes = /** @type {HTMLElement} */ (form.querySelector("[data-outcomes]"));
const fields = /** @type {HTMLFieldSetElement} */ (form.querySelector("[data-fields]"));
const person = /** @type {HTMLElement} */ (form.querySelector("[data-person]"));
const [files, participant] = [field("files"), field("participant")];

let isUnderWay = false;
addEventListener("beforeunload", (event) => isUnderWay && event.preventDefault());

/** @param {string} name */
function field(name) {
  return /** @type {HTMLInputElement | HTMLSelectElement} */ (form.elements.namedItem(name));
}

/** The name of somebody is asked for where somebody is new. */
function ask() {
  person.hidden = participant.value !== NEW;
}

/** What became of one file, or how far it is. */
class Outcome {
  /** @param {string} file */
  constructor(file) {
    this.file = file;
    this.bar = element("progress", { max: 1, "aria-label": `How far ${file} is` });
    this.line = element("li", { role: "status" });
    outcomes.append(this.line);
    this.tell("waits for its turn", null);
  }

  /**
   * @param {string} sentence
   * @param {number | null} share of it that is done, where that is known
   */
  tell(sentence, share) {
    if (share === null) this.bar.removeAttribute("value");
    else this.bar.value = share;
    this.line.replaceChildren(`${this.file}: ${sentence}`, this.bar);
  }

  /** @param {Added} added */
  keep(added) {
    const link = element("a", { href: `/recordings/${added.film}` }, added.name);
    const notes = added.warnings.map((one) => ` ${one[0].toUpperCase()}${one.slice(1)}.`);
    this.line.className = notes.length ? "note" : "note done";
    this.line.replaceChildren(`${this.file} is the recording `, link, `, ${added.frames} frames.`, ...notes);
  }

  /** @param {string} why */
  refuse(why) {
    this.line.className = "problem";
    this.line.setAttribute("role", "alert");
    this.line.replaceChildren(`${why.includes(this.file) ? "" : `${this.file}: `}${why}`);
  }
}

/**
 * Sends a file; how far it is looked at afterwards is asked for again and again.
 * @param {File} file
 * @param {Outcome} outcome
 * @param {Given} given
 * @returns {Promise<Added>}
 */
async function send(file, outcome, { participant, name, damaged }) {
  const key = crypto.randomUUID();
  const asked = new URLSearchParams({ file: file.name, participant, name, key });
  if (damaged) asked.set("damaged", "true");
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let looking;
  const look = async () => {
    /** @type {{done: number, all: number}} */
    const { done, all } = await call(`/api/recordings/looking/${key}`);
    if (looking !== undefined) outcome.tell(all ? `is looked at, ${done} of ${all} frames` : "is looked at", all ? done / all : null);
  };
  try {
    return /** @type {any} */ (
      await upload(`/api/recordings?${asked}`, file, (share) => {
        outcome.tell(share < 1 ? `is being sent, ${Math.floor(100 * share)} %` : "is looked at", share < 1 ? share : null);
        if (share >= 1) looking ??= setInterval(() => look().catch(() => {}), PAUSE);
      })
    );
  } finally {
    clearInterval(looking);
    looking = undefined;
  }
}

/** Who is chosen; somebody new has a pseudonym from now on, under which the next try goes as well. */
async function pseudonymChosen() {
  if (participant.value !== NEW) return participant.value;
  /** @type {{pseudonym: string}} */
  const { pseudonym } = await call("/api/sessions/participants", { method: "POST", body: { name: field("person").value.trim() } });
  participant.append(element("option", { value: pseudonym }, pseudonym));
  participant.value = pseudonym;
  field("person").value = "";
  ask();
  return pseudonym;
}

/** Takes the list as the page has it now. */
async function follow() {
  const answer = await fetch(location.href, { headers: { accept: "text/html" } }).catch(() => null);
  if (!answer?.ok) return;
  const now = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = now.getElementById("listed");
  if (fresh) byId("listed", HTMLElement).replaceWith(fresh);
}

/**
 * @param {File[]} chosen
 * @param {Given} given
 * @returns {Promise<File[]>} those that are refused
 */
async function sendAll(chosen, given) {
  const refused = [];
  const waiting = chosen.map((one) => /** @type {const} */ ([one, new Outcome(one.name)]));
  outcomes.focus(); // what had it may be used no longer
  for (const [file, outcome] of waiting) {
    try {
      outcome.keep(await send(file, outcome, given));
    } catch (error) {
      outcome.refuse(sentenceOf(error));
      refused.push(file);
    }
  }
  return refused;
}

/** What is chosen and filled in holds for all files: nothing of it changes until the last one has had its turn. */
async function takeIn() {
  const chosen = [.../** @type {FileList} */ (/** @type {HTMLInputElement} */ (files).files)];
  const [name, damaged] = [field("name").value, /** @type {HTMLInputElement} */ (field("damaged")).checked];
  outcomes.replaceChildren();
  if (chosen.length > 1 && name.trim()) return new Outcome("Name").refuse("A name is for one recording: choose one file, or leave the name empty.");
  fields.disabled = true;
  let pseudonym = "";
  try {
    pseudonym = await pseudonymChosen();
  } catch (error) {
    new Outcome("Participant").refuse(sentenceOf(error));
    return outcomes.focus();
  }
  const refused = await sendAll(chosen, { participant: pseudonym, name, damaged });
  keepChosen(/** @type {HTMLInputElement} */ (files), refused);
  if (!refused.length) field("name").value = "";
  await follow();
}

/** @param {unknown} error */
function sentenceOf(error) {
  return error instanceof ApiError ? error.message : String(error);
}

participant.addEventListener("change", ask);
ask();
onSubmit(form, async () => {
  isUnderWay = true;
  try {
    await takeIn();
  } finally {
    isUnderWay = false;
    fields.disabled = false;
  }
  return false;
});
