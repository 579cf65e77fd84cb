/** Releases: who would be left out, making one, and taking it along. */

import { ApiError, call } from "../common/api.js";
import { attempt } from "../common/attempts.js";
import { byId, element } from "../common/elements.js";
import { confirmed } from "../common/forms.js";
import { onSubmit } from "../common/once.js";
import { isActive, shown, watch } from "../spotting/progress.js";

/**
 * @typedef {import("../spotting/progress.js").Job} Job
 * @typedef {{recording: string, participant: string, reason: string}} LeftOut
 * @typedef {{participants: number, recordings: number, macro: number, micro: number, unlabelled: number, unsettled: string[], left_out: LeftOut[], problem: string}} Preview
 * @typedef {{id: string, name: string, profile: string, level: string, made_at: string, participants: number, withdrawn: number, files: Record<string, string>, n_files: number, path: string, is_here: boolean, is_finished: boolean}} Release
 * @typedef {{making: {name: string, job: Job}[], made: Release[]}} Releases
 */

const form = byId("order", HTMLFormElement);
const preview = byId("preview", HTMLElement);
const making = byId("making", HTMLElement);
const made = byId("made", HTMLTableSectionElement);
const releases = byId("releases", HTMLElement);
let known = "";

const look = watch(async () => {
  const found = /** @type {Releases} */ (await call("/api/releases"));
  making.replaceChildren(...found.making.map(working));
  const state = JSON.stringify(found.made);
  if (state !== known) {
    known = state;
    made.replaceChildren(...(found.made.length ? found.made.map(row) : [element("tr", {}, element("td", { colspan: 7, class: "muted" }, "Nothing was published yet."))]));
  }
  return found.making.some((one) => isActive(one.job));
});

/** @param {{name: string, job: Job}} one */
function working(one) {
  const stop = () => attempt(releases, () => call(`/api/releases/${encodeURIComponent(one.name)}`, { method: "DELETE" })).then(look);
  return element("div", { class: "making" }, element("b", {}, one.name), ...shown(one.job, `publishing ${one.name}`, stop));
}

/** @param {Release} one */
function row(one) {
  const files = element("details", {}, element("summary", {}, one.n_files === 1 ? "1 entry" : `${one.n_files} entries`));
  files.append(element("ul", {}, ...Object.entries(one.files).map(([name, digest]) => element("li", { title: `SHA-256 ${digest}` }, name))));
  const isDeleted = !one.is_here && one.name !== "";
  const take = element("td", { class: "take" });
  if (one.path) take.append(element("a", { class: "button", href: one.path, "aria-label": `Download ${one.name}` }, "Download"));
  else if (one.withdrawn && !isDeleted) take.append(element("span", { class: "tag bad" }, "somebody has withdrawn"));
  else take.append(element("small", {}, !one.is_finished ? "not finished" : isDeleted ? "deleted" : "not in the study's folder"));
  if (one.is_here) {
    const gone = element("button", { type: "button", class: "quiet small", "aria-label": `Delete ${one.name}` }, "Delete");
    gone.addEventListener("click", () => remove(one, take));
    take.append(" ", gone);
  }
  return element(
    "tr", {},
    element("th", { scope: "row" }, one.name || element("span", { class: "muted" }, "written elsewhere")),
    element("td", {}, one.profile), element("td", {}, one.level), element("td", {}, one.made_at),
    element("td", { class: "number" }, String(one.participants)),
    element("td", { class: "manifest" }, files), take,
  );
}

/**
 * @param {Release} one
 * @param {HTMLElement} place
 */
async function remove(one, place) {
  const sentence = `${one.name} is deleted from the study's folder. Copies that were taken along stay where they are.`;
  if (await confirmed(sentence, "Delete")) await attempt(place, () => call(`/api/releases/made/${one.id}`, { method: "DELETE" }));
  look();
}

function chosen() {
  const given = new FormData(form);
  const profile = String(given.get("profile"));
  for (const one of /** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll("[data-for]"))) one.hidden = one.dataset.for !== profile;
  /** @param {string} name @param {string} of */
  const on = (name, of) => profile === of && given.has(name);
  return {
    name: String(given.get("name")), profile, level: String(given.get("level")),
    pictures: on("pictures", "casme"), crops: on("crops", "casme"), measure: on("measure", "deidentified"),
  };
}

async function lookAhead() {
  const { level } = chosen();
  try {
    const found = /** @type {Preview} */ (await call(`/api/releases/preview?level=${level}`));
    if (chosen().level !== level) return;
    preview.replaceChildren(...ahead(found));
    byId("publish", HTMLButtonElement).disabled = !found.recordings;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    preview.replaceChildren(element("p", { class: "note" }, error.message));
  }
}

/** @param {Preview} found */
function ahead(found) {
  const facts = { participants: found.participants, recordings: found.recordings, "macro-expressions": found.macro, "micro-expressions": found.micro };
  const parts = [element("dl", {}, ...Object.entries(facts).map(([name, n]) => element("div", {}, element("dt", {}, name), element("dd", {}, String(n)))))];
  /** @type {HTMLElement[]} */
  const more = [];
  if (found.problem) more.push(element("p", { class: "note" }, found.problem));
  if (found.unlabelled) more.push(element("p", { class: "note" }, `${found.unlabelled} settled, but not labelled: label the study first, or they are left out.`));
  for (const sentence of found.unsettled) more.push(element("p", { class: "note" }, sentence));
  if (!found.left_out.length) more.push(element("p", { class: "muted" }, "No recording is left out."));
  else {
    const lines = found.left_out.map((one) => element("tr", {}, element("th", { scope: "row" }, one.recording), element("td", {}, one.participant), element("td", {}, one.reason)));
    more.push(element("h3", {}, "Left out"));
    more.push(element("div", { class: "out", tabindex: 0, role: "region", "aria-label": "Recordings that are left out" }, element("table", {}, element("tbody", {}, ...lines))));
  }
  return [...parts, ...more];
}

form.addEventListener("change", lookAhead);
onSubmit(form, async () => {
  await attempt(form, () => call("/api/releases", { method: "POST", body: chosen() }));
  look();
  return false;
});
lookAhead();
