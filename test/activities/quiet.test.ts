import test from 'ava';
import { createDeliver } from '../../activities/deliver.ts';
import { heldBack } from '../../activities/quiet.ts';
import type { Send } from '../../domain/delivery.ts';
import { DEFAULT_SETTINGS } from '../../domain/tenant.ts';

const KEY = { orderId: '00000000-0000-4000-8000-000000000001', run: 1, attempt: 1 };
const HOUR_MS = 3_600_000;
const timeOfDay = (hours: number): string => new Date(Date.now() + hours * HOUR_MS).toISOString().slice(11, 16);
const NIGHT = { from: timeOfDay(-1), to: timeOfDay(2) };
const DAY = { from: timeOfDay(2), to: timeOfDay(3) };

const unused = () => Promise.reject(new Error('Not part of this'));

function createWaits(zone = 'UTC') {
  const put: unknown[] = [];
  const waits = {
    zoneOf: async () => zone,
    putOff: async (_: unknown, wait: { until: Date }) => void put.push(wait.until.toISOString().slice(11, 16)),
  };
  return { waits, put };
}

test('what would go in the night of a phone waits for the end of it, which the order shows', async (t) => {
  const { waits, put } = createWaits();
  const held = await heldBack({ waits }, KEY, { hours: NIGHT, state: null });
  t.like(held, { type: 'put_off', reason: 'quiet_hours' });
  t.true((held?.ms ?? 0) > HOUR_MS && (held?.ms ?? 0) <= 2 * HOUR_MS);
  t.deepEqual(put, [NIGHT.to]);
});

test('by day, where the phone is, and without quiet hours, nothing waits', async (t) => {
  const { waits, put } = createWaits('Asia/Kathmandu');
  t.is(await heldBack({ waits }, KEY, { hours: NIGHT, state: null }), undefined);
  t.is(await heldBack({ waits }, KEY, { hours: DAY, zone: 'UTC', state: null }), undefined);
  t.is(await heldBack({ waits }, KEY, { hours: undefined, state: null }), undefined);
  t.deepEqual(put, []);
});

const send = (part: number, state: Send['state']): Send => ({
  id: String(part),
  part,
  exposure: 1,
  state,
  status: null,
  ageMs: 0,
});

/** Goes on with an attempt of two parts, at night, with no bearer there. */
async function proceed(...sends: readonly Send[]): Promise<unknown> {
  const order = {
    run: 1,
    state: 'delivering',
    kind: 'bootstrap',
    attemptOutcome: 'open',
    attemptBearer: 'smpp',
    document: {},
    sends,
    past: [],
    policy: { quiet: NIGHT, inDoubtMs: 1 },
    timeZone: 'UTC',
    pinWay: null,
    context: null,
    fallback: null,
    carrier: null,
    device: { msisdn: '+358401234567', imsi: null, bearers: null, model: null },
    definition: { delivery: { bearers: ['smpp'] } },
  };
  const journal = { load: async () => order as never, show: async () => {}, record: unused, doubt: unused };
  const deliver = createDeliver({
    journal: {
      ...journal,
      openAttempt: unused,
      openSends: unused,
      failAttempt: unused,
      queue: unused,
      waiting: unused,
    },
    tenants: { find: async () => ({ suspended: false, settings: DEFAULT_SETTINGS }), rights: unused },
    contexts: { known: unused },
    receipts: { matchParked: unused },
    runs: { tell: () => {} },
    bearers: { views: () => [] },
    waits: createWaits().waits,
    publicUrl: 'https://links.example',
    paces: { take: unused },
    sendParts: unused,
    tellPin: unused,
    turnLeaseSeconds: 900,
    reached: () => {},
  });
  return deliver(KEY);
}

test('an attempt of which nothing is out waits for the morning, and one of which something is goes on', async (t) => {
  t.like(await proceed(send(1, 'unsent'), send(2, 'refused')), { type: 'put_off', reason: 'quiet_hours' });
  t.like(await proceed(send(1, 'accepted'), send(2, 'unsent')), { type: 'stalled', reason: 'bearer_unavailable' });
});
