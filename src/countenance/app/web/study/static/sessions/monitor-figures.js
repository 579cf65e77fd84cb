/** What a session's monitor tells in figures: what the page measures now, else what was found before. */

import { counted } from "./words.js";

/** @typedef {import("./monitor.js").Watched} Watched */
/** @typedef {[text: string, odd: boolean]} Figure */

const LOWEST_FPS = 29.5;

/**
 * @param {Watched} now
 * @returns {Record<string, Figure>}
 */
export function figuresOf(now) {
  const { counts, figures, checked } = now;
  const opened = Math.max(0, now.parts.length - 1);
  const left = counts["full screen left"];
  const light = figures.brightness ?? checked.brightness;
  return {
    clip: [clipIn(now), false],
    left: [`${now.clips - now.position} of ${now.clips}`, false],
    fps: cameraIn(now),
    dropped: lostIn(now),
    light: [light === undefined ? "not measured" : `${light} of 255`, false],
    gaps: [String(counts["camera gap"]), counts["camera gap"] > 0],
    focus: [String(counts["focus lost"]), counts["focus lost"] > 0],
    full: [figures.full_screen ? "yes" : left ? `no, left ${counted(left, "time")}` : "no", left > 0],
    stalls: [String(counts.stall), counts.stall > 0],
    resumed: [String(opened), opened > 0],
    check: [checkIn(now), false],
  };
}

/** @param {Watched} now */
function clipIn({ clip, take, ended, state, figures, parts, is_there: isThere }) {
  if (clip === null) return "all seen";
  if (!parts.some(({ moments }) => moments.some(({ kind }) => kind === "clip onset"))) return "–";
  if (ended) return `ended at ${clip}, take ${take}`;
  if (state !== "play") return `next: ${clip}, take ${take}`;
  return `${clip}, take ${take}${isThere && figures.clip_s ? `, ${figures.clip_s} s` : ""}`;
}

/**
 * @param {Watched} now
 * @returns {Figure}
 */
function cameraIn({ camera, state, figures, checked, is_there: isThere }) {
  if (!camera) return ["another one", false];
  const isOn = isThere && (figures.recording === true || state === "camera check");
  if (isOn && figures.fps !== undefined) return [`${figures.fps} frames/s`, Number(figures.fps) < LOWEST_FPS];
  return [checked.fps === undefined ? "not measured" : `off; ${checked.fps} frames/s in the check`, false];
}

/**
 * @param {Watched} now
 * @returns {Figure}
 */
function lostIn({ figures, recordings }) {
  if (figures.recording === true && figures.frames !== undefined) return [`${figures.dropped} of ${figures.frames}`, Number(figures.dropped) > 0];
  if (!recordings.length) return ["nothing recorded yet", false];
  const [missing, frames] = [recordings.reduce((sum, one) => sum + one.missing, 0), recordings.reduce((sum, one) => sum + one.frames, 0)];
  return [`${missing} of ${frames + missing} in the recordings`, missing > 0];
}

/** @param {Watched} now */
function checkIn({ state, figures, checked }) {
  if (state === "camera check") return String(figures.check ?? figures.camera ?? checked.checked ?? "");
  if (checked.overridden) return `let go on by ${checked.by}`;
  return checked.fps === undefined ? "" : "good";
}
