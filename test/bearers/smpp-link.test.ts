import test from 'ava';
import type { PDU } from 'smpp';
import type { OutgoingPart, SubmitOutcome } from '../../domain/bearer.ts';
import { testWireContract } from './bearer-contract.ts';
import { answerBind, eventually, header, openLink, part, startLink, startRaw, startSmsc } from './smpp-world.ts';

const soon = { patienceMs: 5_000 };
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A submit_sm's user data, which the package takes apart. */
function userDataOf({ short_message: message }: PDU): Uint8Array {
  const header = Buffer.concat([...(message?.udh ?? [])]);
  const length = message?.udh === undefined ? [] : [header.length];
  return Uint8Array.from([...length, ...header, ...Buffer.from(message?.message ?? '')]);
}

/** A part that fills a short message. */
const full: OutgoingPart = {
  ...part,
  userData: Uint8Array.from([
    ...Buffer.from('0605040b8423f0', 'hex'),
    ...Array.from({ length: 133 }, (_, i) => (i * 37) % 256),
  ]),
};

testWireContract('The SMPP link', {
  cargo: full,
  octets: full.userData,
  createWorld: async (t, listener) => {
    const smsc = await startSmsc(t);
    const link = await openLink(t, smsc.port, { responseTimeoutMs: 5_000, drainMs: 0 }, { listener });
    return {
      bearer: link,
      received: () => smsc.submits.map((pdu) => ({ destination: `+${pdu.destination_addr}`, octets: userDataOf(pdu) })),
      behave(how) {
        const answers = { accept: { message_id: 'a' }, refuse: { command_status: 0x0b }, silent: 'never' } as const;
        smsc.answerWith(() => answers[how]);
      },
      async goAway() {
        await smsc.stop();
        await eventually(() => !link.ready());
      },
      async report(messageId, state) {
        const message_state = { delivered: 2, expired: 3 }[state];
        const status = await smsc.deliver({ esm_class: 0x04, receipted_message_id: messageId, message_state });
        return status === 0 ? 'acknowledged' : 'refused';
      },
    };
  },
});

test('a part becomes the octets of SMPP 3.4 §4.4.1 (by hand; tshark 4.0.17 reads every field of them so)', async (t) => {
  const got: Buffer[] = [];
  const port = await startRaw(t, (socket) => answerBind(socket, (octets) => got.push(octets)));
  const sourceAddress = { address: '5555', ton: 3, npi: 9 };
  const link = await openLink(t, port, { sourceAddress, drainMs: 0 });
  void link.submit({ ...part, moreToSend: true, validitySeconds: 90_061 }, soon);
  await eventually(() => got[0]);
  const expected = [
    '00000056 00000004 00000000 00000002', // command_length, command_id, command_status, sequence_number
    '00', // service_type
    '03 09 35353535 00', // source
    '01 01 343437373030393030313233 00', // destination
    '40 00 00 00', // esm_class, protocol_id, priority_flag, schedule_delivery_time
    '3030303030313031303130313030305200', // validity_period 000001010101000R: a day, an hour, a minute, a second
    '01 00 04 00', // registered_delivery, replace_if_present_flag, data_coding, sm_default_msg_id
    '0a 0605040b8423f0ffff00', // sm_length, short_message
    '0204 0002 1267', // user_message_reference
    '0426 0001 01', // more_messages_to_send
  ];
  t.is(got[0]?.toString('hex'), expected.join('').replaceAll(' ', ''));
});

