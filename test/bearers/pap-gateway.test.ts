import { once } from 'node:events';
import { type AddressInfo, createServer as createNetServer, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import test from 'ava';
import { createPapNotifications } from '../../bearers/pap/notifications.ts';
import { parsePapStrictly } from '../../codecs/pap-read.ts';
import { formatPap } from '../../codecs/pap-write.ts';
import type { ReceiptState, SubmitOutcome } from '../../domain/bearer.ts';
import { findFreePort } from '../../launcher/ports.ts';
import { parseMediaType, parseMultipart } from '../../simulator/ppg-multipart.ts';
import { testWireContract } from './bearer-contract.ts';
import {
  type Answer,
  acceptPush,
  DOCUMENT,
  eventually,
  type FakePpg,
  openGateway,
  push,
  pushIdIn,
  pushResponse,
  soon,
  startPpg,
} from './pap-world.ts';

const MESSAGE_ID = 'order-1.1@dm-wsi';

/** A submission taken apart. */
function partsOf({ headers, body }: FakePpg['seen'][number]) {
  const [root, content] = parseMultipart(parseMediaType(headers['content-type'] ?? ''), body);
  const control = parsePapStrictly(root?.octets.toString('utf8') ?? '');
  return { control, content, type: content?.headers.get('content-type') };
}

function refusePush({ body }: { readonly body: Buffer }): Answer {
  return { body: pushResponse(pushIdIn(body), 2002) };
}

testWireContract('The PAP bearer', {
  cargo: push,
  octets: DOCUMENT,
  createWorld: async (t, listener) => {
    const ppg = await startPpg(t);
    const bearer = openGateway(t, ppg.port, { responseTimeoutMs: 5_000, reconnect: { minMs: 60_000, maxMs: 60_000 } });
    const notifications = createPapNotifications(
      { name: bearer.name, initiator: 'dm-wsi', credentials: { token: 'secret' } },
      { listener, log: () => undefined },
    );
    return {
      bearer,
      received: () =>
        ppg.seen.map((seen) => ({
          destination: /WAPPUSH=(\+\d+)/.exec(seen.body.toString('latin1'))?.[1] ?? '',
          octets: Uint8Array.from(partsOf(seen).content?.octets ?? []),
        })),
      behave(how) {
        ppg.answerWith({ accept: acceptPush, refuse: refusePush, silent: () => 'never' as const }[how]);
      },
      goAway: async () => {
        await ppg.stop();
        // There is no connection whose end could tell: the first try does.
        await bearer.submit(push, soon);
      },
      async report(messageId, state) {
        const pushId = messageId.includes('@') ? messageId : `${messageId}@dm-wsi`;
        const body = formatPap({ type: 'resultnotification-message', pushId, address: 'x', state, code: 1000 });
        const { status } = await notifications({ token: 'secret', body: Buffer.from(body) });
        return status === 202 ? 'acknowledged' : 'refused';
      },
    };
  },
});

test('a push is posted with its control entity, its content and nothing that could leak into it', async (t) => {
  const ppg = await startPpg(t);
  const gateway = openGateway(t, ppg.port, {
    user: 'wsi',
    password: 'p:w',
    addressHost: 'ppg.example',
    initiator: 'wsi.example',
    notifyTo: 'https://wsi.example/n/t0ken',
    priority: 'high',
    network: 'GSM',
    bearer: 'SMS',
  });
  const before = Math.floor(Date.now() / 1_000) * 1_000;
  const options = { validitySeconds: 3_600, replaces: 'old@wsi.example', initiatorUri: 'https://a.example' };
  t.deepEqual(await gateway.submit({ ...push, ...options }, soon), {
    type: 'accepted',
    messageId: 'order-1.1@wsi.example',
  });
  const [seen] = ppg.seen;
  t.is(`${seen?.method} ${seen?.path}`, 'POST /wappush');
  const names = (seen?.rawHeaders ?? []).filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase());
  t.deepEqual(names.toSorted(), ['accept', 'authorization', 'connection', 'content-length', 'content-type', 'host']);
  t.is(seen?.headers.authorization, `Basic ${btoa('wsi:p:w')}`);
  const { control, content, type } = partsOf(seen!);
  t.is(type, 'application/vnd.wap.connectivity-wbxml; SEC=1; MAC=0123456789ABCDEF0123456789ABCDEF01234567');
  t.is(content?.headers.get('x-wap-initiator-uri'), 'https://a.example');
  t.like(control, {
    type: 'push-message',
    pushId: 'order-1.1@wsi.example',
    addresses: ['WAPPUSH=+447700900123/TYPE=PLMN@ppg.example'],
    qualityOfService: {
      deliveryMethod: 'unconfirmed',
      priority: 'high',
      network: 'GSM',
      networkRequired: true,
      bearer: 'SMS',
      bearerRequired: true,
    },
    notifyTo: 'https://wsi.example/n/t0ken',
    replacePushId: 'old@wsi.example',
    replaceMethod: 'pending-only',
  });
  const until = control.type === 'push-message' ? (control.deliverBefore?.getTime() ?? 0) : 0;
  t.true(until >= before + 3_600_000 && until <= Date.now() + 3_600_000);
});

