/** A camera, and recordings of it that reach the server while they are made. */

import { ApiError, call } from "/static/common/api.js";

/** Frames that wait for the worker; a camera's own buffers are few, so it reads them at once. */
const BUFFERED = 60;
/** Frames that may be lost before a recording begins, as the camera is handed to the worker. */
const BEFORE = 1;
/** A pause in which a camera of 30 frames per second has lost one. */
export const LONGEST_GAP_MS = 50;
/** A pause of so many intervals between frames has lost one, whatever the camera's rate. */
const LOST_INTERVALS = 1.5;
/** Below this a camera loses frames; webcams slow down in dim light. */
export const LOWEST_FPS = 29.5;
const SLICE_MS = 1000;
const BITS_PER_PIXEL = 8e6 / (640 * 480);
/** What a page's own recorder can make of H.264; Matroska survives a crash best. VP8 loses half of the frames. */
const CONTAINERS = ["video/x-matroska;codecs=avc1", "video/mp4;codecs=avc1.640028", "video/mp4;codecs=avc1.42E01F", "video/mp4;codecs=avc1"];

/** @type {Record<string, string>} */
const REFUSALS = {
  NotAllowedError: "The browser may not use the camera. Allow it beside the address, then try again.",
  NotFoundError: "There is no camera. Plug one in, then try again.",
  NotReadableError: "The camera cannot be used. Another program may have it: close that, then try again.",
  OverconstrainedError: "This camera is not there any more. Choose another one.",
};

/**
 * The longest pause, in milliseconds, in which a camera has lost no frame: one that was let go on with a low rate pauses for
 * longer between all of its frames.
 * @param {number} fps at which the camera usually delivers; 0 where nobody knows
 */
export function longestGapAt(fps) {
  return fps ? Math.max(LONGEST_GAP_MS, (1000 * LOST_INTERVALS) / fps) : LONGEST_GAP_MS;
}

/** What the camera cannot do, in a sentence for whoever sits before it. */
export class CameraError extends Error {}

/**
 * @typedef {{deviceId?: string, width?: number, height?: number, fps?: number}} Wishes
 * @typedef {{fps: number, longestGapMs: number, frames: number, width: number, height: number}} Measured
 * @typedef {{frames: number, dropped: number}} Recorded
 * @typedef {{state: "open" | "finishing" | "kept" | "failed", bytes: number, frames: number, done: number, all: number,
 *   film: string, problem: string}} CaptureState
 */

/**
 * A camera.
 *
 * Events, as CustomEvent with `detail`:
 * `gap` {ms, frame} (the last frame before the pause), `problem` {sentence, fatal} (an empty sentence: all is well again),
 * `progress` {frames, dropped, delayed, sent} twice a second.
 */
export class CameraRecorder extends EventTarget {
  /**
   * Asks for a camera.
   * @param {Wishes} [wishes]
   * @returns {Promise<CameraRecorder>}
   * @throws {CameraError}
   */
  static async open({ deviceId, width = 640, height = 480, fps = 30 } = {}) {
    if (!navigator.mediaDevices) throw new CameraError("The camera needs a page of this computer, or TLS (https).");
    const video = { width: { ideal: width }, height: { ideal: height }, frameRate: { ideal: fps } };
    try {
      const stream = await navigator.mediaDevices.getUserMedia({
        video: deviceId ? { ...video, deviceId: { exact: deviceId } } : video,
      });
      // A rate that is asked for lets the browser leave out frames that come a little early; the camera keeps its own.
      await stream.getVideoTracks()[0].applyConstraints({ width: { ideal: width }, height: { ideal: height } });
      return new CameraRecorder(stream);
    } catch (error) {
      const name = error instanceof Error ? error.name : "";
      throw new CameraError(REFUSALS[name] ?? `The camera cannot be opened (${error}).`);
    }
  }

  /** Whether frames are encoded away from the page; otherwise the browser's own recorder is used. */
  static get isExact() {
    return "MediaStreamTrackProcessor" in globalThis && "VideoEncoder" in globalThis;
  }

  /** @param {MediaStream} stream */
  constructor(stream) {
    super();
    this.stream = stream;
    this.track = stream.getVideoTracks()[0];
    /** Bytes that the server does not have yet. */
    this.delayed = 0;
    this.sent = 0;
    this.url = "";
    this.key = "";
    /** @type {number[]} Times of recorded frames on the camera's clock. */
    this.times = [];
    /** Milliseconds from the camera's clock to the page's. */
    this.shift = 0;
    /** Above which a pause is told. */
    this.longestGapMs = LONGEST_GAP_MS;
    /** Frames that were delivered and could not be encoded or kept. */
    this.skipped = 0;
    /** @type {Worker | null} */
    this.worker = null;
    /** @type {MediaStreamTrack | null} */
    this.recorded = null;
    /** @type {MediaRecorder | null} */
    this.slicing = null;
    /** @type {Set<() => void>} */
    this.watching = new Set();
    /** @type {(result: Recorded) => void} */
    this.over = () => {};
    this.track.addEventListener("ended", () => this.problem("The camera was unplugged, or another program took it.", true));
    this.track.addEventListener("mute", () => this.problem("The camera delivers no picture.", false));
    this.track.addEventListener("unmute", () => this.problem("", false));
  }