test('in the form of TLVs the header of a part is said in optional parameters (SMPP 3.4 §5.3.2.20 to .24, by hand)', async (t) => {
  const got: Buffer[] = [];
  const port = await startRaw(t, (socket) => answerBind(socket, (octets) => got.push(octets)));
  const link = await openLink(t, port, { segmentation: 'sar', drainMs: 0 });
  const userData = Buffer.from('0b05040b8423f00003a50201ffee', 'hex');
  void link.submit({ ...part, userData }, soon);
  await eventually(() => got[0]);
  const expected = [
    '00000051 00000004 00000000 00000002', // command_length, command_id, command_status, sequence_number
    '00', // service_type
    '00 00 00', // source
    '01 01 343437373030393030313233 00', // destination
    '00 00 00 00 00', // esm_class without header, protocol_id, priority_flag, schedule_delivery_time, validity_period
    '01 00 04 00', // registered_delivery, replace_if_present_flag, data_coding, sm_default_msg_id
    '02 ffee', // sm_length, short_message
    '020a 0002 23f0', // source_port
    '020b 0002 0b84', // destination_port
    '020c 0002 00a5', // sar_msg_ref_num
    '020e 0001 02', // sar_total_segments
    '020f 0001 01', // sar_segment_seqnum
    '0204 0002 1267', // user_message_reference
  ];
  t.is(got[0]?.toString('hex'), expected.join('').replaceAll(' ', ''));
});

test('a bind gives system id, password, system type and version 3.4', async (t) => {
  const smsc = await startSmsc(t);
  await openLink(t, smsc.port, { systemType: 'VMA' });
  t.is(smsc.seen[0]?.command, 'bind_transceiver');
  t.like(smsc.seen[0], { system_id: 'wsi', password: 'secret1', system_type: 'VMA', interface_version: 0x34 });
});

test('the message id of a response is given in its canonical form', async (t) => {
  const smsc = await startSmsc(t);
  smsc.answerWith(() => ({ message_id: '582573e1' }));
  const link = await openLink(t, smsc.port, { messageIds: { response: 'hex', receipt: 'decimal' } });
  t.deepEqual(await link.submit(part, soon), { type: 'accepted', messageId: '1478849505' });
  await smsc.deliver({ esm_class: 4, short_message: Buffer.from('id:1478849505 stat:DELIVRD') });
  t.is(link.receipts[0]?.messageId, '1478849505');
});

for (const [status, kind] of [
  [0x08, 'temporary'],
  [0x0b, 'permanent'],
  [0x45, 'temporary'],
  [0x58, 'throttled'],
  [0x14, 'throttled'],
  [0x44c, 'temporary'],
] as const) {
  test(`a part answered with status ${status} is refused as ${kind}`, async (t) => {
    const smsc = await startSmsc(t);
    smsc.answerWith(() => ({ command_status: status }));
    const link = await openLink(t, smsc.port);
    t.deepEqual(await link.submit(part, soon), { type: 'refused', status, kind });
  });
}

for (const [title, wrong, status] of [
  ['an address of 21 digits', { destination: `+${'1'.repeat(21)}` }, 0x0b],
  ['an address that is no number', { destination: '+44x' }, 0x0b],
  ['141 octets of user data', { userData: new Uint8Array(141) }, 0x01],
  ['no user data', { userData: new Uint8Array() }, 0x01],
] as const) {
  test(`a part with ${title} is refused and never written`, async (t) => {
    const smsc = await startSmsc(t);
    const link = await openLink(t, smsc.port);
    t.deepEqual(await link.submit({ ...part, ...wrong }, soon), { type: 'refused', status, kind: 'permanent' });
    t.is(smsc.submits.length, 0);
    t.deepEqual(link.events.at(-1), { event: 'smpp.part_invalid', link: 'smpp', status });
  });
}

test('a validity period of more than 30 days is cut to 30 days, and one below a second is a second', async (t) => {
  const smsc = await startSmsc(t);
  const link = await openLink(t, smsc.port);
  const days = async (validitySeconds: number) => {
    await link.submit({ ...part, validitySeconds }, soon);
    const until = smsc.submits.at(-1)?.validity_period;
    return until instanceof Date ? Math.round((until.getTime() - Date.now()) / 86_400_000) : Number.NaN;
  };
  t.is(await days(365 * 86_400), 30);
  t.is(await days(0.5), 0);
});

