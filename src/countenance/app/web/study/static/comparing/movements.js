/** What the server tells of a recording that two coders have submitted, and small questions about it. */

/**
 * @typedef {"onset" | "apex" | "offset"} Landmark
 * @typedef {{id: string, onset: number, apex: number | null, offset: number | null, action_units: string, upper: string | null,
 *   lower: string | null, excluded: string | null, confidence: number | null, note: string}} Marked
 * @typedef {{onset: number, apex: number | null, offset: number | null, onset_frame: number, apex_frame: number | null,
 *   offset_frame: number | null, action_units: string, upper: string | null, lower: string | null, excluded: string | null}} Settled
 * @typedef {{version: number, action: string, arbiter: string, reason: string, policy: string, whose_action_units: string | null,
 *   whose_emotion: string | null, at: string, settled: Settled}} Made
 * @typedef {{id: string, onset: number, reasons: string[], open_to_a_mean: string[], severity: number, first: Marked | null, second: Marked | null,
 *   decisions: Made[]}} Movement
 * @typedef {{head: number, film: string, recording: string, n_frames: number, seconds: number[], tolerance: number, coders: string[],
 *   movements: Movement[], unlabelled: number}} Desk `unlabelled` in all recordings
 */

/** @type {Landmark[]} */
export const LANDMARKS = ["onset", "apex", "offset"];

/**
 * The decision in force; null while a movement is open.
 * @param {Movement} movement
 */
export function inForce(movement) {
  return movement.decisions.at(-1) ?? null;
}

/**
 * First and last frame that anybody means.
 * @param {Movement} movement
 * @returns {[number, number]}
 */
export function span(movement) {
  const made = inForce(movement);
  const frames = [movement.first, movement.second].flatMap((one) => (one ? [one.onset, one.apex, one.offset] : []));
  if (made) frames.push(made.settled.onset_frame, made.settled.apex_frame, made.settled.offset_frame);
  const known = frames.filter((frame) => frame !== null);
  return [Math.min(...known), Math.max(...known)];
}

/**
 * The next open movement in time from another, and round again; null where none is open.
 * @param {Movement[]} movements in time
 * @param {Movement | null} from
 * @param {1 | -1} direction
 * @param {(movement: Movement) => boolean} wanted
 */
export function following(movements, from, direction, wanted = (one) => !inForce(one)) {
  const start = from ? movements.findIndex((one) => one.id === from.id) : direction > 0 ? -1 : 0;
  for (let n = 1; n <= movements.length; n++) {
    const one = movements[(((start + direction * n) % movements.length) + movements.length) % movements.length];
    if (one && wanted(one)) return one;
  }
  return null;
}

/**
 * Lanes for the timeline: one for each coder, and one for what is settled.
 * @param {Desk} desk
 */
export function lanesOf(desk) {
  const lane = (/** @type {"first" | "second"} */ side, /** @type {number} */ n) => ({
    id: side,
    name: desk.coders[n] ?? "",
    events: desk.movements.flatMap((one) => {
      const coding = one[side];
      return coding ? [event(`${one.id}/${side}`, coding, coding.excluded, coding.action_units, false)] : [];
    }),
  });
  const settled = desk.movements.flatMap((one) => {
    const made = inForce(one)?.settled;
    if (!made) return [];
    const frames = { onset: made.onset_frame, apex: made.apex_frame, offset: made.offset_frame };
    return [event(`${one.id}/settled`, frames, made.excluded, made.action_units, Boolean(made.excluded))];
  });
  return [lane("first", 0), lane("second", 1), { id: "settled", name: "settled", events: settled }];
}

/**
 * @param {string} id
 * @param {{onset: number, apex: number | null, offset: number | null}} frames
 * @param {string | null} excluded
 * @param {string} units
 * @param {boolean} dashed
 */
function event(id, { onset, apex, offset }, excluded, units, dashed) {
  return { id, onset, apex, offset, kind: excluded ? "excluded" : "video", label: excluded ?? units, dashed: dashed || offset === null };
}
