// The package `smpp` 0.5.1 has twelve defects that a link built on it must make up for. A test, or several, for each,
// named by what the link guarantees; the comment says what the package does.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { PDU } from 'smpp';
import { answerBind, eventually, header, openLink, part, startRaw, startSmsc, TLS } from './smpp-world.ts';

const soon = { patienceMs: 5_000 };

// 1: callbacks of unanswered requests are never called, neither on timeout nor on close.
test('every part gets an outcome: when its answer stays away, and when the connection goes', async (t) => {
  const smsc = await startSmsc(t);
  smsc.answerWith(() => 'never');
  const link = await openLink(t, smsc.port, { responseTimeoutMs: 2_000 });
  t.deepEqual(await link.submit(part, soon), { type: 'unknown', reason: 'timeout' });
  const outcome = link.submit(part, soon);
  await eventually(() => smsc.submits[1]);
  smsc.sessions[0]?.destroy();
  t.deepEqual(await outcome, { type: 'unknown', reason: 'connection_lost' });
  t.is(link.state().inFlight, 0);
});

// 2: send() gives true whatever the socket's backlog.
test('an SMSC that never reads gets a window of parts and no more, however many wait', async (t) => {
  const port = await startRaw(t, (socket) => answerBind(socket, () => socket.pause()));
  const link = await openLink(t, port, { window: 10, drainMs: 0, responseTimeoutMs: 2_000 });
  const outcomes = Array.from({ length: 10_000 }, () => link.submit(part, { patienceMs: 150 }));
  t.like(link.state(), { inFlight: 10, waiting: 9_990 });
  const types = (await Promise.all(outcomes)).map(({ type }) => type);
  t.is(types.filter((type) => type === 'unknown').length, 10);
  t.is(types.filter((type) => type === 'unsent').length, 9_990);
});