test('never more parts are in flight than the window has places, and none waits without need', async (t) => {
  const smsc = await startSmsc(t);
  const link = await openLink(t, smsc.port, { window: 3 });
  let most = 0;
  smsc.answerWith(() => 'never');
  const answerOne = (pdu: PDU) => {
    most = Math.max(most, link.state().inFlight);
    smsc.sessions[0]?.send(pdu.response({ message_id: 'x' }));
  };
  const outcomes = Array.from({ length: 20 }, () => link.submit(part, soon));
  for (let answered = 0; answered < 20; answered++) {
    const pdu = await eventually(() => smsc.submits[answered]);
    t.true(smsc.submits.length <= answered + 3);
    answerOne(pdu);
  }
  for (const outcome of await Promise.all(outcomes)) t.is(outcome.type, 'accepted');
  t.is(most, 3);
  t.like(link.state(), { inFlight: 0, waiting: 0 });
});

test('a window of a thousand parts fills the socket at once, and all of them go', async (t) => {
  const smsc = await startSmsc(t);
  const link = await openLink(t, smsc.port, { window: 1_000 });
  const outcomes = await Promise.all(Array.from({ length: 2_000 }, () => link.submit(part, soon)));
  t.true(outcomes.every(({ type }) => type === 'accepted'));
  t.is(smsc.submits.length, 2_000);
});

test('parts go in the order in which they came', async (t) => {
  const smsc = await startSmsc(t);
  const link = await openLink(t, smsc.port, { window: 2 });
  const references = Array.from({ length: 50 }, (_, i) => i + 1);
  await Promise.all(references.map((reference) => link.submit({ ...part, reference }, soon)));
  t.deepEqual(
    smsc.submits.map((pdu) => pdu.user_message_reference),
    references,
  );
});

test('a part that finds no place in the window within its patience is not sent', async (t) => {
  const smsc = await startSmsc(t);
  smsc.answerWith(() => 'never');
  const link = await openLink(t, smsc.port, { window: 1, responseTimeoutMs: 5_000, drainMs: 0 });
  const first = link.submit(part, soon);
  t.deepEqual(await link.submit(part, { patienceMs: 30 }), { type: 'unsent', reason: 'window_full' });
  t.deepEqual(await link.submit(part, { patienceMs: 0 }), { type: 'unsent', reason: 'window_full' });
  t.is(smsc.submits.length, 1);
  await smsc.stop();
  t.deepEqual(await first, { type: 'unknown', reason: 'connection_lost' });
});

test('a part without patience goes at once when the way is free', async (t) => {
  const smsc = await startSmsc(t);
  const link = await openLink(t, smsc.port);
  t.is((await link.submit(part, { patienceMs: 0 })).type, 'accepted');
});

test('a part waits for the link to open, as long as its patience lasts', async (t) => {
  const smsc = await startSmsc(t);
  const link = startLink(t, smsc.port);
  t.false(link.ready());
  t.is((await link.submit(part, soon)).type, 'accepted');
});

test('patience longer than a timer can be set to is no haste', async (t) => {
  const smsc = await startSmsc(t);
  const link = startLink(t, smsc.port);
  t.is((await link.submit(part, { patienceMs: 1e12 })).type, 'accepted');
});

test('no more parts go than the rate allows, and the others wait', async (t) => {
  const smsc = await startSmsc(t);
  const link = await openLink(t, smsc.port, { maxPerSecond: 20, window: 100 });
  const slow = await openLink(t, smsc.port, { maxPerSecond: 1 });
  const before = performance.now();
  await Promise.all(Array.from({ length: 12 }, () => link.submit(part, soon)));
  // Two go at once, ten at 20 a second.
  t.true(performance.now() - before >= 450);
  // Two go at once, at most; the third would wait for a second.
  const [, , third] = Array.from({ length: 3 }, () => slow.submit(part, { patienceMs: 1 }));
  t.deepEqual(await third, { type: 'unsent', reason: 'window_full' });
});

