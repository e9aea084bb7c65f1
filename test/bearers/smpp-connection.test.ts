import test from 'ava';
import { createSmppLink } from '../../bearers/smpp/link.ts';
import { findFreePort } from '../../launcher/ports.ts';
import { answerBind, eventually, header, openLink, part, startLink, startRaw, startSmsc, TLS } from './smpp-world.ts';

const soon = { patienceMs: 5_000 };
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('a link is connecting, binding, open, draining, closed in turn', async (t) => {
  const smsc = await startSmsc(t);
  smsc.bindWith('never');
  const link = startLink(t, smsc.port, { responseTimeoutMs: 2_000 });
  t.is(link.state().state, 'connecting');
  await eventually(() => smsc.seen[0]);
  t.is(link.state().state, 'binding');
  t.false(link.ready());
  smsc.bindWith({});
  await eventually(() => link.ready());
  t.like(link.state(), { state: 'open', isReceiving: true });
  const stopped = link.stop();
  t.is(link.state().state, 'draining');
  await stopped;
  t.like(link.state(), { state: 'closed', isReceiving: false });
});

test('a link that was not started is closed, and starts once', async (t) => {
  const smsc = await startSmsc(t);
  const listener = { receiptArrived: async () => undefined, messageArrived: async () => undefined };
  const options = { host: '127.0.0.1', port: smsc.port, systemId: 'wsi', password: '' };
  const link = createSmppLink(options, listener, { log: () => undefined });
  t.teardown(() => link.stop());
  t.is(link.state().state, 'closed');
  link.start();
  link.start();
  await eventually(() => link.ready());
  t.is(smsc.connections(), 1);
});

test('a pair sends through its transmitter and hears through its receiver', async (t) => {
  const smsc = await startSmsc(t);
  const link = await openLink(t, smsc.port, { bindType: 'pair' });
  await eventually(() => link.state().isReceiving);
  t.deepEqual(smsc.seen.map(({ command }) => command).toSorted(), ['bind_receiver', 'bind_transmitter']);
  t.is((await link.submit(part, soon)).type, 'accepted');
  t.is(await smsc.deliver({ esm_class: 4, receipted_message_id: 'm1', message_state: 2 }), 0);
  t.is(link.receipts.length, 1);
  await link.stop();
  t.is(smsc.seen.filter(({ command }) => command === 'unbind').length, 2);
});

test('a receiver that closes is opened again while the transmitter goes on', async (t) => {
  const smsc = await startSmsc(t);
  const link = await openLink(t, smsc.port, { bindType: 'pair' });
  await eventually(() => link.state().isReceiving);
  const receiver = smsc.seen.findIndex(({ command }) => command === 'bind_receiver');
  smsc.sessions[receiver]?.destroy();
  await eventually(() => smsc.connections() === 3);
  t.is((await link.submit(part, soon)).type, 'accepted');
  await eventually(() => link.state().isReceiving);
});

test('a reset in mid-window leaves exactly what was in flight unknown, and the link comes back', async (t) => {
  const smsc = await startSmsc(t);
  smsc.answerWith((_, count) => (count <= 3 ? 'never' : { message_id: 'x' }));
  const link = await openLink(t, smsc.port, { window: 3 });
  const outcomes = Array.from({ length: 5 }, () => link.submit(part, soon));
  await eventually(() => smsc.submits.length === 3);
  smsc.sessions[0]?.socket.resetAndDestroy();
  const types = (await Promise.all(outcomes)).map((outcome) => outcome.type);
  t.deepEqual(types, ['unknown', 'unknown', 'unknown', 'accepted', 'accepted']);
  t.is(smsc.submits.length, 5);
  t.like(
    link.events.find(({ event }) => event === 'smpp.closed'),
    { reason: 'connection_lost', inFlight: 3, failures: 1 },
  );
});

test('a link that flaps under load makes progress; nothing is sent twice', async (t) => {
  const smsc = await startSmsc(t);
  const link = await openLink(t, smsc.port, { window: 4 });
  // After so many parts and not after a time: on a slow machine a link would be cut before it has sent anything.
  smsc.answerWith((_, count) => {
    if (count % 5 === 0) setImmediate(() => smsc.sessions[0]?.destroy());
    return { message_id: `m${count}` };
  });
  const references = Array.from({ length: 300 }, (_, i) => i + 1);
  const outcomes = await Promise.all(
    references.map((reference) => link.submit({ ...part, reference }, { patienceMs: 120_000 })),
  );
  const sent = smsc.submits.map((pdu) => pdu.user_message_reference);
  t.is(new Set(sent).size, sent.length);
  const flaps = smsc.connections();
  t.true(flaps > 30);
  t.true(outcomes.filter(({ type }) => type === 'unknown').length <= flaps * 4);
  t.true(outcomes.every(({ type }) => type === 'accepted' || type === 'unknown'));
});

