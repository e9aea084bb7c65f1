/** A time of day in which nothing goes to a phone, by the clock where the phone is. May span midnight; none if both are the same. */
export interface QuietHours {
  /** `HH:MM`, the first minute that is quiet. */
  readonly from: string;
  /** `HH:MM`, the first minute that is not. */
  readonly to: string;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** Where a phone is taken to be of which nobody knows better. */
export const DEFAULT_ZONE = 'UTC';
/** `HH:MM`. */
export const TIME_OF_DAY = /^([01][0-9]|2[0-3]):[0-5][0-9]$/;

/**
 * When quiet hours that an instant lies in are over.
 *
 * @param zone - an IANA time zone; the clocks there may be turned within the quiet hours
 * @param at - milliseconds of the epoch
 * @returns the first instant from `at` on that is not quiet; undefined when `at` is not
 */
export function quietUntil(hours: QuietHours, zone: string, at: number): number | undefined {
  if (hours.from === hours.to) return undefined;
  const window = { from: minutesOf(hours.from) * MINUTE_MS, to: minutesOf(hours.to) * MINUTE_MS };
  if (!isQuiet(window, zone, at)) return undefined;
  let now = at;
  // Each turn of the clock within the quiet hours costs a round; there is hardly ever one, and never many.
  for (;;) {
    const end = now + ((window.to - timeOfDay(zone, now) + DAY_MS) % DAY_MS);
    const turned = clockTurnedAt(zone, now, end);
    now = turned ?? end;
    if (!isQuiet(window, zone, now)) return now;
  }
}

/** The longest that quiet hours can last: clocks may be put back by up to an hour within them. */
export function longestQuietMs({ from, to }: QuietHours): number {
  const length = (minutesOf(to) - minutesOf(from)) * MINUTE_MS;
  return (length > 0 ? length : length + DAY_MS) + HOUR_MS;
}

/** Whether a name is that of a time zone: one of IANA, not an offset, which knows no summer. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/.test(name)) return false;
  try {
    formatOf(name);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

interface Window {
  /** Milliseconds from midnight. */
  readonly from: number;
  readonly to: number;
}

function isQuiet({ from, to }: Window, zone: string, at: number): boolean {
  const time = timeOfDay(zone, at);
  return from < to ? time >= from && time < to : time >= from || time < to;
}

/** The first instant of (`from`, `to`] at which the clock shows another distance from UTC than at `from`, to the minute. */
function clockTurnedAt(zone: string, from: number, to: number): number | undefined {
  const before = offsetAt(zone, from);
  if (offsetAt(zone, to) === before) return undefined;
  let low = Math.floor(from / MINUTE_MS);
  let high = Math.ceil(to / MINUTE_MS);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(zone, middle * MINUTE_MS) === before) low = middle;
    else high = middle;
  }
  return high * MINUTE_MS;
}

function timeOfDay(zone: string, at: number): number {
  return (((at + offsetAt(zone, at)) % DAY_MS) + DAY_MS) % DAY_MS;
}

/** What the clock in a zone shows, less UTC, in milliseconds. */
export function offsetAt(zone: string, at: number): number {
  const second = Math.floor(at / 1_000) * 1_000;
  const shown: Record<string, number> = {};
  for (const { type, value } of formatOf(zone).formatToParts(second)) shown[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second: seconds = 0 } = shown;
  return Date.UTC(year, month - 1, day, hour, minute, seconds) - second;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** @throws RangeError when there is no such zone */
function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(zone, format);
  return format;
}

/** Minutes from midnight of a time of day that was checked when it came in. */
function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}
