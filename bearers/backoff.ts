/**
 * How long to wait before the next connection.
 *
 * Evenly spread from `minMs` up to a ceiling that doubles with each failure in a row, so that many clients of an SMSC that
 * comes back do not all come at once. When the SMSC refuses our credentials, trying soon is no use and may lock the
 * account: then it is the upper half of the longest pause.
 *
 * @param failures - tries in a row that failed, from 1
 * @param random - 0 to 1
 */
export function reconnectDelay(
  { failures, isLasting }: { readonly failures: number; readonly isLasting: boolean },
  { minMs, maxMs }: { readonly minMs: number; readonly maxMs: number },
  random: number,
): number {
  const ceiling = isLasting ? maxMs : Math.min(maxMs, minMs * 2 ** Math.min(failures, 30));
  const floor = isLasting ? Math.max(minMs, maxMs / 2) : minMs;
  return Math.round(floor + random * (ceiling - floor));
}
