/** Reports: made on demand, opened in a tab of their own. */

import { call } from "../common/api.js";
import { attempt } from "../common/attempts.js";
import { element } from "../common/elements.js";
import { isActive, shown, watch } from "../spotting/progress.js";

/**
 * @typedef {import("../spotting/progress.js").Job} Job
 * @typedef {{key: string, path: string, made_at: string, is_stale: boolean, hidden: string, job: Job | null}} Report
 * @typedef {{id: string, title: string, hidden: string, measurement: Report, spotting: {title: string, path: string}[]}} Film
 * @typedef {{whole: Report[], films: Film[]}} Reports
 */

const look = watch(async () => {
  const found = /** @type {Reports} */ (await call("/api/reports"));
  for (const one of found.whole) show(document.querySelector(`[data-report="${CSS.escape(one.key)}"]`), one, one.key);
  for (const one of found.films) {
    if (!one.hidden) show(document.querySelector(`[data-measurement="${CSS.escape(one.id)}"]`), one.measurement, `measurement/${one.id}`);
  }
  return [...found.whole, ...found.films.map((one) => one.measurement)].some((one) => isActive(one.job));
});

/**
 * @param {HTMLElement | null} place
 * @param {Report} report
 * @param {string} path
 */
function show(place, report, path) {
  const state = JSON.stringify(report);
  if (!place || place.getAttribute("data-state") === state) return;
  place.setAttribute("data-state", state);
  const name = place.getAttribute("data-name") ?? "report";
  /** @param {"POST" | "DELETE"} method */
  const asked = (method) => attempt(place.parentElement ?? place, () => call(`/api/reports/${path}`, { method })).then(look);
  /** @type {HTMLElement[]} */
  const parts = [];
  if (report.hidden) parts.push(element("span", { class: "muted" }, report.hidden));
  if (report.path) parts.push(element("a", { class: "button", href: report.path, target: "_blank", rel: "noopener", "aria-label": `Open: ${name}` }, "Open"));
  if (!report.hidden && !isActive(report.job)) {
    const button = element("button", { type: "button", class: report.path ? "" : "primary", "aria-label": `Make: ${name}` }, report.path ? "Make again" : "Make");
    button.addEventListener("click", () => asked("POST"));
    parts.push(button);
  }
  if (report.job) parts.push(...shown(report.job, `making: ${name}`, () => asked("DELETE")));
  if (report.made_at) parts.push(element("small", {}, `made ${report.made_at}${report.is_stale ? "; the study has changed since" : ""}`));
  place.replaceChildren(...parts);
}