  /** What the camera has been set to. */
  get settings() {
    const { width = 640, height = 480, frameRate = 30, deviceId = "" } = this.track.getSettings();
    return { width, height, fps: frameRate, deviceId };
  }

  /** Frames recorded so far; those delivered where the browser's own recorder does not tell. */
  get frames() {
    return this.slicing ? (this.recorded?.stats?.deliveredFrames ?? 0) : this.times.length;
  }

  /** Frames of the camera that never reached the recording; one that was under way at the end may be among them. */
  get dropped() {
    const stats = this.recorded?.stats;
    return this.skipped + (stats ? stats.totalFrames - stats.deliveredFrames : 0);
  }

  /**
   * Looks at the camera's rate for some seconds.
   * @param {number} seconds
   * @returns {Promise<Measured>}
   * @throws {CameraError} if it delivers nothing
   */
  async measure(seconds) {
    if (!CameraRecorder.isExact) return this.measureByStats(seconds);
    const track = this.track.clone();
    const worker = newWorker();
    try {
      return await new Promise((done, fail) => {
        setTimeout(() => fail(new CameraError("The camera delivers no pictures.")), 2000 * seconds + 5000);
        worker.onmessage = ({ data }) => done(data);
        const readable = framesOf(track);
        worker.postMessage({ kind: "measure", readable, ms: 1000 * seconds }, [readable]);
      });
    } finally {
      worker.terminate();
      track.stop();
    }
  }

  /**
   * Begins to record.
   * @param {{url: string, fps?: number}} where address of the segment's capture, `/api/captures/SESSION/SEGMENT`, and the
   *   rate by which gaps are told
   * @returns {Promise<void>} when the first frame is there
   * @throws {CameraError}
   */
  async start({ url, fps = 0 }) {
    if (this.worker) throw new CameraError("The camera is being recorded already.");
    const key = crypto.randomUUID();
    Object.assign(this, { url, key, times: [], skipped: 0, delayed: 0, sent: 0, slicing: null, longestGapMs: longestGapAt(fps) });
    const worker = newWorker();
    this.worker = worker;
    this.recorded = this.track.clone();
    const settings = this.settings;
    const order = { url, key, width: settings.width, height: settings.height, fps: settings.fps };
    const running = new Promise((done, fail) => {
      worker.onmessage = ({ data }) => {
        if (data.kind === "running") done(undefined);
        this.hear(data);
      };
      worker.onerror = () => fail(new CameraError("The recorder cannot be loaded. Reload the page."));
      setTimeout(() => fail(new CameraError("The camera delivers no pictures.")), 10_000);
    });
    if (!CameraRecorder.isExact) return this.slice(this.recorded, order);
    const readable = framesOf(this.recorded);
    worker.postMessage({ kind: "record", readable, origin: performance.timeOrigin, longestGapMs: this.longestGapMs, ...order }, [readable]);
    await running;
  }

  /**
   * The last frame delivered at or before a moment, as far as this page has heard; null where it cannot know yet, because
   * it was busy or the moment is too recent, where there is none, and where the browser's own recorder is used.
   * @param {number} ms of `performance.now()`
   * @returns {number | null}
   */
  frameAt(ms) {
    const last = this.times.length - 1;
    if (last < 0 || this.timeOf(0) > ms) return null;
    if (ms - this.timeOf(last) > this.longestGapMs) return null;
    return this.search(ms);
  }

  /**
   * The same, exactly: waits for the next frame, for two seconds at most.
   * @param {number} ms
   * @returns {Promise<number | null>}
   */
  async settledFrameAt(ms) {
    if (this.slicing || !this.worker) return this.frameAt(ms);
    await new Promise((done) => {
      const look = () => {
        if (this.times.length && this.timeOf(this.times.length - 1) > ms) done(this.watching.delete(look));
      };
      this.watching.add(look);
      setTimeout(() => done(this.watching.delete(look)), 2000);
      look();
    });
    return this.times.length && this.timeOf(0) <= ms ? this.search(ms) : null;
  }

  /**
   * Ends the recording, and waits until the server has all of it.
   * @returns {Promise<Recorded>}
   */
  async stop() {
    const { worker, recorded, slicing } = this;
    if (!worker || !recorded) return { frames: this.frames, dropped: this.dropped };
    /** @type {Promise<Recorded>} */
    const over = new Promise((done) => (this.over = done));
    if (slicing) {
      const last = new Promise((done) => slicing.addEventListener("stop", done));
      slicing.stop();
      await last;
      worker.postMessage({ kind: "close" });
    }
    recorded.stop();
    const result = await over;
    worker.terminate();
    this.worker = null;
    return result;
  }

