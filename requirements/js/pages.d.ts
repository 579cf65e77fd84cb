/** What Chromium's pages have and TypeScript's library does not name yet. */

interface MediaStreamTrackProcessor<T = VideoFrame> {
  readonly readable: ReadableStream<T>;
}

interface MediaStreamTrackProcessorInit {
  track: MediaStreamTrack;
  maxBufferSize?: number;
}

declare var MediaStreamTrackProcessor: {
  prototype: MediaStreamTrackProcessor;
  new (init: MediaStreamTrackProcessorInit): MediaStreamTrackProcessor;
};

/** Frames of a track since it began. */
interface MediaStreamTrackVideoStats {
  readonly deliveredFrames: number;
  readonly discardedFrames: number;
  readonly totalFrames: number;
}

interface MediaStreamTrack {
  readonly stats?: MediaStreamTrackVideoStats;
}
