import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import type { LogEntry } from '../../simulator/smsc-log.ts';
import { S2, S3 } from './vectors.ts';
import {
  bindClient,
  connectClient,
  connectRaw,
  eventually,
  PASSWORD,
  SYSTEM_ID,
  startHandsets,
  startSmsc,
  submit,
} from './world.ts';

const PHONE = '15550001111';

for (const mode of ['transmitter', 'receiver', 'transceiver']) {
  test(`An SMSC binds a ${mode}`, async (t) => {
    const { smppPort, sessions } = await startSmsc(t);
    await bindClient(t, smppPort, mode);
    t.like((await sessions()).sessions[0], { mode, unanswered: 0 });
  });
}

for (const [title, systemId, password, status] of [
  ['a wrong system id', 'someone', PASSWORD, 0x0f],
  ['a wrong password', SYSTEM_ID, 'guess', 0x0e],
] as const) {
  test(`An SMSC refuses ${title} with ${status} and closes`, async (t) => {
    const { smppPort } = await startSmsc(t);
    const client = await connectClient(t, smppPort);
    const answer = await client.ask('bind_transceiver', { system_id: systemId, password });
    t.is(answer.command_status, status);
    await client.closed;
  });
}

test('An SMSC refuses a second bind on a connection and keeps the first', async (t) => {
  const { smppPort } = await startSmsc(t);
  const client = await bindClient(t, smppPort);
  t.is((await client.ask('bind_transmitter', { system_id: SYSTEM_ID, password: PASSWORD })).command_status, 0x05);
  t.is((await client.ask('submit_sm', submit(PHONE))).command_status, 0);
});

for (const [title, mode] of [
  ['a receiver', 'receiver'],
  ['a client that did not bind', undefined],
] as const) {
  test(`An SMSC takes no message from ${title}`, async (t) => {
    const { smppPort, log } = await startSmsc(t);
    const client = mode === undefined ? await connectClient(t, smppPort) : await bindClient(t, smppPort, mode);
    t.is((await client.ask('submit_sm', submit(PHONE))).command_status, 0x04);
    t.deepEqual(await log(), []);
  });
}

test('An SMSC refuses a destination that is no number', async (t) => {
  const { smppPort, log } = await startSmsc(t);
  const client = await bindClient(t, smppPort);
  t.is((await client.ask('submit_sm', submit('nobody'))).command_status, 0x0b);
  const body = await log();
  t.like(body[0], { destination: 'nobody', status: 0x0b, messageId: null, handset: null });
});

test('The log holds the octets of S2 as they were sent, text alphabets too', async (t) => {
  const { smppPort, log } = await startSmsc(t);
  const client = await bindClient(t, smppPort);
  const octets = Buffer.from(S2.parts[0], 'hex');
  const umr = { user_message_reference: 0x1234, more_messages_to_send: 1 };
  const { message_id } = await client.ask(
    'submit_sm',
    submit(PHONE, { esm_class: 0x40, short_message: octets, ...umr }),
  );
  await client.ask('submit_sm', submit(PHONE, { data_coding: 0, short_message: Buffer.from('1b651b41ff', 'hex') }));
  await client.ask('submit_sm', submit(PHONE, { data_coding: 8, short_message: Buffer.from('d83dde', 'hex') }));

  const body = await log();

  t.like(body[0], {
    number: 1,
    source: '5555',
    destination: `+${PHONE}`,
    userData: S2.parts[0],
    messageId: message_id,
    status: 0,
    umr: 0x1234,
    moreToSend: true,
    handset: 'taken',
  });
  t.deepEqual(
    body.slice(1).map((entry) => [entry.userData, entry.umr]),
    [
      ['1b651b41ff', null],
      ['d83dde', null],
    ],
  );
});

test('GET /log?since=N gives what came after, and DELETE /log forgets without counting anew', async (t) => {
  const { smppPort, control } = await startSmsc(t);
  const client = await bindClient(t, smppPort);
  for (let i = 0; i < 3; i++) await client.ask('submit_sm', submit(PHONE));
  const numbers = async (path: string) => (await control<LogEntry[]>('GET', path)).body.map((entry) => entry.number);
  t.deepEqual(await numbers('/log?since=1'), [2, 3]);
  t.is((await control('DELETE', '/log')).status, 204);
  await client.ask('submit_sm', submit(PHONE));
  t.deepEqual(await numbers('/log'), [4]);
});

