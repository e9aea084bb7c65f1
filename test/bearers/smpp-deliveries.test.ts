import { EventEmitter, once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import test from 'ava';
import { DecodeError } from '../../domain/decode-error.ts';
import { answerBind, eventually, header, openLink, part, startRaw, startSmsc } from './smpp-world.ts';

const soon = { patienceMs: 5_000 };
const RECEIPT = { esm_class: 0x04, receipted_message_id: 'm1', message_state: 2 } as const;

test('a receipt reaches the listener and is acknowledged with status 0', async (t) => {
  const smsc = await startSmsc(t);
  const link = await openLink(t, smsc.port, { name: 'smpp-2' });
  t.is(await smsc.deliver({ ...RECEIPT, user_message_reference: 4711 }), 0);
  const receipt = { bearer: 'smpp-2', messageId: 'm1', state: 'delivered', error: '', reference: 4711 } as const;
  t.deepEqual(link.receipts, [receipt]);
});

test('a message of a subscriber reaches the listener and is acknowledged', async (t) => {
  const smsc = await startSmsc(t);
  const link = await openLink(t, smsc.port);
  const message = { source_addr: '447700900123', source_addr_ton: 1, destination_addr: '5555', short_message: 'Yes' };
  t.is(await smsc.deliver(message), 0);
  t.deepEqual(link.messages, [
    { bearer: 'smpp', from: '+447700900123', to: '5555', dataCoding: 1, octets: Buffer.from('Yes') },
  ]);
});

test('what the listener cannot keep is answered with 0x64, so that the SMSC brings it again', async (t) => {
  const smsc = await startSmsc(t);
  let failures = 2;
  const link = await openLink(
    t,
    smsc.port,
    {},
    {
      listener: { receiptArrived: async () => (failures-- > 0 ? Promise.reject(new Error('no database')) : undefined) },
    },
  );
  t.deepEqual([await smsc.deliver(RECEIPT), await smsc.deliver(RECEIPT), await smsc.deliver(RECEIPT)], [0x64, 0x64, 0]);
  t.deepEqual(link.events.at(-1), { event: 'smpp.arrival_not_kept', link: 'smpp' });
});

test('receipts for one message are kept one after the other, as they came; others do not wait for them', async (t) => {
  const smsc = await startSmsc(t);
  const kept: string[] = [];
  const news = new EventEmitter();
  const others = once(news, 'm2');
  await openLink(
    t,
    smsc.port,
    {},
    {
      listener: {
        async receiptArrived({ messageId, state }) {
          // The first takes longer than what does not wait for it.
          if (messageId === 'm1' && state === 'delivered') await Promise.race([others, setTimeout(10_000)]);
          kept.push(`${messageId} ${state}`);
          news.emit(messageId);
        },
      },
    },
  );
  const [delivered, undeliverable] = [2, 5];
  await Promise.all([
    smsc.deliver({ ...RECEIPT, message_state: delivered }),
    smsc.deliver({ ...RECEIPT, message_state: undeliverable }),
    smsc.deliver({ ...RECEIPT, receipted_message_id: 'm2' }),
  ]);
  t.deepEqual(kept, ['m2 delivered', 'm1 delivered', 'm1 undeliverable']);
});

test('a listener that throws at once is no more harm than one that rejects', async (t) => {
  const smsc = await startSmsc(t);
  await openLink(
    t,
    smsc.port,
    {},
    {
      listener: {
        receiptArrived() {
          throw new DecodeError('x', 0, 'y');
        },
      },
    },
  );
  t.is(await smsc.deliver(RECEIPT), 0x64);
});

test('a receipt that cannot be read is acknowledged and logged without its text', async (t) => {
  const smsc = await startSmsc(t);
  const link = await openLink(t, smsc.port);
  t.is(await smsc.deliver({ esm_class: 0x04, short_message: Buffer.from('SECRET') }), 0);
  t.deepEqual(link.receipts, []);
  t.deepEqual(link.events.at(-1), { event: 'smpp.receipt_unreadable', link: 'smpp' });
});

test('a message that cannot be read is acknowledged and logged without its octets', async (t) => {
  const smsc = await startSmsc(t);
  const link = await openLink(t, smsc.port);
  t.is(await smsc.deliver({ data_coding: 4, short_message: Buffer.from('ff', 'hex') }), 0);
  t.deepEqual(link.messages, []);
  t.deepEqual(link.events.at(-1), { event: 'smpp.message_unreadable', link: 'smpp' });
});

test('a delivery that ends inside a field is refused for good, and the session goes on', async (t) => {
  const got: Buffer[] = [];
  const port = await startRaw(t, (socket) => {
    answerBind(socket, (octets) => got.push(octets), header(0x05, 0, 77, Buffer.from('\0\0\0')));
  });
  const link = await openLink(t, port);
  await eventually(() => got.length > 0);
  t.deepEqual(got[0], header(0x8000_0005, 0x01, 77));
  t.deepEqual(link.events.at(-1), { event: 'smpp.delivery_malformed', link: 'smpp' });
  t.true(link.ready());
});

test('a data_sm is answered by a data_sm_resp', async (t) => {
  const smsc = await startSmsc(t);
  const link = await openLink(t, smsc.port);
  t.is(await smsc.deliver(RECEIPT, 'data_sm'), 0);
  t.is(link.receipts.length, 1);
  t.is(smsc.seen.at(-1)?.command, 'data_sm_resp');
});

test('a receipt that overtakes the response to its part reaches the listener first', async (t) => {
  const smsc = await startSmsc(t);
  smsc.answerWith(() => 'never');
  const link = await openLink(t, smsc.port);
  const outcome = link.submit(part, soon);
  const pdu = await eventually(() => smsc.submits[0]);
  t.is(await smsc.deliver(RECEIPT), 0);
  t.is(link.receipts.length, 1);
  smsc.sessions[0]?.send(pdu.response({ message_id: 'm1' }));
  t.deepEqual(await outcome, { type: 'accepted', messageId: 'm1' });
});

test('a receipt that comes ten times reaches the listener ten times, each acknowledged', async (t) => {
  const smsc = await startSmsc(t);
  const link = await openLink(t, smsc.port);
  const statuses = await Promise.all(Array.from({ length: 10 }, () => smsc.deliver(RECEIPT)));
  t.deepEqual(new Set(statuses), new Set([0]));
  t.is(link.receipts.length, 10);
});

test('at most ten deliveries are being kept at once', async (t) => {
  const smsc = await startSmsc(t);
  let now = 0;
  let most = 0;
  const receiptArrived = async () => {
    now += 1;
    most = Math.max(most, now);
    // Nobody is done before all that may come have come.
    await eventually(() => most >= 10);
    await setTimeout(5);
    now -= 1;
  };
  await openLink(t, smsc.port, {}, { listener: { receiptArrived } });
  const statuses = await Promise.all(
    Array.from({ length: 50 }, (_, i) => smsc.deliver({ ...RECEIPT, receipted_message_id: `m${i}` })),
  );
  t.deepEqual(new Set(statuses), new Set([0]));
  t.is(most, 10);
});

test('a flood of deliveries is answered with 0x64 where there is no room, and kept where there is', async (t) => {
  const smsc = await startSmsc(t);
  const gate = new EventEmitter().setMaxListeners(0);
  const held = once(gate, 'open').then(() => undefined);
  const link = await openLink(t, smsc.port, {}, { listener: { receiptArrived: () => held } });
  const statuses = Array.from({ length: 1_030 }, () => smsc.deliver(RECEIPT));
  t.is(await statuses.at(-1), 0x64);
  gate.emit('open');
  const counts = new Map<number, number>();
  for (const status of await Promise.all(statuses)) counts.set(status, (counts.get(status) ?? 0) + 1);
  t.deepEqual([counts.get(0), counts.get(0x64)], [1_010, 20]);
  t.true(link.ready());
});

test('stopping waits until what has arrived is kept and acknowledged', async (t) => {
  const smsc = await startSmsc(t);
  const steps: string[] = [];
  const receiptArrived = async () => {
    steps.push('arrived');
    await setTimeout(40);
    steps.push('kept');
  };
  const link = await openLink(t, smsc.port, {}, { listener: { receiptArrived } });
  const status = smsc.deliver(RECEIPT);
  await eventually(() => steps.length > 0);
  await link.stop();
  steps.push('stopped');
  t.is(await status, 0);
  t.deepEqual(steps, ['arrived', 'kept', 'stopped']);
});

test('a listener that never ends does not keep the link from stopping', async (t) => {
  const smsc = await startSmsc(t);
  let arrived = 0;
  const receiptArrived = () => {
    arrived += 1;
    return new Promise<void>(() => undefined);
  };
  const link = await openLink(t, smsc.port, { drainMs: 30 }, { listener: { receiptArrived } });
  void smsc.deliver(RECEIPT);
  await eventually(() => arrived);
  await t.notThrowsAsync(link.stop());
});
