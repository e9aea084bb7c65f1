import test from 'ava';
import { type BearerView, chooseBearer, chooseToGoOn } from '../../domain/attempt-plan.ts';
import type { PastAttempt, Send } from '../../domain/delivery.ts';
import { fc } from '../helpers/drawn-values.ts';

const MSISDN = '+358401234567';
const IMSI = '244051234567890';
const WAY = { kinds: ['smpp', 'pap'], msisdn: MSISDN, imsi: IMSI, lot: 0 };

function bearer(name: string, changes: Partial<BearerView> = {}): BearerView {
  return { name, kind: 'smpp', priority: 100, prefixes: [], networks: [], isPaused: false, isReady: true, ...changes };
}

const failed = (name: string, isRefused = false): PastAttempt => ({ bearer: name, isRefused });
const chosen = (bearers: readonly BearerView[], past: readonly PastAttempt[] = []): string => {
  const choice = chooseBearer(WAY, bearers, past);
  return choice.type === 'use' ? choice.bearer.name : choice.type === 'wait' ? choice.reason : choice.type;
};

test('kinds count in the order of the definition, then the longest prefix, then the lowest priority', (t) => {
  t.is(chosen([bearer('gateway', { kind: 'pap', priority: 1 }), bearer('smsc')]), 'smsc');
  t.is(chosen([bearer('any', { priority: 1 }), bearer('finland', { prefixes: ['+358'] })]), 'finland');
  t.is(chosen([bearer('all', { prefixes: ['+3', '+35'] }), bearer('mine', { prefixes: ['+46', '+358'] })]), 'mine');
  t.is(chosen([bearer('second', { priority: 20 }), bearer('first', { priority: 10 })]), 'first');
});

test('equals share the load', (t) => {
  const equals = [bearer('b'), bearer('a'), bearer('behind', { priority: 101 }), bearer('away', { isReady: false })];
  const names = [0, 1, 2, 3].map((lot) => {
    const choice = chooseBearer({ ...WAY, lot }, equals);
    return choice.type === 'use' ? choice.bearer.name : choice.type;
  });
  t.deepEqual(names, ['a', 'b', 'a', 'b']);
});

test('one that serves other numbers is never used', (t) => {
  t.is(chosen([bearer('sweden', { prefixes: ['+46'] })]), 'bearer_unavailable');
  t.is(chosen([]), 'bearer_unavailable');
  t.deepEqual(chooseBearer({ ...WAY, kinds: ['pap'] }, [bearer('smsc')]), {
    type: 'wait',
    reason: 'bearer_unavailable',
  });
});

test('one for the network of the phone comes before one for its number, which may have been ported', (t) => {
  const ported = bearer('by-number', { prefixes: ['+35840'], priority: 1 });
  t.is(chosen([ported, bearer('by-network', { networks: ['24491', '24405'] })]), 'by-network');
  t.is(chosen([ported, bearer('foreign', { networks: ['24007'] })]), 'by-number');
  t.is(chosen([bearer('both', { networks: ['24405'], prefixes: ['+46'] })]), 'bearer_unavailable');
});

test('a phone whose network is not known goes by no bearer that is for some networks only', (t) => {
  const [way, mine] = [{ ...WAY, imsi: null }, bearer('mine', { networks: ['24405'] })];
  t.deepEqual(chooseBearer(way, [mine]), { type: 'wait', reason: 'bearer_unavailable' });
  t.like(chooseBearer(way, [mine, bearer('any', { priority: 900 })]), { bearer: { name: 'any' } });
});

test('one that is paused or away is passed over, and waited for only when there is no other', (t) => {
  const [away, paused] = [
    bearer('away', { priority: 1, isReady: false }),
    bearer('paused', { priority: 2, isPaused: true }),
  ];
  t.is(chosen([away, paused, bearer('third')]), 'third');
  t.is(chosen([away, paused]), 'bearer_unavailable');
  t.is(chosen([paused]), 'bearer_paused');
});

