/** Numbers and times as pages of sessions tell them. */

/**
 * @param {number} n
 * @param {string} noun whose plural ends in s
 */
export function counted(n, noun) {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}

/**
 * The time of day here.
 * @param {string} iso
 */
export function clock(iso) {
  return new Date(iso).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
}
