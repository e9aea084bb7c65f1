/** Exponential with equal jitter: half the pause is certain, half is rolled. At least 1 ms, so that a wait is a wait. */
export function jitteredMs({
  first,
  longest,
  times,
  roll,
}: {
  first: number;
  longest: number;
  times: number;
  roll: number;
}): number {
  const full = Math.min(longest, first * 2 ** Math.min(times - 1, 20));
  return Math.max(1, Math.round(full / 2 + (full / 2) * roll));
}