test('each is tried once before one is tried again; one that refused for good never is', (t) => {
  const both = [bearer('first', { priority: 1 }), bearer('gateway', { kind: 'pap' })];
  t.is(chosen(both, [failed('first')]), 'gateway');
  t.is(chosen(both, [failed('first'), failed('gateway')]), 'first');
  t.is(chosen(both, [failed('first', true), failed('gateway')]), 'gateway');
  t.is(chosen(both, [failed('first', true), failed('gateway', true)]), 'none');
});

test('one bearer has as many attempts as the definition lets one have', (t) => {
  const way = { ...WAY, mostByOne: 2 };
  const [smsc, gateway] = [bearer('smsc'), bearer('gateway', { kind: 'pap' })];
  const twice = [failed('smsc'), failed('smsc')];
  t.like(chooseBearer(way, [smsc, gateway], twice), {
    bearer: gateway,
    passedOver: [{ bearer: 'smsc', why: 'used_up' }],
  });
  t.deepEqual(chooseBearer(way, [smsc], twice), { type: 'none', reason: 'attempts_exhausted' });
  t.deepEqual(chooseBearer(way, [smsc], [failed('smsc', true)]), { type: 'none', reason: 'bearer_refused' });
  const away = { ...gateway, isReady: false };
  t.deepEqual(chooseBearer(way, [smsc, away], twice), { type: 'wait', reason: 'bearer_unavailable' });
  t.like(chooseBearer(way, [smsc], [failed('smsc')]), { bearer: smsc });
});

const why = (bearers: readonly BearerView[], past: readonly PastAttempt[] = []) => {
  const choice = chooseBearer(WAY, bearers, past);
  if (choice.type !== 'use') return choice.reason;
  return [choice.bearer.name, choice.why, ...choice.passedOver.map((one) => `${one.bearer}: ${one.why}`)].join(', ');
};

test('it says why it chose, and why no other', (t) => {
  const a = bearer('a');
  t.is(why([a]), 'a, only_one');
  t.is(why([a, bearer('b', { isPaused: true })]), 'a, only_usable, b: paused');
  t.is(why([a, bearer('b', { isReady: false })], [failed('a')]), 'a, only_usable, b: unavailable');
  t.is(why([a, bearer('b')], [failed('b', true)]), 'a, only_usable, b: refused');
  t.is(why([a, bearer('b')], [failed('b')]), 'a, tries, b: tries');
  t.is(why([a, bearer('b', { kind: 'pap', priority: 1 })]), 'a, kind, b: kind');
  t.is(why([a, bearer('b', { networks: ['24405'] })]), 'b, network, a: network');
  t.is(why([a, bearer('b', { prefixes: ['+358'] })]), 'b, prefix, a: prefix');
  t.is(why([a, bearer('b', { priority: 1 })]), 'b, priority, a: priority');
  t.is(why([a, bearer('b')]), 'a, shared, b: shared');
  t.is(why([a, bearer('b'), bearer('c', { kind: 'pap' })]), 'a, shared, b: shared, c: kind');
  t.is(why([a, bearer('b', { prefixes: ['+46'] })]), 'a, only_one');
});

const BEARER = fc.record({
  name: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
  kind: fc.constantFrom('smpp' as const, 'pap' as const),
  priority: fc.integer({ min: 1, max: 3 }),
  prefixes: fc.subarray(['+3', '+358', '+46', '+35840']),
  networks: fc.subarray(['24405', '24491', '24007']),
  isPaused: fc.boolean(),
  isReady: fc.boolean(),
});
const BEARERS = fc.uniqueArray(BEARER, { selector: ({ name }) => name });
const PAST = fc.array(fc.record({ bearer: fc.constantFrom('a', 'b', 'c', 'd', 'e'), isRefused: fc.boolean() }));