test('a throttled link goes slower, and says so', async (t) => {
  const smsc = await startSmsc(t);
  smsc.answerWith((_, count) => (count <= 10 ? { command_status: 0x58 } : { message_id: 'x' }));
  const link = await openLink(t, smsc.port);
  t.is(link.state().perSecond, null);
  await Promise.all(Array.from({ length: 10 }, () => link.submit(part, soon)));
  const { perSecond } = link.state();
  t.true(perSecond !== null && perSecond <= 5);
  t.is(link.events.filter(({ event }) => event === 'smpp.throttled').length, 1);
  t.is((await link.submit(part, soon)).type, 'accepted');
});

test('a response after the time limit leaves the part unknown, and is told later', async (t) => {
  const smsc = await startSmsc(t);
  const late: [OutgoingPart, SubmitOutcome][] = [];
  smsc.answerWith(() => 'never');
  const link = await openLink(t, smsc.port, { responseTimeoutMs: 400 }, { lateOutcome: (...what) => late.push(what) });
  t.deepEqual(await link.submit(part, soon), { type: 'unknown', reason: 'timeout' });
  const pdu = await eventually(() => smsc.submits[0]);
  smsc.sessions[0]?.send(pdu.response({ message_id: 'late' }));
  smsc.sessions[0]?.send(pdu.response({ message_id: 'later' }));
  await eventually(() => late.length > 0);
  await pause(20);
  t.deepEqual(late, [[part, { type: 'accepted', messageId: 'late' }]]);
  t.is(smsc.submits.length, 1);
});

test('a place in the window is free again when an answer stays away, once the SMSC gives a sign of life', async (t) => {
  const smsc = await startSmsc(t);
  smsc.answerWith((_, count) => (count === 1 ? 'never' : { message_id: 'x' }));
  const link = await openLink(t, smsc.port, { window: 1, responseTimeoutMs: 2_000 });
  t.is((await link.submit(part, soon)).type, 'unknown');
  t.is((await link.submit(part, soon)).type, 'accepted');
  t.true(smsc.seen.some(({ command }) => command === 'enquire_link'));
});

test('a repeated response is ignored, and so is one to a sequence number that was never used', async (t) => {
  const smsc = await startSmsc(t);
  smsc.answerWith((pdu) => {
    for (const sequence_number of [pdu.sequence_number, 4_000]) {
      const again = pdu.response({ message_id: 'first' });
      again.sequence_number = sequence_number;
      smsc.sessions[0]?.send(again);
    }
    return { message_id: 'second' };
  });
  const link = await openLink(t, smsc.port);
  t.deepEqual(await link.submit(part, soon), { type: 'accepted', messageId: 'first' });
  await link.stop();
  t.like(link.events.at(-1), { event: 'smpp.closed', reason: 'stopped', ignored: 2 });
});

test('the answer to another command is not taken for that of a part', async (t) => {
  const port = await startRaw(t, (socket) =>
    answerBind(socket, (octets) => {
      const sequence = octets.readUInt32BE(12);
      socket.write(header(0x8000_0015, 0, sequence));
      socket.write(header(0x8000_0004, 0, sequence, Buffer.from('right\0')));
    }),
  );
  const link = await openLink(t, port);
  t.deepEqual(await link.submit(part, soon), { type: 'accepted', messageId: 'right' });
});

for (const [status, kind] of [
  [0x02, 'permanent'],
  [0x08, 'temporary'],
  [0x00, 'temporary'],
] as const) {
  test(`a generic_nack with status ${status} refuses its part as ${kind}`, async (t) => {
    const port = await startRaw(t, (socket) =>
      answerBind(socket, (octets) => socket.write(header(0x8000_0000, status, octets.readUInt32BE(12)))),
    );
    const link = await openLink(t, port);
    t.deepEqual(await link.submit(part, soon), { type: 'refused', status, kind });
  });
}