test('an SMSC that is away is tried again with growing pauses until it is there', async (t) => {
  const port = await findFreePort();
  const link = startLink(t, port, { reconnect: { minMs: 5, maxMs: 40 } }, { random: () => 1 });
  await eventually(() => link.events.length >= 4);
  t.deepEqual(
    link.events.slice(0, 4).map(({ delayMs }) => delayMs),
    [10, 20, 40, 40],
  );
  t.like(link.events[0], { event: 'smpp.closed', reason: 'connect_failed', code: 'ECONNREFUSED', failures: 1 });
  await startSmsc(t, { port });
  await eventually(() => link.ready());
});

for (const status of [0x0d, 0x0e, 0x0f]) {
  test(`a bind refused with ${status} is an event of its own and tried again slowly`, async (t) => {
    const smsc = await startSmsc(t);
    smsc.bindWith({ command_status: status });
    const link = startLink(t, smsc.port, { reconnect: { minMs: 5, maxMs: 10_000 } }, { random: () => 0 });
    await eventually(() => link.events.length > 0);
    const role = 'transceiver';
    t.deepEqual(link.events, [
      {
        event: 'smpp.credentials_refused',
        link: 'smpp',
        role,
        reason: 'bind_refused',
        status,
        inFlight: 0,
        ignored: 0,
        failures: 1,
        delayMs: 5_000,
      },
    ]);
    t.deepEqual(await link.submit(part, { patienceMs: 20 }), { type: 'unsent', reason: 'not_connected' });
    t.is(smsc.connections(), 1);
  });
}

test('a bind refused because another is still there is tried again soon', async (t) => {
  const smsc = await startSmsc(t);
  smsc.bindWith({ command_status: 0x05 });
  const link = startLink(t, smsc.port);
  await eventually(() => smsc.connections() > 1);
  smsc.bindWith({});
  await eventually(() => link.ready());
  t.like(link.events[0], { event: 'smpp.closed', reason: 'bind_refused', status: 0x05 });
});

test('a bind that is not answered ends, and another is tried', async (t) => {
  const smsc = await startSmsc(t);
  smsc.bindWith('never');
  const link = startLink(t, smsc.port, { responseTimeoutMs: 30 });
  await eventually(() => smsc.connections() > 1);
  t.like(link.events[0], { event: 'smpp.closed', reason: 'bind_timeout' });
});

test('an SMSC that unbinds is answered, left, and bound again', async (t) => {
  const smsc = await startSmsc(t);
  const link = await openLink(t, smsc.port);
  const answered = new Promise((resolve) => smsc.sessions[0]?.unbind(resolve));
  await answered;
  await eventually(() => smsc.connections() === 2);
  t.like(link.events[1], { event: 'smpp.closed', reason: 'unbound' });
  t.is((await link.submit(part, soon)).type, 'accepted');
});

test('answers that come after an unbind of the SMSC still count', async (t) => {
  const port = await startRaw(t, (socket) =>
    answerBind(socket, (octets) => {
      if (octets.readUInt32BE(4) !== 4) return;
      socket.write(header(6, 0, 1));
      setTimeout(() => socket.write(header(0x8000_0004, 0, octets.readUInt32BE(12), Buffer.from('x\0'))), 20);
    }),
  );
  const link = await openLink(t, port);
  t.deepEqual(await link.submit(part, soon), { type: 'accepted', messageId: 'x' });
});

test('an SMSC that does not close after an unbind is left after a time', async (t) => {
  const port = await startRaw(t, (socket) => {
    socket.allowHalfOpen = true;
    answerBind(socket, () => undefined, header(6, 0, 1));
  });
  const link = startLink(t, port, { responseTimeoutMs: 100 });
  await eventually(() => link.events.some(({ reason }) => reason === 'unbound'));
  t.pass();
});

test('enquire_link and unknown commands of the SMSC are answered; alerts and outbinds are not', async (t) => {
  const got: Buffer[] = [];
  const port = await startRaw(t, (socket) => {
    const asked = [header(0x0b, 0, 90), header(0x102, 0, 91), header(0x15, 0, 92), header(0x77, 0, 93)];
    answerBind(socket, (octets) => got.push(octets), ...asked);
  });
  await openLink(t, port);
  const expected = [header(0x8000_0015, 0, 92), header(0x8000_0000, 3, 93)];
  await eventually(() => Buffer.concat(got).length >= 32);
  t.deepEqual(Buffer.concat(got), Buffer.concat(expected));
});

