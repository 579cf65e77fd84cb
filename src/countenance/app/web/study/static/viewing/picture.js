/** How a frame is drawn: fitted, zoomed, brightened, or as its difference to another frame. */

const MOST_ZOOM = 24;
const SHARP = 3;
/** Device pixels per pixel of the picture above which its pixels are shown as squares. */

const MIDDLE = 128;

export class View {
  zoom = 1;
  /** What lies in the middle, in pixels of the picture. */
  x = 0;
  y = 0;

  /** @param {number} width @param {number} height of the picture */
  constructor(width, height) {
    this.width = width;
    this.height = height;
    this.reset();
  }

  reset() {
    this.zoom = 1;
    this.x = this.width / 2;
    this.y = this.height / 2;
  }

  /**
   * Device pixels per pixel of the picture.
   * @param {HTMLCanvasElement} canvas
   */
  scale(canvas) {
    return Math.min(canvas.width / this.width, canvas.height / this.height) * this.zoom;
  }

  /**
   * Zooms so that what is at a place of the canvas stays there.
   * @param {HTMLCanvasElement} canvas
   * @param {number} factor
   * @param {number} left device pixels from the middle
   * @param {number} top
   */
  zoomBy(canvas, factor, left, top) {
    const before = this.scale(canvas);
    this.zoom = Math.max(1, Math.min(MOST_ZOOM, this.zoom * factor));
    const after = this.scale(canvas);
    this.move(left / before - left / after, top / before - top / after);
  }

  /**
   * @param {number} right pixels of the picture
   * @param {number} down
   */
  move(right, down) {
    const [halfWidth, halfHeight] = [this.width / this.zoom / 2, this.height / this.zoom / 2];
    this.x = Math.max(halfWidth, Math.min(this.width - halfWidth, this.x + right));
    this.y = Math.max(halfHeight, Math.min(this.height - halfHeight, this.y + down));
  }
}

/**
 * Draws a picture into the whole canvas.
 * @param {HTMLCanvasElement} canvas
 * @param {CanvasImageSource} picture
 * @param {View} view
 * @param {string} filter of the canvas, "none" for no change
 */
export function draw(canvas, picture, view, filter) {
  const pen = canvas.getContext("2d", { alpha: false });
  if (!pen) return;
  const scale = view.scale(canvas);
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.filter = "none";
  pen.fillStyle = "#000";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.imageSmoothingEnabled = scale < SHARP;
  pen.imageSmoothingQuality = "high";
  pen.filter = filter;
  pen.setTransform(scale, 0, 0, scale, canvas.width / 2 - view.x * scale, canvas.height / 2 - view.y * scale);
  pen.drawImage(picture, 0, 0, view.width, view.height);
}

/** Differences of frames to one of them, in grey. */
export class Difference {
  #surface;
  #pen;
  /** @type {Uint8ClampedArray | null} */
  #baseline = null;
  /** @type {number | null} */
  #index = null;

  /** @param {number} width @param {number} height of the pictures */
  constructor(width, height) {
    this.#surface = new OffscreenCanvas(width, height);
    const pen = this.#surface.getContext("2d", { willReadFrequently: true });
    if (!pen) throw new Error("this browser cannot draw");
    this.#pen = pen;
  }

  /**
   * A picture of 128 + gain * (frame - baseline).
   * @param {ImageBitmap} frame
   * @param {ImageBitmap} baseline
   * @param {number} index of the baseline
   * @param {number} gain
   */
  of(frame, baseline, index, gain) {
    if (this.#index !== index || !this.#baseline) {
      this.#baseline = this.#greys(this.#pixels(baseline).data);
      this.#index = index;
    }
    const pixels = this.#pixels(frame);
    const { data } = pixels;
    const reference = this.#baseline;
    for (let i = 0, at = 0; at < data.length; i++, at += 4) {
      const value = MIDDLE + gain * (grey(data, at) - (reference[i] ?? 0));
      data[at] = data[at + 1] = data[at + 2] = value;
    }
    this.#pen.putImageData(pixels, 0, 0);
    return this.#surface;
  }

  /** @param {ImageBitmap} picture */
  #pixels(picture) {
    this.#pen.drawImage(picture, 0, 0);
    return this.#pen.getImageData(0, 0, this.#surface.width, this.#surface.height);
  }

  /** @param {Uint8ClampedArray} data */
  #greys(data) {
    const greys = new Uint8ClampedArray(data.length / 4);
    for (let i = 0; i < greys.length; i++) greys[i] = grey(data, 4 * i);
    return greys;
  }
}

/**
 * @param {Uint8ClampedArray} data
 * @param {number} at
 */
function grey(data, at) {
  return 0.299 * (data[at] ?? 0) + 0.587 * (data[at + 1] ?? 0) + 0.114 * (data[at + 2] ?? 0);
}
