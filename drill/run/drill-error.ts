/** The site did not come up, or the drill could not go on. */
export class DrillError extends Error {
  override readonly name = 'DrillError';
}
