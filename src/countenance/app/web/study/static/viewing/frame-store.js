/**
 * Frames of a recording in memory: compressed ones, many; decoded ones, as many as fit.
 *
 * Frames in the direction of travel are fetched before anybody asks. What nobody wants any longer is given up, so
 * that the frame that is wanted now never waits behind it.
 */

import { ApiError } from "../common/api.js";
import { isGone } from "./gone.js";

/** @typedef {{controller: AbortController, wanted: Promise<Blob>, isUrgent: boolean}} Fetching */

const COMPRESSED = 200e6;
const DECODED = 256e6;
const AHEAD = 60;
const BEHIND = 6;
const PARALLEL = 2;
/** Milliseconds without another jump after which the frames around a place are wanted, too. */
const SETTLED = 80;

/**
 * A map that forgets what was not used for longest once it is too heavy.
 * @template V
 */
class Lru {
  /** @type {Map<number, {value: V, weight: number}>} */
  #held = new Map();
  #weight = 0;

  /**
   * @param {number} limit
   * @param {(value: V) => void} [drop] told what is forgotten
   */
  constructor(limit, drop = () => {}) {
    this.limit = limit;
    this.drop = drop;
  }

  /** @param {number} key */
  has(key) {
    return this.#held.has(key);
  }

  /** @param {number} key */
  get(key) {
    const found = this.#held.get(key);
    if (!found) return undefined;
    this.#held.delete(key);
    this.#held.set(key, found);
    return found.value;
  }

