/** What the server tells of a session. Types only. */

/**
 * @typedef {{session: string, state: string, segment: number, next_sequence: number, clip: string | null, take: number,
 *   position: number, clips: number, ended: string, consented: boolean, camera: boolean, language: string}} Course
 * @typedef {{instructions: string, neutralisation: string, payment: string, debrief: string, paid_in_full: string}} Texts
 * @typedef {{name: string, question: string, answers: string[]}} Question
 * @typedef {{consent: {title: string, text: string, digest: string, items: {name: string, text: string}[]},
 *   languages: string[], texts: Record<string, Texts>, questions: Record<string, Question[]>,
 *   clips: Record<string, {url: string, seconds: number}>, baseline_s: number, rest_s: number, emotions: string[],
 *   not_emotional: string[], review_board: string}} Script
 * @typedef {string | number | boolean | null} Plain
 * @typedef {{sequence: number, monotonic_ms: number, wall_time: string, kind: string, clip: string | null,
 *   take: number | null, frame: number | null, data: Record<string, Plain>}} SentEvent
 */

export {};
