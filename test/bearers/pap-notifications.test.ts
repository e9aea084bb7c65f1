import test from 'ava';
import type { PapEvent } from '../../bearers/pap/gateway-event.ts';
import { createPapNotifications } from '../../bearers/pap/notifications.ts';
import { parsePapStrictly } from '../../codecs/pap-read.ts';
import type { BearerReceipt } from '../../domain/bearer.ts';
import { fc } from '../helpers/drawn-values.ts';

const TOKEN = 'a-token-of-128-bits';
const PUSH_ID = 'order-1.1@wsi.example';

/** A notification as a gateway writes it, by hand. */
function notification({
  pushId = PUSH_ID,
  state = 'delivered',
  code = '1000',
  address = 'WAPPUSH=+447700900123/TYPE=PLMN',
} = {}) {
  const inside = address === '' ? '' : `<address address-value="${address}"/>`;
  return Buffer.from(
    `<?xml version="1.0"?><!DOCTYPE pap PUBLIC "-//WAPFORUM//DTD PAP 1.0//EN" "http://www.wapforum.org/DTD/pap_1.0.dtd"><pap><resultnotification-message push-id="${pushId}" message-state="${state}" code="${code}">${inside}</resultnotification-message></pap>`,
  );
}

function world({
  credentials = { token: TOKEN },
  keep = async () => undefined,
}: {
  credentials?: { token?: string; basic?: string };
  keep?: () => Promise<void>;
} = {}) {
  const receipts: BearerReceipt[] = [];
  const events: PapEvent[] = [];
  const take = createPapNotifications(
    { name: 'pap', initiator: 'wsi.example', credentials },
    {
      log: (event) => events.push(event),
      listener: {
        async receiptArrived(receipt) {
          await keep();
          receipts.push(receipt);
        },
      },
    },
  );
  return { take, receipts, events };
}

test('a notification becomes a receipt of the push that it names, and is acknowledged with its push id', async (t) => {
  const { take, receipts } = world();
  const answer = await take({ token: TOKEN, body: notification() });
  t.is(answer.status, 202);
  t.is(answer.headers['content-type'], 'application/xml');
  t.deepEqual(parsePapStrictly(answer.body), {
    type: 'resultnotification-response',
    pushId: PUSH_ID,
    code: 1000,
    address: 'WAPPUSH=+447700900123/TYPE=PLMN',
  });
  t.deepEqual(receipts, [{ bearer: 'pap', messageId: PUSH_ID, state: 'delivered', error: '' }]);
});

test('a notification of a failure carries its code, and needs no address', async (t) => {
  const { take, receipts } = world();
  const { body } = await take({ token: TOKEN, body: notification({ state: 'aborted', code: '5027', address: '' }) });
  t.deepEqual(parsePapStrictly(body), { type: 'resultnotification-response', pushId: PUSH_ID, code: 1000 });
  t.deepEqual(receipts, [{ bearer: 'pap', messageId: PUSH_ID, state: 'rejected', error: '5027' }]);
});

test('a notification that comes twice is two receipts: whether it is news, the listener knows', async (t) => {
  const { take, receipts } = world();
  for (const _ of [1, 2]) t.is((await take({ token: TOKEN, body: notification() })).status, 202);
  t.is(receipts.length, 2);
  t.deepEqual(receipts[0], receipts[1]);
});

