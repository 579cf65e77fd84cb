/** What the server sees in the camera's picture; it keeps nothing of it. */

import { call } from "/static/common/api.js";

const QUALITY = 0.9;

/**
 * @typedef {{face: [number, number, number, number] | null, n_faces: number, brightness: number | null,
 *   problems: string[]}} Look  `face`: left, top, width and height in pixels of the video; `brightness`: 0 to 255
 */

/**
 * Looks at a video's present picture.
 * @param {HTMLVideoElement} video that shows the camera's stream
 * @returns {Promise<Look>}
 */
export async function look(video) {
  const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
  canvas.getContext("2d")?.drawImage(video, 0, 0);
  const picture = await canvas.convertToBlob({ type: "image/jpeg", quality: QUALITY });
  return call("/api/captures/look", { method: "POST", body: picture });
}
