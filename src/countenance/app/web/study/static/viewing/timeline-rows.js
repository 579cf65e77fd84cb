/** Movements of a lane in rows: what overlaps lies in rows of its own, as far as there are any. */

/** @typedef {import("./event-timeline.js").TimelineEvent} TimelineEvent */

const MOST = 3;

/**
 * The last frame that is known of a movement.
 * @param {TimelineEvent} event
 */
export function endOf(event) {
  return event.offset ?? event.apex ?? event.onset;
}

/**
 * @param {TimelineEvent[]} events by onset
 * @returns {{count: number, rows: number[], nexts: number[]}} how many rows, the row of each movement, and the onset of the next one
 *   in the same row
 */
export function inRows(events) {
  /** @type {number[]} */
  const ends = [];
  const rows = events.map((event) => {
    const row = rowFor(event, ends);
    ends[row] = Math.max(ends[row] ?? -1, endOf(event));
    return row;
  });
  /** @type {number[]} */
  const ahead = [];
  const nexts = events.map(() => Infinity);
  for (let n = events.length - 1; n >= 0; n--) {
    const row = rows[n] ?? 0;
    nexts[n] = ahead[row] ?? Infinity;
    ahead[row] = events[n]?.onset ?? Infinity;
  }
  return { count: Math.max(1, ends.length), rows, nexts };
}

/**
 * @param {TimelineEvent} event
 * @param {number[]} ends of the rows so far
 */
function rowFor(event, ends) {
  const free = ends.findIndex((end) => end < event.onset);
  if (free >= 0) return free;
  return ends.length < MOST ? ends.length : ends.indexOf(Math.min(...ends));
}
