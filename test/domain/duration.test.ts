import test from 'ava';
import { parseDuration } from '../../domain/duration.ts';

for (const [text, ms] of [
  ['PT24H', 86_400_000],
  ['P1W', 604_800_000],
  ['P1DT1H1M1S', 90_061_000],
  ['PT0S', 0],
] as const) {
  test(`${text} is ${ms} ms`, (t) => {
    t.is(parseDuration(text), ms);
  });
}

for (const text of ['', 'P', 'PT', 'P1D T1H', 'P1Y', 'P1M', '24H', 'PT1.5H', '-PT1H', 'PT1H ']) {
  test(`"${text}" is refused as a duration`, (t) => {
    t.throws(() => parseDuration(text), { instanceOf: RangeError });
  });
}