// 3: after an impossible length the session is deaf on an open socket; lengths 0 and 4 do not even emit an error.
for (const [title, octets] of [
  ['a length of 0', Buffer.alloc(16)],
  ['a length of 4', Buffer.from('0000000400000000', 'hex')],
  ['a length of 15', Buffer.from('0000000f00000015', 'hex')],
  ['a length of 70,001', Buffer.from('0001117100000015', 'hex')],
  ['a length of 4 GiB', Buffer.from('ffffffff00000015', 'hex')],
  ['an HTTP response', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')],
] as const) {
  test(`a session that receives ${title} is closed at once and made anew`, async (t) => {
    const port = await startRaw(t, (socket, count) => {
      answerBind(socket, (request) => {
        if (count === 1) socket.write(octets);
        else socket.write(header(0x8000_0004, 0, request.readUInt32BE(12), Buffer.from('x\0')));
      });
    });
    const link = await openLink(t, port, { responseTimeoutMs: 5_000 });
    t.deepEqual(await link.submit(part, soon), { type: 'unknown', reason: 'connection_lost' });
    t.like(link.events.at(-1), { event: 'smpp.closed', reason: 'malformed' });
    t.deepEqual(await link.submit(part, soon), { type: 'accepted', messageId: 'x' });
  });
}

// 3: a sm_length past the PDU's end is accepted, and the stream is out of step from then on.
test('a delivery whose sm_length passes its end does not bring the stream out of step', async (t) => {
  const port = await startRaw(t, (socket) =>
    answerBind(socket, (request) => {
      if (request.readUInt32BE(4) !== 4) return;
      const delivery = new PDU('deliver_sm', { sequence_number: 9, short_message: Buffer.from('hello') }).toBuffer();
      delivery[delivery.length - 6] = 200;
      socket.write(Buffer.concat([delivery, header(0x8000_0004, 0, request.readUInt32BE(12), Buffer.from('x\0'))]));
    }),
  );
  const link = await openLink(t, port);
  t.deepEqual(await link.submit(part, soon), { type: 'accepted', messageId: 'x' });
  t.true(link.events.some(({ event }) => event === 'smpp.delivery_malformed'));
});

// 4: without a listener for `error` the process dies.
test('a process with a link lives through refused, reset and malformed connections', async (t) => {
  const port = await startRaw(t, (socket, count) => {
    if (count % 2 === 1) socket.resetAndDestroy();
    else answerBind(socket, () => socket.resetAndDestroy());
    socket.write(Buffer.alloc(16));
  });
  t.deepEqual(await runLink(t, port), { code: 0, output: 'alive\n' });
});

// 5: under TLS a session that was closed cannot be connected again.
test('a TLS link comes back after its connection closed', async (t) => {
  const smsc = await startSmsc(t, { tls: true });
  const link = await openLink(t, smsc.port, { tls: { ca: TLS.cert, servername: 'smsc.test' } });
  for (let connection = 1; connection <= 3; connection++) {
    t.is((await link.submit(part, soon)).type, 'accepted');
    smsc.sessions[0]?.destroy();
    await eventually(() => smsc.connections() === connection + 1 && link.ready());
  }
});

// 5: listeners of the old session stay.
test('an answer on a new session does not touch what waited on the old one', async (t) => {
  const smsc = await startSmsc(t);
  smsc.answerWith((_, count) => (count === 1 ? 'never' : { message_id: `m${count}` }));
  const link = await openLink(t, smsc.port);
  const first = link.submit(part, soon);
  await eventually(() => smsc.submits[0]);
  smsc.sessions[0]?.destroy();
  await eventually(() => smsc.connections() === 2);
  // The same sequence number, 2, on the new session.
  t.deepEqual(await link.submit(part, soon), { type: 'accepted', messageId: 'm2' });
  t.deepEqual(await first, { type: 'unknown', reason: 'connection_lost' });
});

// 6: auto_enquire_link_period asks without looking at the answers.
test('an SMSC that answers no enquire_link is left after the given number of misses', async (t) => {
  const smsc = await startSmsc(t);
  const link = await openLink(t, smsc.port, { enquireLinkMs: 100, responseTimeoutMs: 600, maxMissedAnswers: 3 });
  smsc.deaf();
  await eventually(() => link.events.some(({ event }) => event === 'smpp.closed'));
  t.like(link.events[1], { event: 'smpp.closed', reason: 'silent' });
  t.is(smsc.seen.filter(({ command }) => command === 'enquire_link').length, 3);
});

// 7: octets under data coding 0 and 8 become a string; `_` of a receipt becomes `§`.
test('the message id of a receipt under data coding 0 is given as its octets say', async (t) => {
  const smsc = await startSmsc(t);
  const link = await openLink(t, smsc.port);
  const text = 'id:ab_cd@1 sub:001 dlvrd:001 submit date:2611241200 done date:2611241200 stat:DELIVRD err:000 text:';
  for (const data_coding of [0, 1, 3, 4, 0xf5]) {
    await smsc.deliver({ esm_class: 4, data_coding, short_message: Buffer.from(text) });
  }
  t.deepEqual(new Set(link.receipts.map(({ messageId }) => messageId)), new Set(['ab_cd@1']));
});

// 7: encoding leaves a Buffer as it is, a string is encoded.
test('user data of any octets reaches the SMSC as it is, whatever the data coding', async (t) => {
  const userData = Uint8Array.from([6, 5, 4, 0x0b, 0x84, 0x23, 0xf0, 0, 0x1b, 0x80, 0xff, 0xe4]);
  for (const dataCoding of [0x00, 0x04, 0x08, 0xf5]) {
    const got: Buffer[] = [];
    const port = await startRaw(t, (socket) => answerBind(socket, (octets) => got.push(octets)));
    const link = await openLink(t, port, { dataCoding, drainMs: 0 });
    void link.submit({ ...part, userData }, soon);
    await eventually(() => got[0]);
    t.true(got[0]?.includes(Buffer.from([dataCoding, 0, userData.length, ...userData])));
  }
});

// 8: lengths are not checked: 60 digits are written, 300 octets throw.
test('a part that does not fit its PDU is neither written nor thrown about', async (t) => {
  const smsc = await startSmsc(t);
  const link = await openLink(t, smsc.port);
  for (const wrong of [{ destination: `+${'1'.repeat(60)}` }, { userData: new Uint8Array(300) }]) {
    t.like(await link.submit({ ...part, ...wrong }, soon), { type: 'refused', kind: 'permanent' });
  }
  t.is(smsc.submits.length, 0);
});

// 9: a response with an error status loses its body in the package; other SMSCs send one.
test('a refusal is read with a body and without', async (t) => {
  const bodies = [Buffer.alloc(0), Buffer.from('\0'), Buffer.from('unwanted id\0'), Buffer.from([0, 4, 0x23, 0, 1, 7])];
  const port = await startRaw(t, (socket) => {
    let count = 0;
    answerBind(socket, (octets) =>
      socket.write(header(0x8000_0004, 0x0b, octets.readUInt32BE(12), bodies[count++ % bodies.length])),
    );
  });
  const link = await openLink(t, port);
  for (const _ of bodies) {
    t.deepEqual(await link.submit(part, soon), { type: 'refused', status: 0x0b, kind: 'permanent' });
  }
});

// 10: TLVs with names that the package does not know vanish from the PDU.
test('the TLVs of a part are in its PDU', async (t) => {
  const smsc = await startSmsc(t);
  const link = await openLink(t, smsc.port);
  await link.submit({ ...part, reference: 65_535, moreToSend: true }, soon);
  await link.submit(part, soon);
  t.like(smsc.submits[0], { user_message_reference: 65_535, more_messages_to_send: 1 });
  t.like(smsc.submits[1], { user_message_reference: part.reference, more_messages_to_send: undefined });
});

// 11: decoding a message_payload sets a global variable, and throws in strict mode.
test('a receipt in message_payload is read without a global variable', async (t) => {
  const got: Buffer[] = [];
  const payload = Buffer.from('id:1 stat:DELIVRD');
  const tlv = Buffer.concat([Buffer.from([4, 0x24, 0, payload.length]), payload]);
  const receipt = header(0x05, 0, 9, Buffer.concat([Buffer.from([0, 0, 0, 0, 0, 0, 0, 4, ...Array(9).fill(0)]), tlv]));
  const port = await startRaw(t, (socket) => {
    answerBind(socket, (octets) => got.push(octets), receipt);
  });
  const link = await openLink(t, port);
  await eventually(() => got.length > 0);
  t.like(link.receipts, { 0: { messageId: '1', state: 'delivered' }, length: 1 });
  t.false('skipUdh' in globalThis);
});

// 12: the package parses URLs with the deprecated url.parse().
test('a process with a link uses nothing that is deprecated', async (t) => {
  const strict = ['--pending-deprecation', '--throw-deprecation'];
  t.deepEqual(await runLink(t, 1, strict), { code: 0, output: 'alive\n' });
});

/** Runs a process with a link to that port and one to port 1, where nobody listens. */
async function runLink(t: ExecutionContext, port: number, flags: readonly string[] = []) {
  const program = fileURLToPath(new URL('smpp-link-main.ts', import.meta.url));
  const child = spawn(process.execPath, [...flags, '--import=tsx', program, String(port)]);
  t.teardown(() => child.kill('SIGKILL'));
  const output: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => output.push(chunk));
  const [code] = await once(child, 'close');
  return { code, output: Buffer.concat(output).toString() };
}