test('a notification that was not kept is not acknowledged', async (t) => {
  const { take, events } = world({ keep: () => Promise.reject(new Error('SECRET')) });
  const { status, body } = await take({ token: TOKEN, body: notification() });
  t.is(status, 503);
  t.like(parsePapStrictly(body), { type: 'resultnotification-response', code: 3000 });
  t.deepEqual(events, [{ event: 'pap.notification_not_kept', bearer: 'pap' }]);
});

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
const both = { token: TOKEN, basic: 'ppg:p:w' };
for (const [title, credentials, request, status] of [
  ['no token', { token: TOKEN }, {}, 404],
  ['a wrong token', { token: TOKEN }, { token: 'another' }, 404],
  ['an empty token', { token: TOKEN }, { token: '' }, 404],
  ['no user', { basic: 'ppg:pw' }, {}, 401],
  ['a wrong password', { basic: 'ppg:pw' }, { authorization: basic('ppg:wp') }, 401],
  ['another scheme', { basic: 'ppg:pw' }, { authorization: 'Bearer ppg:pw' }, 401],
  ['a password that is no Base64', { basic: 'ppg:pw' }, { authorization: 'Basic ppg:pw' }, 401],
  ['the token and no user', both, { token: TOKEN }, 401],
  ['the user and no token', both, { authorization: basic('ppg:p:w') }, 404],
] as const) {
  test(`a forged notification with ${title} is answered ${status} and leaves nothing`, async (t) => {
    const { take, receipts, events } = world({ credentials });
    const answer = await take({ ...request, body: notification() });
    t.is(answer.status, status);
    t.is(answer.body, '');
    t.is('www-authenticate' in answer.headers, status === 401);
    t.deepEqual([receipts, events], [[], []]);
  });
}

test('the right user, and the right token and user, are let in', async (t) => {
  const { take, receipts } = world({ credentials: { basic: 'ppg:p:w' } });
  t.is((await take({ authorization: basic('ppg:p:w'), body: notification() })).status, 202);
  const second = world({ credentials: both });
  t.is((await second.take({ token: TOKEN, authorization: basic('ppg:p:w'), body: notification() })).status, 202);
  t.is(receipts.length + second.receipts.length, 2);
});

for (const credentials of [{}, { token: '' }, { basic: '' }]) {
  test(`notifications without credentials are not taken at all: ${JSON.stringify(credentials)}`, (t) => {
    t.throws(() => world({ credentials }), { instanceOf: RangeError });
  });
}

for (const pushId of [
  'order-1.1@other.example',
  'order-1.1@wsixexample',
  'order-1.1',
  'a b@wsi.example',
  `${'x'.repeat(65)}@wsi.example`,
]) {
  test(`a notification for ${pushId.slice(0, 30)} is for none of our pushes`, async (t) => {
    const { take, receipts, events } = world();
    const answer = await take({ token: TOKEN, body: notification({ pushId }) });
    t.is(answer.status, 202);
    t.like(parsePapStrictly(answer.body), { type: 'resultnotification-response', pushId, code: 2004 });
    t.is(receipts.length, 0);
    t.deepEqual(events, [{ event: 'pap.notification_refused', bearer: 'pap', status: 2004 }]);
  });
}

for (const [title, body] of [
  ['nothing', Buffer.alloc(0)],
  ['no XML', Buffer.from('SECRET')],
  ['octets that are no UTF-8', Buffer.of(0xff, 0xfe, 0x3c)],
  ['another message of PAP', Buffer.from('<pap><cancel-message push-id="SECRET"/></pap>')],
  ['an entity', Buffer.from('<!DOCTYPE pap [<!ENTITY x SYSTEM "file:///etc/passwd">]><pap>&x;</pap>')],
  ['a notification without a state', Buffer.from('<pap><resultnotification-message push-id="a@b" code="1000"/></pap>')],
] as const) {
  test(`${title} is answered as a bad message, and nothing of it comes back`, async (t) => {
    const { take, receipts, events } = world();
    const answer = await take({ token: TOKEN, body });
    t.is(answer.status, 202);
    t.deepEqual(parsePapStrictly(answer.body), { type: 'badmessage-response', code: 2000, fragment: '' });
    t.is(receipts.length, 0);
    t.deepEqual(events, [{ event: 'pap.notification_refused', bearer: 'pap', status: 2000 }]);
  });
}

test('a body beyond all notifications is not read', async (t) => {
  const { take, receipts } = world();
  t.is((await take({ token: TOKEN, body: Buffer.alloc(65_537, 0x20) })).status, 413);
  t.is(receipts.length, 0);
});

test('no octets whatever make the reader fail', async (t) => {
  const { take } = world();
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.uint8Array({ maxLength: 8 }), async (at, inserted) => {
      const octets = notification();
      const cut = at % octets.length;
      const body = Buffer.concat([octets.subarray(0, cut), inserted, octets.subarray(cut)]);
      t.is((await take({ token: TOKEN, body })).status, 202);
    }),
    { numRuns: 300 },
  );
});
