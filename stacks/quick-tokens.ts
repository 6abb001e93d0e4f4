/**
 * cdktf records a stack trace for every token, which takes more than a third of a large synthesis and shows only in the
 * text of resolution errors (docs/decisions). Replacing the function before any construct exists turns it off; where the
 * framework keeps it elsewhere, synthesis is slower and otherwise the same.
 */
export function quickTokens(): void {
  try {
    const module: { captureStackTrace: () => string[] } = require('cdktf/lib/tokens/private/stack-trace');
    module.captureStackTrace = () => [];
  } catch {
    // Another version of the framework: nothing to gain, nothing lost.
  }
}