test('a push without options asks for little: unconfirmed delivery, no notification, no time', async (t) => {
  const ppg = await startPpg(t);
  await openGateway(t, ppg.port).submit(push, soon);
  t.deepEqual(partsOf(ppg.seen[0]!).control, {
    type: 'push-message',
    pushId: MESSAGE_ID,
    addresses: ['WAPPUSH=+447700900123/TYPE=PLMN'],
    qualityOfService: { deliveryMethod: 'unconfirmed' },
  });
});

test('a push that is sent again is the same octets', async (t) => {
  const ppg = await startPpg(t);
  const gateway = openGateway(t, ppg.port);
  await gateway.submit(push, soon);
  await gateway.submit(push, soon);
  t.deepEqual(ppg.seen[0]?.body, ppg.seen[1]?.body);
});

const accepted: SubmitOutcome = { type: 'accepted', messageId: MESSAGE_ID };
const refused = (status: number, kind: 'throttled' | 'temporary' | 'permanent') =>
  ({ type: 'refused', status, kind }) as const;
const unknown = (reason: 'timeout' | 'connection_lost' | 'unreadable') => ({ type: 'unknown', reason }) as const;
const answers: readonly [string, Answer, SubmitOutcome][] = [
  ['1000 with 202', { body: pushResponse(MESSAGE_ID, 1000) }, accepted],
  ['1001 with 202', { body: pushResponse(MESSAGE_ID, 1001) }, accepted],
  ['2007, for it has the push', { body: pushResponse(MESSAGE_ID, 2007) }, accepted],
  ['1001 with 500: the code counts', { status: 500, body: pushResponse(MESSAGE_ID, 1001) }, accepted],
  ['2001 with 200: the code counts', { status: 200, body: pushResponse(MESSAGE_ID, 2001) }, refused(2001, 'permanent')],
  ['2002', { body: pushResponse(MESSAGE_ID, 2002) }, refused(2002, 'permanent')],
  ['3000', { body: pushResponse(MESSAGE_ID, 3000) }, refused(3000, 'temporary')],
  ['3999, which nobody knows', { body: pushResponse(MESSAGE_ID, 3999) }, refused(3999, 'temporary')],
  ['4001', { body: pushResponse(MESSAGE_ID, 4001) }, refused(4001, 'throttled')],
  ['5027', { body: pushResponse(MESSAGE_ID, 5027) }, refused(5027, 'permanent')],
  ['a refusal that names another push', { body: pushResponse('other', 2000) }, refused(2000, 'permanent')],
  ['a yes to another push', { body: pushResponse('other', 1001) }, unknown('unreadable')],
  ['a bad message', { body: '<pap><badmessage-response code="2000"/></pap>' }, refused(2000, 'permanent')],
  [
    'a bad message that claims 1000',
    { body: '<pap><badmessage-response code="1000"/></pap>' },
    refused(1000, 'permanent'),
  ],
  ['202 and no word', { body: '' }, unknown('unreadable')],
  ['202 and HTML', { body: '<html>ok</html>' }, unknown('unreadable')],
  ['202 and a message that is no answer', { body: '<pap><cancel-message push-id="x"/></pap>' }, unknown('unreadable')],
  ['202 and too much', { body: 'x'.repeat(70_000) }, unknown('unreadable')],
  [
    '202 and octets that are no text',
    (response) => response.writeHead(202).end(Buffer.of(0xff, 0xfe)),
    unknown('unreadable'),
  ],
  ['400', { status: 400 }, refused(400, 'permanent')],
  ['401', { status: 401 }, refused(401, 'temporary')],
  ['404', { status: 404, body: 'no' }, refused(404, 'temporary')],
  ['415', { status: 415 }, refused(415, 'permanent')],
  ['429', { status: 429 }, refused(429, 'throttled')],
  ['500', { status: 500 }, unknown('unreadable')],
  ['503', { status: 503 }, refused(503, 'temporary')],
  ['504', { status: 504 }, unknown('unreadable')],
  ['nothing in time', 'never', unknown('timeout')],
  ['the end of the connection', (response) => response.socket?.destroy(), unknown('connection_lost')],
  [
    'half an answer and the end of the connection',
    (response) => {
      response.writeHead(202, { 'content-length': '500' });
      response.write(pushResponse(MESSAGE_ID, 1001), () => response.socket?.destroy());
    },
    unknown('connection_lost'),
  ],
  [
    'one octet after the other, for ever',
    (response) => {
      response.writeHead(202);
      const timer = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(timer));
    },
    unknown('timeout'),
  ],
];
for (const [title, answer, outcome] of answers) {
  test(`a gateway that answers ${title} means ${Object.values(outcome).join(' ')}, and is asked once`, async (t) => {
    const ppg = await startPpg(t);
    ppg.answerWith(() => answer);
    const isLate = outcome.type === 'unknown' && outcome.reason === 'timeout';
    const gateway = openGateway(t, ppg.port, { responseTimeoutMs: isLate ? 300 : 10_000 });
    t.deepEqual(await gateway.submit(push, soon), outcome);
    await pause(20);
    t.is(ppg.seen.length, 1);
  });
}

