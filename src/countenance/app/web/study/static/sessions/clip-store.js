/** Films that are fetched completely before they are shown, so that none waits for the network. */

/** Kept in memory by name. */
export class ClipStore {
  /** @param {Record<string, {url: string}>} clips */
  constructor(clips) {
    this.clips = clips;
    /** @type {Map<string, Promise<string>>} */
    this.held = new Map();
  }

  /**
   * @param {string} name
   * @returns {Promise<string>} an address within this page
   */
  get(name) {
    const held = this.held.get(name);
    if (held) return held;
    const fetched = this.fetch(name);
    this.held.set(name, fetched);
    fetched.catch(() => this.held.delete(name));
    return fetched;
  }

  /** @param {string} name */
  async fetch(name) {
    const answer = await fetch(this.clips[name].url).catch(() => null);
    if (!answer?.ok) throw new Error("The film cannot be fetched. Please call the experimenter.");
    return URL.createObjectURL(await answer.blob());
  }
}
