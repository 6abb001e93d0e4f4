/** Terraform in which nothing can be judged. */
export class NothingToJudgeError extends Error {
  override readonly name = 'NothingToJudgeError';
}