test('a redirect is not followed', async (t) => {
  const [ppg, elsewhere] = await Promise.all([startPpg(t), startPpg(t)]);
  ppg.answerWith(() => ({ status: 307, headers: { location: `http://127.0.0.1:${elsewhere.port}/` } }));
  t.deepEqual(await openGateway(t, ppg.port).submit(push, soon), refused(307, 'temporary'));
  await pause(30);
  t.is(elsewhere.connections(), 0);
});

for (const [title, change, status] of [
  ['a destination that is no number', { destination: '447700900123' }, 2002],
  ['an id that no attribute should hold', { id: 'a"b' }, 2000],
  ['an id that is too long', { id: 'x'.repeat(65) }, 2000],
  ['octets that are no push', { push: Uint8Array.of(1, 2, 3) }, 2000],
  ['an initiator that is no header', { initiatorUri: 'a\r\nb' }, 2000],
  ['a validity beyond all calendars', { validitySeconds: 1e12 }, 2000],
] as const) {
  test(`${title} is refused for good without asking the gateway`, async (t) => {
    const ppg = await startPpg(t);
    const gateway = openGateway(t, ppg.port);
    t.deepEqual(await gateway.submit({ ...push, ...change }, soon), refused(status, 'permanent'));
    t.is(ppg.connections(), 0);
  });
}

/** What a bearer asks of its own to see whether the gateway is there. */
const isProbe = ({ body }: FakePpg['seen'][number]) => pushIdIn(body) === 'probe@dm-wsi';
const unknownPush: Answer = {
  body: '<pap><statusquery-response push-id="probe@dm-wsi"><statusquery-result message-state="unknown" code="2004"/></statusquery-response></pap>',
};

test('a gateway that was away is asked after a pause whether it is back, and sent to only then', async (t) => {
  const port = await findFreePort();
  const gateway = openGateway(t, port, { reconnect: { minMs: 2_000, maxMs: 2_000 } });
  t.true(gateway.ready());
  t.deepEqual(await gateway.submit(push, soon), { type: 'unsent', reason: 'not_connected' });
  t.false(gateway.ready());
  t.is(gateway.state().state, 'down');
  const back = await startPpg(t, { port });
  back.answerWith((seen) => (isProbe(seen) ? unknownPush : acceptPush(seen)));
  t.deepEqual(await gateway.submit(push, { patienceMs: 0 }), { type: 'unsent', reason: 'not_connected' });
  // Whoever is patient enough is served when it is back.
  t.deepEqual(await gateway.submit(push, { patienceMs: 60_000 }), accepted);
  t.deepEqual(back.seen.map(isProbe), [true, false]);
  t.true(gateway.ready());
  t.deepEqual(
    gateway.events.map(({ event }) => event),
    ['pap.unreachable', 'pap.reachable'],
  );
  t.is(gateway.events[0]?.code, 'ECONNREFUSED');
});

