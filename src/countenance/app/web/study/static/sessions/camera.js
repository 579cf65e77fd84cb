/** The camera of a session: opened once, recorded once for each segment, tied to the log of events. */

import { CameraRecorder } from "/static/capture/recorder.js";
import { ApiError, call } from "/static/common/api.js";

/** @typedef {import("./event-queue.js").EventQueue} EventQueue */

const TRIES = 5;
const MEASURED_S = 1;
const PAUSE_MS = 1000;
const LONGEST_WAIT = 600;
/** Within which a page of the same browser that was signed out tries again to send what it still has. */
const STILL_SENDING_MS = 9000;

/** A camera, its recording, and what there is to tell of both. */
export class SessionCamera {
  constructor() {
    /** @type {CameraRecorder | null} */
    this.recorder = null;
    this.isRecording = false;
    this.isBroken = false;
    /** Frames per second that the look at the camera found; 0 before. */
    this.fps = 0;
    /** @type {Record<string, string | number | boolean>} What the monitor is told. */
    this.figures = {};
    this.counted = { frames: 0, at: 0 };
    /** @type {Promise<unknown>} */
    this.finishing = Promise.resolve();
  }

  /**
   * @param {string} [deviceId]
   * @returns {Promise<CameraRecorder>}
   */
  async open(deviceId) {
    if (this.recorder && !this.isBroken && !deviceId) return this.recorder;
    this.close();
    this.recorder = await CameraRecorder.open(deviceId ? { deviceId } : {});
    this.isBroken = false;
    return this.recorder;
  }

  /**
   * Begins to record, if that is not going on.
   * @param {EventQueue} queue
   */
  async record(queue) {
    if (this.isRecording) return;
    const recorder = await this.open();
    // A page that was loaded anew since the look at the camera does not know the rate.
    this.fps ||= (await recorder.measure(MEASURED_S)).fps;
    const { session, segment } = queue.course;
    this.counted = { frames: 0, at: performance.now() };
    recorder.addEventListener("gap", (event) => {
      const { ms, frame } = /** @type {CustomEvent<{ms: number, frame: number}>} */ (event).detail;
      if (this.isRecording) queue.record("camera gap", { frame, data: { ms: Math.round(ms) } });
    });
    recorder.addEventListener("progress", (event) => this.count(/** @type {CustomEvent} */ (event).detail));
    recorder.addEventListener("problem", (event) => {
      const { sentence, fatal } = /** @type {CustomEvent<{sentence: string, fatal: boolean}>} */ (event).detail;
      this.figures.camera = sentence;
      this.isBroken ||= fatal;
      if (sentence && this.isRecording) queue.record("note", { data: { camera: sentence } });
    });
    await recorder.start({ url: `/api/captures/${session}/${segment}`, fps: this.fps });
    this.isRecording = true;
    await this.tie(queue);
  }

  /** @param {{frames: number, dropped: number, delayed: number}} progress */
  count({ frames, dropped, delayed }) {
    const now = performance.now();
    if (now - this.counted.at > 900) {
      this.figures.fps = Math.round((10_000 * (frames - this.counted.frames)) / (now - this.counted.at)) / 10;
      this.counted = { frames, at: now };
    }
    Object.assign(this.figures, { frames, dropped, delayed });
  }

  /**
   * Logs which frame the camera takes at this moment.
   * @param {EventQueue} queue
   */
  async tie(queue) {
    const { recorder } = this;
    for (let tried = 0; recorder && this.isRecording && tried < TRIES; tried++) {
      const before = await recorder.settledFrameAt(performance.now());
      // The frame after it has arrived just now, so that no event lies between its moment and this one.
      const frame = before === null ? null : before + 1;
      if (frame === null || frame >= recorder.frames) return;
      const at = recorder.timeOf(frame);
      if (at >= queue.lastMs) {
        queue.record("sync", { frame, at });
        return;
      }
    }
  }

  /** Ends the recording; the server makes a film of it. */
  async stop() {
    if (!this.recorder || !this.isRecording) return;
    this.isRecording = false;
    await this.recorder.stop();
  }

  /**
   * Ends the recording and waits for the film of it.
   * @param {EventQueue} queue
   * @param {(share: number) => void} [told]
   */
  async finish(queue, told = () => {}) {
    const { recorder, isRecording } = this;
    if (!recorder || !isRecording) return;
    await this.stop();
    await queue.settled();
    await recorder.finish(told);
  }

  /** Ends the recording and lets go of the camera at once; what has still to be sent may arrive when the server takes it. */
  async release() {
    const { recorder } = this;
    const over = this.stop();
    recorder?.release();
    await over;
    this.close();
  }

  close() {
    this.isRecording = false;
    this.recorder?.close();
    this.recorder = null;
  }
}

/**
 * Has films made of what was recorded before the session was resumed, and waits for them.
 * @param {string} session
 * @param {number[]} segments that were recorded
 */
export async function finishEarlier(session, segments) {
  if (segments.length) await new Promise((done) => setTimeout(done, STILL_SENDING_MS));
  for (const earlier of segments) await finished(`/api/captures/${session}/${earlier}`).catch(() => {});
}

/** @param {string} url of a capture */
async function finished(url) {
  for (let tried = 0; tried < LONGEST_WAIT; tried++) {
    try {
      /** @type {{state: string}} */
      const { state } = tried ? await call(url) : await call(`${url}/finish`, { method: "POST" });
      if (state !== "finishing") return;
    } catch (error) {
      // Just after a crash the server still waits whether more comes.
      if (!(error instanceof ApiError) || error.status !== 409) throw error;
      tried = -1;
    }
    await new Promise((done) => setTimeout(done, PAUSE_MS));
  }
}
