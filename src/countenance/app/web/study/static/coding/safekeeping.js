/**
 * What a window has not sent yet, kept in this browser: a window that is killed loses nothing that was kept here, and
 * the next one takes it over. Each window holds a lock while it lives, which tells the dead from the living.
 */

/**
 * @typedef {import("./movement.js").Draft} Draft
 * @typedef {import("./journal.js").Edit} Edit
 * @typedef {{draft: Draft | null, edits: Edit[]}} Kept
 */

const PATIENCE = 700; // a window that is just being left still holds its lock

export class Safe {
  #film;
  #prefix;
  #place;
  #isOver = false;

  /**
   * @param {string} account
   * @param {string} film
   */
  constructor(account, film) {
    this.#film = film;
    this.#prefix = `countenance/coding/${account}/${film}/`;
    this.#place = this.#prefix + crypto.randomUUID();
    void navigator.locks.request(this.#place, () => new Promise(() => {}));
  }

  /**
   * Keeps what there is, in place of what was kept before.
   * @param {Kept} kept
   */
  keep(kept) {
    if (this.#isOver) return;
    if (kept.draft || kept.edits.length) localStorage.setItem(this.#place, JSON.stringify(kept));
    else localStorage.removeItem(this.#place);
  }

  /** Nothing about the recording stays in this browser, nor comes into it again from here. */
  forget() {
    this.#isOver = true;
    for (const place of Object.keys(localStorage)) if (place.split("/").includes(this.#film)) localStorage.removeItem(place);
  }

  /**
   * What windows have left that are gone; it is this one's from now on.
   * @returns {Promise<Kept[]>}
   */
  async inherit() {
    const places = Object.keys(localStorage).filter((place) => place.startsWith(this.#prefix) && place !== this.#place);
    const found = await Promise.all(places.map((place) => takeOver(place)));
    return found.filter((kept) => kept !== null);
  }
}

/**
 * @param {string} place
 * @returns {Promise<Kept | null>}
 */
async function takeOver(place) {
  try {
    return await navigator.locks.request(place, { signal: AbortSignal.timeout(PATIENCE) }, () => {
      const text = localStorage.getItem(place);
      localStorage.removeItem(place);
      return text === null ? null : /** @type {Kept} */ (JSON.parse(text));
    });
  } catch {
    return null; // that window lives, or what it left cannot be read
  }
}
