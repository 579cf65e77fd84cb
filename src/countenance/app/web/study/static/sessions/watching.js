/** Whether the participant looks at the session: focus, visibility, and full screen are logged while it matters. */

const WATCHED = new Set(["baseline", "ready", "play", "rest"]);

/** @param {import("./session.js").ParticipantSession} app */
export function watchScreen(app) {
  let isAway = false;
  /** @param {string} kind @param {Record<string, string>} data */
  const tell = (kind, data) => app.queue && WATCHED.has(app.course.state) && app.record(kind, { data });
  /** @param {boolean} away @param {string} reason */
  const note = (away, reason) => {
    if (away === isAway) return;
    isAway = away;
    tell(away ? "focus lost" : "focus regained", { reason });
  };
  addEventListener("blur", () => note(true, "window"));
  addEventListener("focus", () => note(false, "window"));
  document.addEventListener("visibilitychange", () => note(document.visibilityState === "hidden", "visibility"));
  document.addEventListener("fullscreenchange", () => tell(document.fullscreenElement ? "full screen entered" : "full screen left", {}));
}