test('a gateway that stays away is never ready between two pauses', async (t) => {
  const ppg = await startPpg(t);
  await ppg.stop();
  const gateway = openGateway(t, ppg.port, { reconnect: { minMs: 1, maxMs: 2 } });
  await gateway.submit(push, soon);
  const wasReady: boolean[] = [];
  await eventually(() => {
    wasReady.push(gateway.ready());
    return gateway.events.length >= 10;
  });
  t.false(wasReady.includes(true));
  t.true(gateway.events.every(({ event }) => event === 'pap.unreachable'));
});

test('a gateway that comes back is ready though nobody sends anything', async (t) => {
  const port = await findFreePort();
  const gateway = openGateway(t, port);
  await gateway.submit(push, soon);
  const back = await startPpg(t, { port });
  back.answerWith(() => unknownPush);
  await eventually(() => gateway.ready());
  t.deepEqual(back.seen.map(isProbe), [true]);
  t.is(back.seen[0]?.headers['content-type'], 'application/xml');
  t.deepEqual(parsePapStrictly(back.seen[0]?.body.toString('utf8') ?? ''), {
    type: 'statusquery-message',
    pushId: 'probe@dm-wsi',
    addresses: [],
  });
});

for (const [title, answer] of [
  ['says nothing', 'never'],
  ['does not take our credentials', { status: 403 }],
  ['breaks the connection', (response) => response.socket?.destroy()],
] as const satisfies readonly (readonly [string, Answer])[]) {
  test(`a gateway that ${title} when it is asked is not ready`, async (t) => {
    const ppg = await startPpg(t);
    ppg.answerWith((_, count) => (count < 3 ? answer : unknownPush));
    const gateway = openGateway(t, ppg.port, { responseTimeoutMs: 2_000 });
    gateway.start();
    await eventually(() => {
      if (ppg.seen.length < 3) t.false(gateway.ready());
      return gateway.ready();
    });
    t.is(ppg.seen.length, 3);
    t.deepEqual(
      gateway.events.map(({ failures }) => failures),
      [1, 2, undefined],
    );
  });
}

test('a bearer that is started asks first, and a push waits for the answer', async (t) => {
  const ppg = await startPpg(t);
  ppg.answerWith((seen) => (isProbe(seen) ? unknownPush : acceptPush(seen)));
  const gateway = openGateway(t, ppg.port, { user: 'wsi', password: 'pw' });
  gateway.start();
  t.false(gateway.ready());
  t.deepEqual(await gateway.submit(push, soon), accepted);
  t.deepEqual(ppg.seen.map(isProbe), [true, false]);
  t.is(ppg.seen[0]?.headers.authorization, `Basic ${btoa('wsi:pw')}`);
});

test('a bearer that stops while it asks asks no more', async (t) => {
  const ppg = await startPpg(t);
  ppg.answerWith(() => 'never');
  const gateway = openGateway(t, ppg.port);
  gateway.start();
  await eventually(() => ppg.seen.length > 0);
  await gateway.stop();
  await pause(60);
  t.is(ppg.seen.length, 1);
  t.deepEqual(gateway.events, []);
});

test('a gateway that does not take our credentials is left alone for long, lest it lock us out', async (t) => {
  const ppg = await startPpg(t);
  ppg.answerWith(() => ({ status: 401 }));
  const gateway = openGateway(t, ppg.port, { reconnect: { minMs: 10, maxMs: 60_000 } });
  await gateway.submit(push, soon);
  t.false(gateway.ready());
  t.like(gateway.events, { length: 1, 0: { event: 'pap.credentials_refused', status: 401 } });
  t.true((gateway.events[0]?.delayMs ?? 0) >= 30_000);
});