test('stopping waits for the answers in flight, then unbinds', async (t) => {
  const smsc = await startSmsc(t);
  smsc.answerWith(() => 'never');
  const link = await openLink(t, smsc.port, { drainMs: 20_000 });
  const outcome = link.submit(part, soon);
  const pdu = await eventually(() => smsc.submits[0]);
  const stopped = link.stop();
  t.is(link.state().state, 'draining');
  t.deepEqual(await link.submit(part, soon), { type: 'unsent', reason: 'stopping' });
  t.false(smsc.seen.some(({ command }) => command === 'unbind'));
  smsc.sessions[0]?.send(pdu.response({ message_id: 'x' }));
  t.is((await outcome).type, 'accepted');
  await stopped;
  t.is(smsc.seen.at(-1)?.command, 'unbind');
  t.is(link.state().state, 'closed');
});

test('stopping waits no longer than its limit; what is in flight then is unknown', async (t) => {
  const smsc = await startSmsc(t);
  smsc.answerWith(() => 'never');
  const link = await openLink(t, smsc.port, { drainMs: 40 });
  const outcome = link.submit(part, soon);
  await eventually(() => smsc.submits[0]);
  const before = performance.now();
  await link.stop();
  t.true(performance.now() - before < 10_000);
  t.deepEqual(await outcome, { type: 'unknown', reason: 'connection_lost' });
});

test('stopping sends parts that wait for their turn home', async (t) => {
  const smsc = await startSmsc(t);
  smsc.answerWith(() => 'never');
  const link = await openLink(t, smsc.port, { window: 1, drainMs: 10 });
  const outcomes = [link.submit(part, soon), link.submit(part, soon)];
  await link.stop();
  t.deepEqual(await Promise.all(outcomes), [
    { type: 'unknown', reason: 'connection_lost' },
    { type: 'unsent', reason: 'stopping' },
  ]);
});

test('a link that was never started has nothing to stop, and sends nothing', async (t) => {
  const smsc = await startSmsc(t);
  const link = await openLink(t, smsc.port);
  await link.stop();
  await link.stop();
  link.start();
  t.deepEqual(await link.submit(part, soon), { type: 'unsent', reason: 'stopping' });
  t.is(smsc.connections(), 1);
});

test('a stop while the link waits for its next try ends it at once', async (t) => {
  const link = startLink(t, 1, { reconnect: { minMs: 60_000, maxMs: 60_000 } });
  await eventually(() => link.events.length > 0);
  t.is(link.state().state, 'connecting');
  await link.stop();
  t.is(link.state().state, 'closed');
});

test('no address, text, message id or credential gets into the log', async (t) => {
  const smsc = await startSmsc(t);
  smsc.answerWith((_, count) => (count === 1 ? { message_id: 'SECRETID' } : { command_status: 0x58 }));
  const link = await openLink(
    t,
    smsc.port,
    {},
    { listener: { messageArrived: () => Promise.reject(new Error('SECRET')) } },
  );
  await link.submit(part, soon);
  await link.submit(part, soon);
  await link.submit({ ...part, destination: '+1x' }, soon);
  await smsc.deliver({ esm_class: 4, source_addr: '447700900123', short_message: Buffer.from('id:SECRET') });
  await smsc.deliver({ source_addr: '447700900123', short_message: Buffer.from('SECRET') });
  await link.stop();
  const allowed = 'event link role status reason code delayMs failures ignored inFlight perSecond'.split(' ');
  for (const event of link.events) {
    t.true(Object.keys(event).every((field) => allowed.includes(field)));
    t.false(/SECRET|secret|wsi|77009/.test(JSON.stringify(event)));
  }
  t.deepEqual(
    new Set(link.events.map(({ event }) => event)),
    new Set([
      'smpp.bound',
      'smpp.throttled',
      'smpp.part_invalid',
      'smpp.receipt_unreadable',
      'smpp.arrival_not_kept',
      'smpp.closed',
    ]),
  );
});