test('a half-open connection is found out before the next interval, and no part is given to it meanwhile', async (t) => {
  const smsc = await startSmsc(t);
  // By the interval alone it would take a minute.
  const link = await openLink(t, smsc.port, { enquireLinkMs: 60_000, responseTimeoutMs: 300, window: 5 });
  smsc.deaf();
  smsc.answerWith(() => 'never');
  const before = performance.now();
  const outcomes = Array.from({ length: 5 }, () => link.submit(part, soon));
  await Promise.all(outcomes);
  t.false(link.ready());
  t.deepEqual(await link.submit(part, { patienceMs: 20 }), { type: 'unsent', reason: 'not_connected' });
  await eventually(() => smsc.connections() === 2);
  t.true(performance.now() - before < 30_000);
  t.is(smsc.submits.length, 5);
  t.like(
    link.events.find(({ event }) => event === 'smpp.closed'),
    { reason: 'silent' },
  );
});

test('an idle link asks whether the other side is there, and leaves it alone while it talks', async (t) => {
  const smsc = await startSmsc(t);
  const enquireLinkMs = 1_000;
  await openLink(t, smsc.port, { enquireLinkMs });
  let longest = 0;
  let last = performance.now();
  for (let i = 0; i < 20; i++) {
    await pause(60);
    await smsc.deliver({ esm_class: 4, receipted_message_id: '1', message_state: 1 });
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }
  // Where the machine itself was silent for an interval, it was right to ask.
  t.true(longest >= enquireLinkMs || !smsc.seen.some(({ command }) => command === 'enquire_link'));
  await eventually(() => smsc.seen.filter(({ command }) => command === 'enquire_link').length >= 2);
  t.is(smsc.connections(), 1);
});

test('an SMSC that answers no enquire_link but talks is not dropped', async (t) => {
  const smsc = await startSmsc(t);
  await openLink(t, smsc.port, { enquireLinkMs: 30, responseTimeoutMs: 1_000 });
  smsc.deaf();
  while (smsc.seen.filter(({ command }) => command === 'enquire_link').length <= 3) {
    await pause(50);
    await smsc.deliver({ esm_class: 4, receipted_message_id: '1', message_state: 1 });
  }
  t.is(smsc.connections(), 1);
});

test('a server that takes connections and says nothing is given up and tried again', async (t) => {
  let connections = 0;
  const port = await startRaw(t, () => (connections += 1));
  startLink(t, port, { responseTimeoutMs: 30 });
  await eventually(() => connections >= 2);
  t.pass();
});

test('a server that never ends the TLS handshake is given up after the time limit', async (t) => {
  const port = await startRaw(t, () => undefined);
  const link = startLink(t, port, { tls: {}, connectTimeoutMs: 40 });
  await eventually(() => link.events.length > 0);
  t.like(link.events[0], { event: 'smpp.closed', reason: 'connect_timeout' });
});

test('octets that come one by one are put together', async (t) => {
  const port = await startRaw(t, (socket) => {
    socket.setNoDelay(true);
    answerBind(socket, (octets) => {
      const answer = [...header(0x8000_0004, 0, octets.readUInt32BE(12), Buffer.from('slow\0'))];
      const dribble = setInterval(() => {
        const octet = answer.shift();
        if (octet === undefined) clearInterval(dribble);
        else socket.write(Buffer.of(octet));
      }, 2);
    });
  });
  const link = await openLink(t, port);
  t.deepEqual(await link.submit(part, soon), { type: 'accepted', messageId: 'slow' });
});

test('a TLS link trusts the given certificate and carries parts and receipts', async (t) => {
  const smsc = await startSmsc(t, { tls: true });
  const link = await openLink(t, smsc.port, { tls: { ca: TLS.cert, servername: 'smsc.test' } });
  t.is((await link.submit(part, soon)).type, 'accepted');
  t.is(await smsc.deliver({ esm_class: 4, receipted_message_id: 'm1', message_state: 2 }), 0);
});

test('a TLS link refuses a certificate that it does not know, and sends it no credentials', async (t) => {
  const smsc = await startSmsc(t, { tls: true });
  const link = startLink(t, smsc.port, { tls: { servername: 'smsc.test' } });
  await eventually(() => link.events.length > 1);
  t.like(link.events[0], { reason: 'connect_failed', code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  t.is(smsc.seen.length, 0);
});

test('a TLS link refuses a certificate for another name', async (t) => {
  const smsc = await startSmsc(t, { tls: true });
  const link = startLink(t, smsc.port, { tls: { ca: TLS.cert, servername: 'other.test' } });
  await eventually(() => link.events.length > 0);
  t.like(link.events[0], { reason: 'connect_failed', code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
  t.is(smsc.seen.length, 0);
});

test('a certificate authority that cannot be read is refused when the link is made', (t) => {
  t.throws(() => startLink(t, 1, { tls: { cert: 'no certificate' } }));
});

test('a password that is out of range is refused when the link is made, and not shown', (t) => {
  const error = t.throws(() => startLink(t, 1, { password: `SECRET\0` }), { instanceOf: RangeError });
  t.false(error?.message.includes('SECRET'));
});
