import test from 'ava';
import { createDeliver } from '../../activities/deliver.ts';
import { createTellPin } from '../../activities/tell-pin.ts';

const KEY = { orderId: '00000000-0000-4000-8000-000000000001', run: 2 };

const unused = () => Promise.reject(new Error('Not part of this'));

function createWorld(
  outcome: 'sent' | 'refused' | 'unsent' | 'over',
  { pin = true, expiresAt = '2999-01-01T00:00:00Z' } = {},
) {
  const sent: unknown[] = [];
  const told: unknown[] = [];
  const due = { tenantId: 'acme', msisdn: '+358401234567', imsi: null, pin: '40718263', language: 'fi', expiresAt };
  const tellPin = createTellPin({
    pins: { toSend: async () => (pin ? due : undefined), told: async (key) => void told.push(key) },
    sendText: async (to, text) => {
      sent.push([to, text]);
      return outcome;
    },
  });
  return { tellPin, sent, told };
}

test('a PIN goes in the language of its user, as a text of its own', async (t) => {
  const { tellPin, sent, told } = createWorld('sent');
  t.is(await tellPin(KEY), 'done');
  const text = 'Puhelimeesi tulevien asetusten PIN on 40718263.';
  t.deepEqual(sent, [
    [
      { ...KEY, tenantId: 'acme', number: 0, msisdn: '+358401234567', imsi: null },
      { kind: 'pin', sequence: 1, text },
    ],
  ]);
  t.deepEqual(told, [KEY]);
});

test('where no PIN is to be sent, none is', async (t) => {
  const { tellPin, sent } = createWorld('sent', { pin: false });
  t.is(await tellPin(KEY), 'done');
  t.deepEqual(sent, []);
});

test('a PIN that cannot be sent now is sent later, while the order lasts', async (t) => {
  await t.throwsAsync(createWorld('unsent').tellPin(KEY), { message: /now/ });
  const { tellPin, told } = createWorld('unsent', { expiresAt: '2001-01-01T00:00:00Z' });
  t.is(await tellPin(KEY), 'refused');
  t.deepEqual(told, []);
});

test('the PIN of an order that is cancelled or has ended is not sent, and not said to be', async (t) => {
  const { tellPin, told } = createWorld('over');
  t.is(await tellPin(KEY), 'done');
  t.deepEqual(told, []);
});

test('a document whose PIN is refused on its way is of no use: the order fails', async (t) => {
  const { tellPin } = createWorld('refused');
  const order = {
    run: 2,
    state: 'delivering',
    attemptOutcome: 'submitted',
    evidence: 'submitted',
    pinWay: 'sms',
    carrier: null,
  };
  const deliver = createDeliver({
    journal: {
      load: async () => order as never,
      openAttempt: unused,
      openSends: unused,
      record: unused,
      doubt: unused,
      failAttempt: unused,
      show: async () => {},
      queue: unused,
      waiting: unused,
    },
    tenants: { find: unused, rights: unused },
    receipts: { matchParked: unused },
    runs: { tell: () => {} },
    bearers: { views: () => [] },
    contexts: { known: unused },
    publicUrl: 'https://links.example',
    waits: { zoneOf: unused, putOff: unused },
    paces: { take: unused },
    sendParts: unused,
    tellPin,
    turnLeaseSeconds: 900,
    reached: () => {},
  });
  t.deepEqual(await deliver({ ...KEY, attempt: 1 }), {
    type: 'attempt_failed',
    attempt: 1,
    permanent: true,
    reason: 'user_unreachable',
  });
});
