/** Moments as all pages write them, those that the server makes too. */

/**
 * A day and a time, for example `2026-11-30 13:44 UTC`.
 * @param {string} iso
 */
export function moment(iso) {
  return `${new Date(iso).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
