/** The clock of a recording that plays: it follows the times of its own frames, and stands still where one is late. */

/**
 * @typedef {{first: number, last: number, speed: number, backwards: boolean, isLoop: boolean}} Course
 * @typedef {{from: number, draw: (index: number) => boolean | Promise<unknown>, ended: () => void}} Stage
 */

export class Playing {
  #seconds;
  #course;
  #stage;
  #request = 0;
  #isStopped = false;
  /** Where the clock is, in seconds of the recording. */
  #time;
  #before = performance.now();

  /**
   * @param {Float64Array} seconds when each frame is shown
   * @param {Course} course
   * @param {Stage} stage
   */
  constructor(seconds, course, stage) {
    this.#seconds = seconds;
    this.#course = course;
    this.#stage = stage;
    this.#time = this.#at(stage.from);
    this.#ask();
  }

  stop() {
    this.#isStopped = true;
    cancelAnimationFrame(this.#request);
  }

  #ask() {
    this.#before = performance.now();
    this.#request = requestAnimationFrame((now) => void this.#tick(now));
  }

  /** @param {number} now */
  async #tick(now) {
    const { first, last, speed, backwards, isLoop } = this.#course;
    const passed = Math.max(0, now - this.#before) / 1000;
    this.#before = Math.max(now, this.#before);
    this.#time += passed * speed * (backwards ? -1 : 1);
    const isOver = backwards ? this.#time < this.#at(first) : this.#time >= this.#end();
    if (isOver && isLoop) this.#time = this.#at(backwards ? last : first);
    const index = isOver && !isLoop ? (backwards ? first : last) : this.#frame();
    const drawn = this.#stage.draw(index);
    if (drawn !== true) {
      await drawn;
      this.#time = this.#at(index);
      this.#before = performance.now();
    } else if (isOver && !isLoop) {
      this.#stage.ended();
      return;
    }
    if (!this.#isStopped) this.#request = requestAnimationFrame((next) => void this.#tick(next));
  }

  /** The frame that is shown at the time of the clock. */
  #frame() {
    const { first, last } = this.#course;
    let [low, high] = [first, last];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#at(middle) <= this.#time) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** When the last frame is gone, taken to be shown for as long as the one before it. */
  #end() {
    const { first, last } = this.#course;
    const before = Math.max(last - 1, 0);
    return this.#at(last) + (last > first || last > 0 ? this.#at(last) - this.#at(before) : 0);
  }

  /** @param {number} index */
  #at(index) {
    return this.#seconds[index] ?? 0;
  }
}
