/** What a participant has not saved yet, and which films he has played: kept in this tab, for a page that is loaded anew. */

/**
 * @typedef {import("./review.js").Clip} Clip
 * @typedef {{report: string | null, onset: number | null, offset: number | null, emotion: string, intensity: string,
 *   not_emotional: string, text: string, made: string}} Draft  `report`: id of the report that is changed, null of a new one;
 *   `made`: tells it from any other that was begun
 * @typedef {{drafts: Record<string, Draft>, played: string[]}} Kept
 */

const PREFIX = "countenance-review-";

/** @param {Clip} clip */
const nameOf = (clip) => `${clip.film} ${clip.onset}`;

/** The drafts of a session. */
export class ReviewDrafts {
  /** @param {string} session */
  constructor(session) {
    this.place = PREFIX + session;
    this.kept = keptAt(this.place);
  }

  /** @param {Clip} clip */
  of(clip) {
    return this.kept.drafts[nameOf(clip)] ?? null;
  }

  /** @param {Clip} clip @param {Draft} draft */
  keep(clip, draft) {
    this.kept.drafts[nameOf(clip)] = draft;
    this.write();
  }

  /** @param {Clip} clip */
  forget(clip) {
    delete this.kept.drafts[nameOf(clip)];
    this.write();
  }

  /** @param {Clip} clip */
  wasPlayed(clip) {
    return this.kept.played.includes(nameOf(clip));
  }

  /** @param {Clip} clip */
  notePlayed(clip) {
    if (this.wasPlayed(clip)) return;
    this.kept.played.push(nameOf(clip));
    this.write();
  }

  write() {
    try {
      sessionStorage.setItem(this.place, JSON.stringify(this.kept));
    } catch {
      // Without a place in the browser the page still has it until it is loaded anew.
    }
  }
}

/**
 * Forgets the drafts of every session, or of every other one: somebody else may sit there now.
 * @param {string} [but]
 */
export function forgetDrafts(but = "") {
  for (const name of Object.keys(sessionStorage)) if (name.startsWith(PREFIX) && name !== PREFIX + but) sessionStorage.removeItem(name);
}

/**
 * @param {string} place
 * @returns {Kept}
 */
function keptAt(place) {
  try {
    return { drafts: {}, played: [], ...JSON.parse(sessionStorage.getItem(place) ?? "{}") };
  } catch {
    return { drafts: {}, played: [] };
  }
}