test('The log in memory has a cap', async (t) => {
  const { smppPort, log } = await startSmsc(t, { logCap: 10 });
  const client = await bindClient(t, smppPort);
  for (let i = 0; i < 25; i++) await client.ask('submit_sm', submit(PHONE));
  const body = await log();
  t.true(body.length <= 10);
  t.is(body.at(-1)!.number, 25);
});

test('The log file tells arrival, radio and answer of every message, a line each, and is appended to', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'smsc-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const logFile = join(folder, 'ledger.ndjson');
  for (let run = 0; run < 2; run++) {
    const smsc = await startSmsc(t, { logFile });
    const client = await bindClient(t, smsc.smppPort);
    await client.ask('submit_sm', submit(PHONE));
    await smsc.stop();
  }
  const lines = (await readFile(logFile, 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  t.is(lines.length, 6);
  const [first, ...rest] = lines.slice(3);
  t.like(first, { type: 'submit', number: 1, destination: `+${PHONE}`, userData: '00', status: null });
  t.deepEqual(new Set(rest.map(({ type }) => type)), new Set(['answered', 'radio']));
});

for (const [form, pattern] of [
  ['text', /^m-[0-9a-z]+$/],
  ['hex', /^[0-9a-f]+$/],
  ['decimal', /^\d+$/],
] as const) {
  test(`Message ids can be ${form}, alike in response and receipt`, async (t) => {
    const { smppPort } = await startSmsc(t, { messageIdForm: form });
    const client = await bindClient(t, smppPort);
    const { message_id } = await client.ask('submit_sm', submit(PHONE));
    t.regex(message_id!, pattern);
    t.is((await client.deliveredNth(1)).receipted_message_id, message_id);
  });
}

test('Message ids can be hexadecimal in responses and decimal in receipts', async (t) => {
  const { smppPort } = await startSmsc(t, { messageIdForm: 'hex', receiptIdForm: 'decimal' });
  const client = await bindClient(t, smppPort);
  const { message_id } = await client.ask('submit_sm', submit(PHONE));
  const { receipted_message_id } = await client.deliveredNth(1);
  t.is(Number.parseInt(message_id!, 16), Number(receipted_message_id));
});

test('A receipt says DELIVRD by TLVs and by text, from the handset to the sender', async (t) => {
  const { smppPort } = await startSmsc(t);
  const client = await bindClient(t, smppPort);
  const { message_id } = await client.ask('submit_sm', submit(PHONE));
  const receipt = await client.deliveredNth(1);
  t.like(receipt, {
    source_addr: PHONE,
    destination_addr: '5555',
    esm_class: 0x04,
    receipted_message_id: message_id,
    message_state: 2,
    user_message_reference: undefined,
  });
  const form = `^id:${message_id} sub:001 dlvrd:001 submit date:\\d{10} done date:\\d{10} stat:DELIVRD err:000 text:$`;
  t.regex(String(receipt.short_message?.message), new RegExp(form));
});

test('No receipt comes for a message that asks for none, or only for failure', async (t) => {
  const { smppPort, sessions } = await startSmsc(t);
  const client = await bindClient(t, smppPort);
  await client.ask('submit_sm', submit(PHONE, { registered_delivery: 0 }));
  await client.ask('submit_sm', submit(PHONE, { registered_delivery: 2 }));
  await client.ask('submit_sm', submit('15550002222'));
  t.is((await client.deliveredNth(1)).source_addr, '15550002222');
  // The answer to the one receipt may be on its way still; receipts of the others would wait, or be counted, too.
  await eventually(async () => (await sessions()).deliveries.waiting === 0);
  t.deepEqual((await sessions()).deliveries, { waiting: 0, acknowledged: 1, givenUp: 0 });
  t.is(client.delivered.length, 1);
});

test('A receipt names user_message_reference when the SMSC is set to echo it', async (t) => {
  const { smppPort } = await startSmsc(t, { echoReference: true });
  const client = await bindClient(t, smppPort);
  await client.ask('submit_sm', submit(PHONE, { user_message_reference: 777 }));
  t.is((await client.deliveredNth(1)).user_message_reference, 777);
});

test('Receipts wait until a receiver is bound', async (t) => {
  const { smppPort, sessions } = await startSmsc(t);
  const transmitter = await bindClient(t, smppPort, 'transmitter');
  const ids = [];
  for (let i = 0; i < 3; i++) ids.push((await transmitter.ask('submit_sm', submit(PHONE))).message_id);
  await eventually(async () => (await sessions()).deliveries.waiting === 3);
  const receiver = await bindClient(t, smppPort, 'receiver');
  await receiver.deliveredNth(3);
  t.deepEqual(new Set(receiver.delivered.map((receipt) => receipt.receipted_message_id)), new Set(ids));
  t.is(transmitter.delivered.length, 0);
});

test('A receipt that is refused is sent again, and given up after the limit', async (t) => {
  const { smppPort, sessions } = await startSmsc(t, { maxAttempts: 3 });
  const client = await bindClient(t, smppPort);
  client.answerDeliveries(0x08);
  await client.ask('submit_sm', submit(PHONE));
  await eventually(async () => (await sessions()).deliveries.givenUp === 1);
  t.deepEqual((await sessions()).deliveries, { waiting: 0, acknowledged: 0, givenUp: 1 });
  t.is(client.delivered.length, 3);
});

test('A receipt that is not answered is sent again until it is', async (t) => {
  const { smppPort, sessions } = await startSmsc(t, { answerMs: 30 });
  const client = await bindClient(t, smppPort);
  client.answerDeliveries('never');
  await client.ask('submit_sm', submit(PHONE));
  await client.deliveredNth(1);
  client.answerDeliveries(0);
  const again = await client.deliveredNth(2);
  t.is(again.receipted_message_id, client.delivered[0]!.receipted_message_id);
  await eventually(async () => (await sessions()).deliveries.acknowledged === 1);
});

test('A receipt whose connection closed before the answer goes to the next one', async (t) => {
  const { smppPort } = await startSmsc(t, { maxAttempts: 1 });
  const client = await bindClient(t, smppPort);
  client.answerDeliveries('never');
  const { message_id } = await client.ask('submit_sm', submit(PHONE));
  await client.deliveredNth(1);
  client.close();
  const next = await bindClient(t, smppPort);
  t.is((await next.deliveredNth(1)).receipted_message_id, message_id);
});

test('Receipts are spread over all receivers', async (t) => {
  const { smppPort } = await startSmsc(t);
  const clients = [await bindClient(t, smppPort), await bindClient(t, smppPort)];
  for (let i = 0; i < 20; i++) await clients[0]!.ask('submit_sm', submit(PHONE));
  await eventually(() => clients[0]!.delivered.length + clients[1]!.delivered.length >= 20);
  for (const client of clients) t.true(client.delivered.length >= 5);
});

test('An SMSC answers enquire_link and unbind', async (t) => {
  const { smppPort } = await startSmsc(t);
  const client = await bindClient(t, smppPort);
  t.is((await client.ask('enquire_link')).command, 'enquire_link_resp');
  t.is((await client.ask('unbind')).command, 'unbind_resp');
  await client.closed;
});

test('An SMSC asks its clients for a sign of life and drops one that gives none', async (t) => {
  const { smppPort } = await startSmsc(t, { enquireLinkMs: 300 });
  const alive = await bindClient(t, smppPort);
  const dead = await connectRaw(t, smppPort);
  dead.resume();
  await new Promise((resolve) => dead.once('close', resolve));
  t.true(alive.seen.includes('enquire_link'));
  t.false(alive.isClosed());
});

test('An SMSC drops a connection that does not bind in time', async (t) => {
  const { smppPort } = await startSmsc(t, { bindMs: 20 });
  const client = await connectClient(t, smppPort);
  await client.closed;
  t.pass();
});

test('An SMSC that stops unbinds its clients first', async (t) => {
  const smsc = await startSmsc(t);
  const client = await bindClient(t, smsc.smppPort);
  await smsc.stop();
  await client.closed;
  t.true(client.seen.includes('unbind'));
});

test('An SMSC that stops does not wait for a client that says nothing', async (t) => {
  const smsc = await startSmsc(t);
  const dead = await connectRaw(t, smsc.smppPort);
  const started = Date.now();
  await smsc.stop();
  t.true(Date.now() - started < 20_000);
  dead.destroy();
});

test('A command that the SMSC does not know is answered by generic_nack', async (t) => {
  const { smppPort } = await startSmsc(t);
  const client = await bindClient(t, smppPort);
  t.like(await client.ask('query_sm', { message_id: '1' }), { command: 'generic_nack', command_status: 0x03 });
  t.is((await client.ask('submit_sm', submit(PHONE))).command_status, 0);
});

for (const [title, octets] of [
  ['a length of 0', '00000000000000150000000000000001'],
  ['a length of 15', '0000000f000000150000000000000001'],
  ['a huge length', '7fffffff000000150000000000000001'],
  ['an HTTP request', Buffer.from('GET / HTTP/1.1\r\n\r\n').toString('hex')],
  ['a message longer than its PDU', S2.pdu.replace('0400800605', '0400ff0605')],
  ['a TLV beyond the end', `000000c5${S3.pdus[0].slice(8)}04260009`],
] as const) {
  test(`An SMSC closes the connection that sends ${title}, and no other`, async (t) => {
    const { smppPort } = await startSmsc(t);
    const other = await bindClient(t, smppPort);
    const raw = await connectRaw(t, smppPort);
    raw.write(Buffer.from(octets, 'hex'));
    await new Promise((resolve) => raw.once('close', resolve));
    t.is((await other.ask('submit_sm', submit(PHONE))).command_status, 0);
  });
}

test('PDUs that dribble in octet by octet are answered', async (t) => {
  const { smppPort } = await startSmsc(t);
  const raw = await connectRaw(t, smppPort);
  for (const octet of Buffer.from('00000010000000150000000000000007', 'hex')) {
    raw.write(Buffer.of(octet));
    await new Promise((resolve) => setImmediate(resolve));
  }
  const [answer] = await new Promise<Buffer[]>((resolve) => raw.once('data', (chunk) => resolve([chunk])));
  t.is(answer!.toString('hex'), '00000010800000150000000000000007');
});

test('A message goes on air with its octets; what the handset says is in the log', async (t) => {
  const handsets = await startHandsets(t);
  await handsets.call('PUT', `/handsets/${PHONE}`, { imsi: '001010123456789', user: { pin: S2.pin } });
  const { smppPort, log } = await startSmsc(t, { handsetUrl: handsets.url });
  const client = await bindClient(t, smppPort);

  await client.ask('submit_sm', submit(PHONE, { esm_class: 0x40, short_message: Buffer.from(S2.parts[0], 'hex') }));
  await client.deliveredNth(1);

  const { documents } = await handsets.view(PHONE);
  t.is(documents[0]!.wbxml, S2.wbxml);
  t.is((await log())[0]!.handset, 'taken');
});

for (const [title, settings, stat, state, handset] of [
  ['a number that is nobody', undefined, 'UNDELIV', 5, 'unknown'],
  ['a handset that is off', { off: true }, 'EXPIRED', 3, 'off'],
  ['a handset that fails', { status: 503 }, 'UNDELIV', 5, 'unreachable'],
] as const) {
  test(`A message to ${title} is reported ${stat}`, async (t) => {
    const handsets = await startHandsets(t);
    if (settings) await handsets.call('PUT', `/handsets/${PHONE}`, { imsi: '001010123456789', behaviour: settings });
    const { smppPort, log } = await startSmsc(t, { handsetUrl: handsets.url });
    const client = await bindClient(t, smppPort);
    await client.ask('submit_sm', submit(PHONE, { registered_delivery: 2 }));
    const receipt = await client.deliveredNth(1);
    t.is(receipt.message_state, state);
    t.regex(String(receipt.short_message?.message), new RegExp(`dlvrd:000 .* stat:${stat} err:001`));
    t.is((await log())[0]!.handset, handset);
  });
}

test('Handsets that cannot be reached are handsets that took nothing', async (t) => {
  const handsets = await startHandsets(t);
  await handsets.stop();
  const { smppPort } = await startSmsc(t, { handsetUrl: handsets.url });
  const client = await bindClient(t, smppPort);
  t.is((await client.ask('submit_sm', submit(PHONE))).command_status, 0);
  t.is((await client.deliveredNth(1)).message_state, 5);
});