test('a connection that is never made leaves a push unsent within its patience', async (t) => {
  const sockets: Socket[] = [];
  // Accepts and says nothing: the TLS handshake never ends.
  const server = createNetServer((socket) => sockets.push(socket.on('error', () => undefined)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const url = `https://127.0.0.1:${port}/`;
  const gateway = openGateway(t, port, { url, connectTimeoutMs: 60_000 });
  const before = performance.now();
  t.deepEqual(await gateway.submit(push, { patienceMs: 100 }), { type: 'unsent', reason: 'not_connected' });
  t.true(performance.now() - before < 20_000);
});

test('no more pushes wait for their answers than the window has places', async (t) => {
  const ppg = await startPpg(t);
  ppg.answerWith(() => 'never');
  const gateway = openGateway(t, ppg.port, { window: 2, responseTimeoutMs: 3_000 });
  const first = [gateway.submit(push, soon), gateway.submit(push, soon)];
  t.deepEqual(await gateway.submit(push, { patienceMs: 50 }), { type: 'unsent', reason: 'window_full' });
  t.deepEqual(gateway.state(), { state: 'open', inFlight: 2, waiting: 0, perSecond: null });
  t.deepEqual(await Promise.all(first), [unknown('timeout'), unknown('timeout')]);
  t.is(ppg.seen.length, 2);
});

test('a throttled bearer goes slower, and says so', async (t) => {
  const ppg = await startPpg(t);
  ppg.answerWith(({ body }) => ({ body: pushResponse(pushIdIn(body), 4001) }));
  const gateway = openGateway(t, ppg.port);
  await Promise.all(Array.from({ length: 10 }, () => gateway.submit(push, soon)));
  const { perSecond } = gateway.state();
  t.true(perSecond !== null && perSecond <= 5);
  t.is(gateway.events.filter(({ event }) => event === 'pap.throttled').length, 1);
});

test('stopping waits for the answers in flight, and takes no more', async (t) => {
  const ppg = await startPpg(t);
  let finish: (() => void) | undefined;
  ppg.answerWith(() => (response) => {
    finish = () => response.writeHead(202).end(pushResponse(MESSAGE_ID, 1001));
  });
  const gateway = openGateway(t, ppg.port, { drainMs: 20_000 });
  const outcome = gateway.submit(push, soon);
  const answer = await eventually(() => finish);
  const stopped = gateway.stop();
  t.is(gateway.state().state, 'draining');
  t.false(gateway.ready());
  t.deepEqual(await gateway.submit(push, soon), { type: 'unsent', reason: 'stopping' });
  answer();
  t.deepEqual(await outcome, accepted);
  await stopped;
  t.is(gateway.state().state, 'closed');
});

test('stopping waits no longer than its limit; what is in flight then is unknown', async (t) => {
  const ppg = await startPpg(t);
  ppg.answerWith(() => 'never');
  const gateway = openGateway(t, ppg.port, { drainMs: 30 });
  const outcome = gateway.submit(push, soon);
  await eventually(() => ppg.seen.length > 0);
  await gateway.stop();
  t.deepEqual(await outcome, unknown('connection_lost'));
});

const submitted = { messageId: MESSAGE_ID, destination: push.destination };
const status = (state: string, code: number, inside = '') =>
  `<pap><statusquery-response push-id="${MESSAGE_ID}"><statusquery-result message-state="${state}" code="${code}">${inside}</statusquery-result></statusquery-response></pap>`;

test('a status query names the push and the device', async (t) => {
  const ppg = await startPpg(t);
  ppg.answerWith(() => ({ body: status('pending', 1001) }));
  t.deepEqual(await openGateway(t, ppg.port).query(submitted, soon), { type: 'known', state: 'enroute', status: 1001 });
  t.is(ppg.seen[0]?.headers['content-type'], 'application/xml');
  t.deepEqual(parsePapStrictly(ppg.seen[0]?.body.toString('utf8') ?? ''), {
    type: 'statusquery-message',
    pushId: MESSAGE_ID,
    addresses: ['WAPPUSH=+447700900123/TYPE=PLMN'],
  });
});

for (const [title, answer, expected] of [
  ['delivered', { body: status('delivered', 1000) }, { type: 'known', state: 'delivered', status: 1000 }],
  ['aborted by the phone', { body: status('aborted', 5027) }, { type: 'known', state: 'rejected', status: 5027 }],
  ['not known', { body: status('unknown', 2004) }, { type: 'refused', status: 2004 }],
  ['a bad message', { body: '<pap><badmessage-response code="2000"/></pap>' }, { type: 'refused', status: 2000 }],
  [
    'for another device only',
    { body: status('delivered', 1000, '<address address-value="WAPPUSH=+1234567/TYPE=PLMN"/>') },
    { type: 'none' },
  ],
  [
    'for our device',
    { body: status('expired', 2001, '<address address-value="wappush=+447700900123/type=plmn@x"/>') },
    { type: 'known', state: 'expired', status: 2001 },
  ],
  ['unreadable', { body: 'x' }, { type: 'none' }],
  ['nothing', 'never', { type: 'none' }],
] as const) {
  test(`a status query that is answered ${title} is ${JSON.stringify(expected)}`, async (t) => {
    const ppg = await startPpg(t);
    ppg.answerWith(() => answer);
    t.deepEqual(
      await openGateway(t, ppg.port, { responseTimeoutMs: answer === 'never' ? 200 : 10_000 }).query(submitted, soon),
      expected,
    );
  });
}

for (const [title, code, expected] of [
  ['done', 1000, { type: 'cancelled' }],
  ['too late', 2008, { type: 'refused', status: 2008 }],
  ['for an unknown push', 2004, { type: 'refused', status: 2004 }],
] as const) {
  test(`a cancellation that is ${title} is told`, async (t) => {
    const ppg = await startPpg(t);
    const body = `<pap><cancel-response push-id="${MESSAGE_ID}"><cancel-result code="${code}"/></cancel-response></pap>`;
    ppg.answerWith(() => ({ body }));
    t.deepEqual(await openGateway(t, ppg.port).cancel(submitted, soon), expected);
    t.like(parsePapStrictly(ppg.seen[0]?.body.toString('utf8') ?? ''), { type: 'cancel-message', pushId: MESSAGE_ID });
  });
}

test('a gateway that is away answers no question', async (t) => {
  const ppg = await startPpg(t);
  await ppg.stop();
  const gateway = openGateway(t, ppg.port);
  t.deepEqual(await gateway.query(submitted, soon), { type: 'none' });
  t.deepEqual(await gateway.cancel(submitted, { patienceMs: 0 }), { type: 'none' });
});

test('no address, push id, document, URL or credential gets into the log', async (t) => {
  const ppg = await startPpg(t);
  const bodies = [pushResponse(MESSAGE_ID, 4001), '<pap><badmessage-response code="2000"/></pap>', 'SECRET', ''];
  ppg.answerWith((_, count) => ({ status: count === 4 ? 401 : 202, body: bodies[count - 1] ?? '' }));
  const gateway = openGateway(t, ppg.port, { user: 'SECRETUSER', password: 'SECRETPW', name: 'pap-1' });
  for (const _ of bodies) await gateway.submit(push, soon);
  await gateway.submit({ ...push, destination: 'x' }, soon);
  await eventually(() => gateway.ready());
  await ppg.stop();
  await gateway.submit(push, soon);
  const allowed = 'event bearer status code delayMs failures perSecond'.split(' ');
  for (const event of gateway.events) {
    t.true(Object.keys(event).every((field) => allowed.includes(field)));
    t.false(/SECRET|order-1|77009|127\.0\.0\.1/.test(JSON.stringify(event)));
  }
  t.deepEqual(
    new Set(gateway.events.map(({ event }) => event)),
    new Set([
      'pap.throttled',
      'pap.bad_message',
      'pap.answer_unreadable',
      'pap.credentials_refused',
      'pap.push_invalid',
      'pap.reachable',
      'pap.unreachable',
    ]),
  );
});

test('every state of PAP is one of the words that all bearers use', async (t) => {
  const states: [string, ReceiptState][] = [
    ['rejected', 'rejected'],
    ['pending', 'enroute'],
    ['delivered', 'delivered'],
    ['undeliverable', 'undeliverable'],
    ['expired', 'expired'],
    ['aborted', 'rejected'],
    ['timeout', 'expired'],
    ['cancelled', 'deleted'],
    ['unknown', 'unknown'],
  ];
  const ppg = await startPpg(t);
  const gateway = openGateway(t, ppg.port);
  for (const [said, state] of states) {
    ppg.answerWith(() => ({ body: status(said, 1000) }));
    t.deepEqual(await gateway.query(submitted, soon), { type: 'known', state, status: 1000 });
  }
});