test('what is used can be used, serves the number and has not refused; and something is used whenever it can be', (t) => {
  fc.assert(
    fc.property(BEARERS, PAST, (bearers, past) => {
      const usable = bearers.filter(
        ({ name, isReady, isPaused, prefixes, networks }) =>
          isReady &&
          !isPaused &&
          (prefixes.length === 0 || prefixes.some((prefix) => MSISDN.startsWith(prefix))) &&
          (networks.length === 0 || networks.includes('24405')) &&
          !past.some((one) => one.bearer === name && one.isRefused),
      );
      const choice = chooseBearer(WAY, bearers, past);
      return choice.type === 'use' ? usable.some(({ name }) => name === choice.bearer.name) : usable.length === 0;
    }),
  );
  t.pass();
});

test('every bearer that serves the number is the one that is used or is told of once, and none has more than its attempts', (t) => {
  fc.assert(
    fc.property(BEARERS, PAST, fc.integer({ min: 1, max: 3 }), fc.nat(), (bearers, past, mostByOne, lot) => {
      const choice = chooseBearer({ ...WAY, mostByOne, lot }, bearers, past);
      if (choice.type !== 'use') return true;
      const serving = bearers.filter(
        ({ prefixes, networks }) =>
          (prefixes.length === 0 || prefixes.some((prefix) => MSISDN.startsWith(prefix))) &&
          (networks.length === 0 || networks.includes('24405')),
      );
      const told = [choice.bearer.name, ...choice.passedOver.map((one) => one.bearer)].toSorted();
      t.deepEqual(told, serving.map(({ name }) => name).toSorted());
      return past.filter((one) => one.bearer === choice.bearer.name).length < mostByOne;
    }),
  );
});

test('the order in which bearers are listed decides nothing', (t) => {
  fc.assert(
    fc.property(BEARERS, PAST, fc.infiniteStream(fc.integer()), (bearers, past, dice) => {
      const shuffled = bearers.map((one) => ({ one, roll: dice.next().value })).toSorted((x, y) => x.roll - y.roll);
      t.deepEqual(
        chooseBearer(
          WAY,
          shuffled.map(({ one }) => one),
          past,
        ),
        chooseBearer(WAY, bearers, past),
      );
    }),
  );
});

const sent = (state: Send['state'], ageMs = 0) => ({ state, ageMs });
const goesOn = (bearers: readonly BearerView[], ...sends: Pick<Send, 'state' | 'ageMs'>[]): string => {
  const choice = chooseToGoOn({ bearer: 'own', sends }, WAY, bearers);
  return choice.type === 'use' ? choice.bearer.name : choice.type === 'wait' ? choice.reason : choice.type;
};

test('an attempt stays with its bearer while that is there', (t) => {
  t.is(goesOn([bearer('better', { priority: 1 }), bearer('own')], sent('unsent')), 'own');
});

test('without it, it goes on by another of its kind, unless a part was accepted already', (t) => {
  const gone = [bearer('own', { isReady: false }), bearer('other'), bearer('gateway', { kind: 'pap' })];
  t.is(goesOn(gone, sent('unsent'), sent('in_doubt')), 'other');
  t.is(goesOn(gone, sent('accepted'), sent('unsent')), 'bearer_unavailable');
  t.is(goesOn([bearer('own', { isPaused: true }), bearer('other')], sent('accepted')), 'bearer_paused');
});

test('it is given up for another way when nothing of it is out, its bearer was removed, or has been away for a minute', (t) => {
  const gateway = bearer('gateway', { kind: 'pap' });
  t.is(goesOn([gateway], sent('unsent')), 'none');
  t.is(goesOn([bearer('own', { isReady: false }), gateway], sent('unsent')), 'none');
  t.is(goesOn([bearer('own', { isReady: false }), gateway], sent('accepted', 59_000)), 'bearer_unavailable');
  t.is(goesOn([bearer('own', { isReady: false }), gateway], sent('accepted', 61_000)), 'none');
  t.is(goesOn([bearer('own', { isReady: false })], sent('unsent', 61_000)), 'bearer_unavailable');
});
