/** How far work is that the server does in the background. */

import { element } from "../common/elements.js";

/** @typedef {{state: string, stage: string, done: number, total: number, remark: string, mine: boolean}} Job */

/**
 * Whether it waits or goes on.
 * @param {Job | null | undefined} job
 */
export function isActive(job) {
  return job?.state === "waiting" || job?.state === "running";
}

/**
 * What a job shows: a bar while it goes on, a sentence when it could not be done.
 * @param {Job} job
 * @param {string} what is being done, for those who hear the page
 * @param {() => Promise<unknown>} stop
 * @returns {HTMLElement[]}
 */
export function shown(job, what, stop) {
  if (!isActive(job)) return ended(job);
  const share = job.total ? job.done / job.total : 0;
  const told = job.state === "waiting" ? "waiting for its turn" : job.total > 1 ? `${job.stage || "working"}, ${Math.floor(100 * share)} %` : job.stage || "beginning";
  const bar = element("progress", { max: 1, value: share, "aria-label": what });
  if (job.state === "running" && job.total <= 1) bar.removeAttribute("value");
  const button = element("button", { class: "quiet", type: "button", "aria-label": `Stop: ${what}` }, "Stop");
  button.addEventListener("click", () => {
    button.disabled = true;
    void stop().finally(() => (button.disabled = false));
  });
  return [element("span", { class: "going" }, bar, element("small", {}, told)), ...(job.mine ? [button] : [])];
}

/** @param {Job} job */
function ended(job) {
  if (job.state === "failed") return [element("span", { class: "problem" }, job.remark)];
  if (job.state === "stopped") return [element("small", {}, job.remark || "Stopped.")];
  return job.remark ? [element("small", {}, job.remark)] : [];
}

/**
 * Looks again and again: quickly while something goes on, otherwise now and then.
 * @param {() => Promise<boolean>} look whether something goes on
 * @returns {() => void} looks at once
 */
export function watch(look) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let next;
  let busy = false;
  async function again() {
    clearTimeout(next);
    if (busy) return;
    busy = true;
    let goesOn = false;
    try {
      if (!document.hidden) goesOn = await look();
    } catch {
      // the server is looked for again
    }
    busy = false;
    next = setTimeout(again, goesOn ? 700 : 5000);
  }
  again();
  return again;
}
