/**
 * How long each program on a request's way waits for the next one's answer, seconds. Each waits longer than the one behind
 * it, so that the innermost gives up first and its answer (a 504, an error page) reaches the visitor; with less, what is
 * nearly done is thrown away, and may be asked for once more.
 */
export const ANSWER_WITHIN_S = {
  /** A request that takes longer than this is ended by the application's server. */
  application: 60,
  webServer: 65,
  /** nginx before an Apache that no balancer stands before. */
  front: 68,
  pageCache: 70,
  balancer: 80,
} as const;

/**
 * For how long after it has begun with a request the page cache tries another web node, seconds: enough for one that does not
 * answer, or three. Later, the node had begun to work.
 */
export const TRY_AGAIN_WITHIN_S = 5;

/**
 * Bytes of one header line, and of a request line, that every hop takes. All headers together have to fit into haproxy's
 * buffer, 15 KiB.
 */
export const HEADER_BYTES = 16_380;
