/** What Chromium's workers have and TypeScript's library does not name yet. */

interface MediaStreamTrack extends EventTarget {
  readonly id: string;
  readonly kind: string;
  readonly readyState: "live" | "ended";
  stop(): void;
}

interface MediaStreamTrackProcessorInit {
  track: MediaStreamTrack;
}
