import test from 'ava';
import { isTimeZone, longestQuietMs, type QuietHours, quietUntil } from '../../domain/quiet-hours.ts';
import { fc } from '../helpers/drawn-values.ts';

const MINUTE_MS = 60_000;

/** What a clock on the wall shows, by another way than the code's. */
function clock(zone: string, at: number): string {
  const known = clocks.get(zone) ?? new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeStyle: 'short' });
  clocks.set(zone, known);
  return known.format(at);
}
const clocks = new Map<string, Intl.DateTimeFormat>();

function isInside({ from, to }: QuietHours, time: string): boolean {
  return from < to ? time >= from && time < to : time >= from || time < to;
}

const until = (hours: QuietHours, zone: string, at: string): string | undefined => {
  const end = quietUntil(hours, zone, Date.parse(at));
  return end === undefined ? undefined : new Date(end).toISOString().replace('.000', '');
};

const NIGHT = { from: '22:00', to: '07:00' };

for (const [what, hours, zone, at, expected] of [
  ['before midnight', NIGHT, 'Europe/Helsinki', '2026-01-10T20:30:00Z', '2026-01-11T05:00:00Z'],
  ['after midnight', NIGHT, 'Europe/Helsinki', '2026-01-11T01:00:00Z', '2026-01-11T05:00:00Z'],
  ['in the first minute', NIGHT, 'Europe/Helsinki', '2026-01-10T20:00:00Z', '2026-01-11T05:00:00Z'],
  ['a second before', NIGHT, 'Europe/Helsinki', '2026-01-10T19:59:59Z', undefined],
  ['when they end', NIGHT, 'Europe/Helsinki', '2026-01-11T05:00:00Z', undefined],
  ['by day', NIGHT, 'Europe/Helsinki', '2026-01-11T12:00:00Z', undefined],
  ['at noon', { from: '12:00', to: '13:30' }, 'Asia/Kathmandu', '2026-01-11T06:30:00Z', '2026-01-11T07:45:00Z'],
  ['where it is another day', NIGHT, 'Pacific/Auckland', '2026-01-10T12:00:00Z', '2026-01-10T18:00:00Z'],
  ['while clocks go forward', NIGHT, 'Europe/Helsinki', '2026-03-28T21:00:00Z', '2026-03-29T04:00:00Z'],
  ['while clocks go back', NIGHT, 'Europe/Helsinki', '2026-10-24T20:00:00Z', '2026-10-25T05:00:00Z'],
  // 03:00 is followed by 04:00: the end at 03:30 is not shown by any clock.
  [
    'that end in an hour that is left out',
    { from: '22:00', to: '03:30' },
    'Europe/Helsinki',
    '2026-03-28T22:00:00Z',
    '2026-03-29T01:00:00Z',
  ],
  // 03:30 comes twice; the first one ends the quiet, the hour after it is shown again.
  [
    'that end in an hour that comes twice',
    { from: '22:00', to: '03:30' },
    'Europe/Helsinki',
    '2026-10-24T22:00:00Z',
    '2026-10-25T00:30:00Z',
  ],
  [
    'in the second of two hours',
    { from: '22:00', to: '03:30' },
    'Europe/Helsinki',
    '2026-10-25T01:10:00Z',
    '2026-10-25T01:30:00Z',
  ],
  [
    'where midnight is left out',
    { from: '22:00', to: '00:30' },
    'America/Santiago',
    '2026-09-06T03:30:00Z',
    '2026-09-06T04:00:00Z',
  ],
  [
    'where clocks are turned by half an hour',
    { from: '22:00', to: '02:15' },
    'Australia/Lord_Howe',
    '2026-10-03T14:00:00Z',
    '2026-10-03T15:30:00Z',
  ],
] as const) {
  test(`quiet hours ${what} are over when the clock there says so`, (t) => {
    t.is(until(hours, zone, at), expected);
  });
}

const ZONES = [
  'UTC',
  'Europe/Helsinki',
  'Europe/Dublin',
  'America/New_York',
  'America/Santiago',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'Asia/Kathmandu',
  'Asia/Beirut',
  'Pacific/Apia',
];

const time = fc
  .integer({ min: 0, max: 1_439 })
  .map((m) => `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`);
const hours = fc.record({ from: time, to: time }).filter(({ from, to }) => from !== to);

/** Instants of two years, half of them within a day of a turn of the clocks somewhere. */
const TURNS = [
  '2026-03-08T07:00Z',
  '2026-03-29T01:00Z',
  '2026-04-04T15:00Z',
  '2026-09-06T04:00Z',
  '2026-10-25T01:00Z',
  '2026-11-01T06:00Z',
];
const instant = fc.oneof(
  fc.integer({ min: Date.parse('2026-01-01'), max: Date.parse('2027-12-31') }),
  fc
    .tuple(fc.constantFrom(...TURNS.map((text) => Date.parse(text))), fc.integer({ min: -86_400_000, max: 43_200_000 }))
    .map(([turn, ahead]) => turn + ahead),
);

test('what waits for the end of quiet hours waits as long as they are, not shorter and not longer', (t) => {
  fc.assert(
    fc.property(hours, fc.constantFrom(...ZONES), instant, (quiet, zone, at) => {
      const end = quietUntil(quiet, zone, at);
      if (end === undefined) return !isInside(quiet, clock(zone, at));
      if (isInside(quiet, clock(zone, end)) || end <= at || end - at > longestQuietMs(quiet)) return false;
      // Every minute until then is quiet, and so is the last instant.
      for (let minute = at; minute < end; minute += MINUTE_MS) if (!isInside(quiet, clock(zone, minute))) return false;
      return isInside(quiet, clock(zone, end - 1));
    }),
    { numRuns: 150 },
  );
  t.pass();
});

for (const [name, isZone] of [
  ['Europe/Helsinki', true],
  ['America/Argentina/Buenos_Aires', true],
  ['UTC', true],
  ['Etc/GMT+3', true],
  ['Mars/Olympus', false],
  ['+03:00', false],
  ['', false],
  ['Europe/Helsinki ', false],
] as const) {
  test(`"${name}" is ${isZone ? 'a' : 'no'} time zone`, (t) => {
    t.is(isTimeZone(name), isZone);
  });
}