  /**
   * @param {number} key
   * @param {V} value
   * @param {number} weight
   */
  set(key, value, weight) {
    this.#remove(key);
    this.#held.set(key, { value, weight });
    this.#weight += weight;
    for (const oldest of this.#held.keys()) {
      if (this.#weight <= this.limit || oldest === key) break;
      this.#remove(oldest);
    }
  }

  clear() {
    for (const key of [...this.#held.keys()]) this.#remove(key);
  }

  /** @param {number} key */
  #remove(key) {
    const found = this.#held.get(key);
    if (!found) return;
    this.#held.delete(key);
    this.#weight -= found.weight;
    this.drop(found.value);
  }
}

export class FrameStore {
  /** @type {Lru<Blob>} */
  #compressed = new Lru(COMPRESSED);
  /** @type {Lru<ImageBitmap>} */
  #decoded = new Lru(DECODED, (bitmap) => bitmap.close());
  /** @type {Map<number, Fetching>} */
  #fetching = new Map();
  /** @type {Map<number, Promise<ImageBitmap>>} */
  #decoding = new Map();
  /** @type {number[]} frames to have next, the nearest first */
  #wishes = [];
  /** @type {number | undefined} */
  #soon;

  /**
   * @param {(index: number) => string} address of a frame
   * @param {number} nFrames
   * @param {number} frameBytes of a decoded frame
   * @param {(error: ApiError) => void} [gone] told that frames are no longer there, or not for this visitor
   */
  constructor(address, nFrames, frameBytes, gone = () => {}) {
    this.address = address;
    this.nFrames = nFrames;
    this.gone = gone;
    this.decodedAhead = Math.max(2, Math.min(AHEAD, Math.floor((0.6 * DECODED) / frameBytes)));
    this.frameBytes = frameBytes;
  }

  /**
   * A frame, if it can be drawn at once.
   * @param {number} index
   */
  ready(index) {
    return this.#decoded.get(index);
  }

  /**
   * A frame as soon as possible.
   * @param {number} index
   * @returns {Promise<ImageBitmap>}
   */
  async get(index) {
    const found = this.#decoded.get(index);
    if (found) return found;
    const decoding = this.#decoding.get(index);
    if (decoding) return decoding;
    const made = this.#compressedFrame(index, true).then((blob) => createImageBitmap(blob));
    this.#decoding.set(index, made);
    try {
      const bitmap = await made;
      this.#decoded.set(index, bitmap, this.frameBytes);
      return bitmap;
    } finally {
      if (this.#decoding.get(index) === made) this.#decoding.delete(index);
    }
  }

  /**
   * Has the frames that are likely to come next fetched and decoded.
   * @param {number} index where somebody looks
   * @param {1 | -1} direction of travel
   */
  aim(index, direction) {
    clearTimeout(this.#soon);
    const wanted = [];
    for (let n = 1; n <= AHEAD; n++) wanted.push(index + direction * n);
    for (let n = 1; n <= BEHIND; n++) wanted.push(index - direction * n);
    const inside = wanted.filter((one) => one >= 0 && one < this.nFrames);
    const kept = new Set([index, ...inside]);
    for (const [one, { controller, isUrgent }] of this.#fetching) if (!isUrgent && !kept.has(one)) this.#giveUp(one, controller);
    this.#wishes = inside.filter((one) => !this.#compressed.has(one) && !this.#fetching.has(one));
    this.#fetchMore();
    this.#decodeNear(inside.slice(0, this.decodedAhead));
  }

  /**
   * As `aim`, once nobody has jumped elsewhere for a moment: who drags through a recording wants one frame after the other, and none
   * of those around them.
   * @param {number} index
   * @param {1 | -1} direction
   */
  aimSoon(index, direction) {
    clearTimeout(this.#soon);
    this.#soon = setTimeout(() => this.aim(index, direction), SETTLED);
  }

  /**
   * Gives up what stands in the way of the frame that is wanted now; what lies nearby goes on.
   * @param {number} index
   */
  onlyNow(index) {
    clearTimeout(this.#soon);
    this.#wishes = [];
    for (const [one, { controller, isUrgent }] of this.#fetching) {
      if (one !== index && (isUrgent || Math.abs(one - index) > AHEAD)) this.#giveUp(one, controller);
    }
  }

  /**
   * Ends a fetch, so that whoever wants this frame from now on has it fetched anew.
   * @param {number} index
   * @param {AbortController} controller
   */
  #giveUp(index, controller) {
    controller.abort();
    this.#fetching.delete(index);
    this.#decoding.delete(index);
  }

  /** Forgets every frame, and what is on its way. */
  close() {
    clearTimeout(this.#soon);
    this.#wishes = [];
    for (const { controller } of this.#fetching.values()) controller.abort();
    this.#compressed.clear();
    this.#decoded.clear();
  }

  #fetchMore() {
    while (this.#wishes.length && this.#fetching.size < PARALLEL) {
      const next = /** @type {number} */ (this.#wishes.shift());
      this.#compressedFrame(next, false).then(
        () => {
          void this.#decodeIfNear(next);
          this.#fetchMore();
        },
        () => this.#fetchMore(),
      );
    }
  }

  /** @type {Set<number>} */
  #near = new Set();

  /** @param {number[]} near */
  #decodeNear(near) {
    this.#near = new Set(near);
    for (const one of near) void this.#decodeIfNear(one);
  }

  /** @param {number} index */
  async #decodeIfNear(index) {
    if (!this.#near.has(index) || !this.#compressed.has(index) || this.#decoded.has(index)) return;
    await this.get(index).catch(() => {}); // whoever wants it asks again, and is told
  }

  /**
   * @param {number} index
   * @param {boolean} isUrgent
   * @returns {Promise<Blob>}
   */
  #compressedFrame(index, isUrgent) {
    const found = this.#compressed.get(index);
    if (found) return Promise.resolve(found);
    const before = this.#fetching.get(index);
    if (before) {
      before.isUrgent ||= isUrgent;
      return before.wanted;
    }
    const controller = new AbortController();
    const wanted = this.#fetch(index, controller.signal).finally(() => {
      if (this.#fetching.get(index)?.controller === controller) this.#fetching.delete(index);
    });
    this.#fetching.set(index, { controller, wanted, isUrgent });
    return wanted;
  }

  /**
   * @param {number} index
   * @param {AbortSignal} signal
   */
  async #fetch(index, signal) {
    const answer = await fetch(this.address(index), { signal, priority: "high" }).catch((error) => {
      throw signal.aborted ? error : new Error(`Frame ${index} is not here yet: the server does not answer.`);
    });
    if (!answer.ok) {
      const told = await answer.json().catch(() => ({}));
      const error = new ApiError(answer.status, told.error ?? `Frame ${index} cannot be shown: the server answered ${answer.status}.`);
      if (isGone(error)) this.gone(error); // also where nobody waits for this frame
      throw error;
    }
    const blob = await answer.blob();
    this.#compressed.set(index, blob, blob.size);
    return blob;
  }
}