  /**
   * Has the server make a recording of the study out of what it has, and waits for that.
   * @param {(share: number) => void} [told] how much of it is done, 0 to 1
   * @returns {Promise<string>} id of the recording
   * @throws {ApiError}
   */
  async finish(told = () => {}) {
    /** @type {CaptureState} */
    let state = await call(`${this.url}/finish?key=${this.key}`, { method: "POST" });
    while (state.state === "finishing") {
      told(state.all ? state.done / state.all : 0);
      await new Promise((done) => setTimeout(done, 500));
      state = await call(this.url);
    }
    if (state.state !== "kept") throw new ApiError(409, state.problem);
    told(1);
    return state.film;
  }

  /** Lets go of the camera; what the server does not have yet is still sent. */
  release() {
    for (const track of this.stream.getTracks()) track.stop();
  }

  /** Lets go of the camera, and of what the server does not have. */
  close() {
    this.worker?.terminate();
    this.worker = null;
    for (const track of [...this.stream.getTracks(), this.recorded]) track?.stop();
  }

  /** @param {any} message */
  hear(message) {
    if (message.kind === "frame") {
      this.times.push(message.ms);
      this.shift = message.shift;
      for (const look of [...this.watching]) look();
    } else if (message.kind === "problem") this.problem(message.sentence, message.fatal);
    else if (message.kind === "gap") this.dispatchEvent(new CustomEvent("gap", { detail: { ms: message.ms, frame: message.frame } }));
    else if (message.kind === "progress") {
      Object.assign(this, { delayed: message.delayed, sent: message.sent, skipped: message.skipped });
      const { frames, dropped, delayed, sent } = this;
      this.dispatchEvent(new CustomEvent("progress", { detail: { frames, dropped, delayed, sent } }));
    } else if (message.kind === "over") {
      const delivered = this.slicing ? 0 : (this.recorded?.stats?.deliveredFrames ?? 0);
      this.skipped = message.skipped + Math.max(0, delivered - message.read - BEFORE);
      this.over({ frames: this.frames, dropped: this.dropped });
    }
  }

  /**
   * @param {string} sentence
   * @param {boolean} fatal
   */
  problem(sentence, fatal) {
    this.dispatchEvent(new CustomEvent("problem", { detail: { sentence, fatal } }));
  }

  /**
   * Records by the browser's own recorder, which shares the page's time.
   * @param {MediaStreamTrack} track
   * @param {{url: string, key: string, width: number, height: number, fps: number}} order
   */
  async slice(track, order) {
    const mimeType = CONTAINERS.find((type) => MediaRecorder.isTypeSupported(type));
    if (!mimeType) throw new CameraError("This browser cannot record H.264. Use Chromium, Chrome or Edge.");
    const recorder = new MediaRecorder(new MediaStream([track]), {
      mimeType,
      videoBitsPerSecond: Math.round(BITS_PER_PIXEL * order.width * order.height),
    });
    this.slicing = recorder;
    /** @type {Promise<unknown>} */
    let before = new Promise((done) => recorder.addEventListener("start", done, { once: true }));
    recorder.addEventListener("dataavailable", ({ data }) => {
      before = before.then(async () => {
        const bytes = await data.arrayBuffer();
        this.worker?.postMessage({ kind: "slice", bytes }, [bytes]);
      });
    });
    recorder.addEventListener("error", () => this.problem("The browser cannot record any more.", true));
    recorder.start(SLICE_MS);
    await before;
    const format = mimeType.includes("mp4") ? "mp4" : "matroska";
    this.worker?.postMessage({ kind: "forward", format, clockMs: performance.now(), ...order });
  }

  /**
   * @param {number} seconds
   * @returns {Promise<Measured>}
   */
  async measureByStats(seconds) {
    const { width, height } = this.settings;
    const video = document.createElement("video");
    video.muted = true;
    video.srcObject = this.stream;
    await video.play();
    /** @type {number[]} */
    const times = [];
    /** @param {number} _ @param {VideoFrameCallbackMetadata} frame */
    const look = (_, frame) => {
      times.push(frame.captureTime ?? frame.presentationTime);
      video.requestVideoFrameCallback(look);
    };
    video.requestVideoFrameCallback(look);
    await new Promise((done) => setTimeout(done, 1000 * seconds));
    video.srcObject = null;
    const gaps = times.slice(1).map((time, index) => time - times[index]);
    const fps = gaps.length ? (1000 * gaps.length) / (times[times.length - 1] - times[0]) : 0;
    return { fps, longestGapMs: Math.max(0, ...gaps), frames: times.length, width, height };
  }

  /** @param {number} index */
  timeOf(index) {
    return this.times[index] + this.shift;
  }

  /** @param {number} ms */
  search(ms) {
    let [low, high] = [0, this.times.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.timeOf(middle) <= ms) low = middle;
      else high = middle;
    }
    return low;
  }
}

function newWorker() {
  return new Worker("/static/capture/worker.js", { type: "module" });
}

/**
 * @param {MediaStreamTrack} track
 * @returns {ReadableStream<VideoFrame>}
 */
function framesOf(track) {
  return new MediaStreamTrackProcessor({ track, maxBufferSize: BUFFERED }).readable;
}
