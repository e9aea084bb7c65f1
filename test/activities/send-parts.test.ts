import test from 'ava';
import { createSendParts, type SendParts } from '../../activities/send-parts.ts';
import type { Bearer, OutgoingPart, OutgoingPush, PushBearer } from '../../domain/bearer.ts';
import type { DeliveryCase, StoredDocument } from '../../domain/delivery.ts';

const KEY = { orderId: '0b9e1a52-6d1c-4d8e-9a57-1f4f5a3e9c10', run: 2, attempt: 3 };
const DOCUMENT: StoredDocument = {
  push: new Uint8Array(200).fill(7),
  reference: 9,
  partCount: 2,
  context: null,
  signed: null,
};
const PLANNED = [1, 2].map((part) => ({ id: `send-${part}`, part, exposure: 1, reference: part }));
const ORDER = {
  tenantId: 'acme',
  device: { msisdn: '+358401234567' },
  policy: { acknowledgementMs: 90_500 },
} as DeliveryCase;

const never = () => Promise.reject(new Error('Not to be called'));

/** An SMSC and a gateway that take everything, and what they got. */
function world() {
  const parts: OutgoingPart[] = [];
  const pushes: OutgoingPush[] = [];
  const smsc: Bearer = {
    kind: 'smpp',
    name: 'smsc',
    ready: () => true,
    async submit(part) {
      parts.push(part);
      return { type: 'accepted', messageId: String(part.reference) };
    },
  };
  const gateway: PushBearer = {
    kind: 'pap',
    name: 'gateway',
    ready: () => true,
    async submit(push) {
      pushes.push(push);
      return { type: 'accepted', messageId: `${push.id}@us` };
    },
    query: never,
    cancel: never,
  };
  const bearers = new Map<string, Bearer | PushBearer>([
    ['smsc', smsc],
    ['gateway', gateway],
  ]);
  const remembered: string[] = [];
  const pool = { find: (name: string) => bearers.get(name) };
  const send: SendParts = createSendParts(pool, (_part, { id }) => void remembered.push(id));
  return { send, parts, pushes, remembered };
}

test('an SMSC gets a document in parts, each told whose it is and for how long to try', async (t) => {
  const { send, parts, remembered } = world();
  const sent = await send('smsc', { key: KEY, order: ORDER, document: DOCUMENT, sends: PLANNED });
  t.deepEqual(
    sent.map(({ part, result }) => [part, result.id, result.state]),
    [
      [1, 'send-1', 'accepted'],
      [2, 'send-2', 'accepted'],
    ],
  );
  t.deepEqual(remembered, ['send-1', 'send-2']);
  t.deepEqual(
    parts.map(({ tenantId, moreToSend, validitySeconds }) => ({ tenantId, moreToSend, validitySeconds })),
    [
      { tenantId: 'acme', moreToSend: true, validitySeconds: 91 },
      { tenantId: 'acme', moreToSend: false, validitySeconds: 91 },
    ],
  );
});

test('a gateway gets it whole, under a name that another send of the same attempt has too', async (t) => {
  const { send, pushes } = world();
  const [first] = PLANNED;
  const input = { key: KEY, order: ORDER, document: DOCUMENT, sends: first === undefined ? [] : [first] };
  await send('gateway', input);
  await send('gateway', { ...input, sends: input.sends.map((one) => ({ ...one, id: 'again', exposure: 2 })) });
  t.like(pushes[0], { tenantId: 'acme', destination: '+358401234567', push: DOCUMENT.push, validitySeconds: 91 });
  t.is(pushes[0]?.id, pushes[1]?.id);
  await send('gateway', { ...input, key: { ...KEY, attempt: 4 } });
  t.not(pushes[2]?.id, pushes[0]?.id);
});

test('to a bearer that was removed nothing was sent', async (t) => {
  const { send } = world();
  const sent = await send('gone', { key: KEY, order: ORDER, document: DOCUMENT, sends: PLANNED });
  t.deepEqual(
    sent.map(({ result }) => result.state),
    ['unsent', 'unsent'],
  );
});
