/**
 * Two-sided quantile of Student's t: the value that |T| stays below with the given probability. Found by bisection of the exact
 * distribution, which for a whole number of degrees of freedom is a finite sum (Abramowitz and Stegun, 26.7.3 and 26.7.4).
 * @param freedom degrees of freedom, a whole number from 1 on
 */
export function studentQuantile(probability: number, freedom: number): number {
  let [low, high] = [0, 1];
  while (within(high, freedom) < probability) high *= 2;
  for (let step = 0; step < 200 && high - low > 1e-12 * high; step++) {
    const middle = (low + high) / 2;
    if (within(middle, freedom) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Probability that |T| is below t. */
function within(t: number, freedom: number): number {
  const angle = Math.atan(t / Math.sqrt(freedom));
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
  const isOdd = freedom % 2 === 1;
  let [term, sum] = isOdd ? [cos, freedom > 1 ? cos : 0] : [1, 1];
  for (let k = isOdd ? 3 : 2; k <= freedom - 2; k += 2) {
    term *= (cos * cos * (k - 1)) / k;
    sum += term;
  }
  return isOdd ? (2 / Math.PI) * (angle + sin * sum) : sin * sum;
}
