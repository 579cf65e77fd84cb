/** Waiting for what a participant does, until the session leaves the screen. */

/** @param {AbortSignal} signal */
const reasonOf = (signal) => signal.reason ?? new DOMException("left", "AbortError");

/**
 * A promise that a screen which is left rejects.
 * @template T
 * @param {AbortSignal} signal
 * @param {(done: (value: T) => void, fail: (reason: unknown) => void) => void} begin
 * @returns {Promise<T>}
 */
export function until(signal, begin) {
  return new Promise((done, fail) => {
    if (signal.aborted) return fail(reasonOf(signal));
    signal.addEventListener("abort", () => fail(reasonOf(signal)), { once: true });
    begin(done, fail);
  });
}

/**
 * The next event of a kind.
 * @param {EventTarget} target
 * @param {string} type
 * @param {AbortSignal} signal
 * @returns {Promise<Event>}
 */
export function happens(target, type, signal) {
  return until(signal, (done) => target.addEventListener(type, done, { once: true, signal }));
}

/**
 * Time that passes; what is left is told ten times a second.
 * @param {number} seconds
 * @param {AbortSignal} signal
 * @param {(left: number) => void} [told] seconds
 * @returns {Promise<void>}
 */
export function passes(seconds, signal, told = () => {}) {
  const end = performance.now() + 1000 * seconds;
  return until(signal, (done) => {
    const look = () => {
      if (signal.aborted) return;
      const left = end - performance.now();
      told(Math.max(0, left / 1000));
      if (left <= 0) done(undefined);
      else setTimeout(look, Math.min(100, left));
    };
    look();
  });
}

/**
 * Whatever a promise gives, unless the screen is left before.
 * @template T
 * @param {Promise<T>} promise
 * @param {AbortSignal} signal
 * @returns {Promise<T>}
 */
export function orLeft(promise, signal) {
  return until(signal, (done, fail) => promise.then(done, fail));
}
