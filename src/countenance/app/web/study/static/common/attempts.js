/** What somebody has done by a button outside of a form: where the server refuses it, the button's own place says so. */

import { ApiError } from "./api.js";
import { tell } from "./forms.js";

/**
 * @param {HTMLElement} place below which it is told
 * @param {() => Promise<unknown>} what
 * @returns {Promise<boolean>} whether it was done
 */
export async function attempt(place, what) {
  tell(place, "");
  try {
    await what();
    return true;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    tell(place, error.message);
    return false;
  }
}
