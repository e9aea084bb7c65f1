const FORM = /^P(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?=\d)(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,9})S)?)?$/;
const SECONDS = [604_800, 86_400, 3_600, 60, 1] as const;

/**
 * Reads an ISO 8601 duration of weeks, days, hours, minutes and seconds. Years and months are refused: their length
 * depends on the calendar.
 *
 * @returns milliseconds
 * @throws RangeError when the text is no such duration
 */
export function parseDuration(text: string): number {
  const match = FORM.exec(text);
  const units = match?.slice(1) ?? [];
  if (units.every((unit) => unit === undefined)) {
    throw new RangeError('Cannot read duration: expected ISO 8601 weeks, days or time such as PT48H');
  }
  return units.reduce((sum, unit, i) => sum + Number(unit ?? 0) * (SECONDS[i] ?? 0) * 1_000, 0);
}
