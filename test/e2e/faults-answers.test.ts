/**
 * What an SMSC can answer and report, over the whole stack (rows F22 to F25, F27 to F34, F37, F38 and F44 of the fault matrix). After each,
 * the SMSC's own log, the phones and the ledger agree. Response ids are hexadecimal and receipts name them in decimal throughout (F33).
 */
import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { createFaultWorld, type FaultOrder, type FaultWorld } from '../helpers/fault-world.ts';
import { MAIL, TWO_PARTS } from '../helpers/order-bodies.ts';

type Json = Record<string, unknown>;

const IDS = 'responseIds=hex&receiptIds=decimal&reconnectMin=50&reconnectMax=300';

const teardowns: (() => unknown)[] = [];
let world: FaultWorld;
test.before(async () => {
  // Quick to give a response up, and slow to send again: one that is late, for whatever reason, is its part's all the same.
  world = await createFaultWorld(
    { teardown: (work) => void teardowns.push(work) },
    { smppQuery: `responseTimeout=1000&maxMissedAnswers=9&${IDS}`, env: { IN_DOUBT_SECONDS: '30' } },
  );
});
test.afterEach.always(async () => {
  await world.stack.smsc('DELETE', '/script');
  await world.smpp.heal();
});
test.after.always(async () => {
  for (const work of teardowns.toReversed()) await work();
});

/** An order for each phone, with what the SMSC is to do to its parts. */
async function scripted(rules: (msisdn: string) => Json[], count = 1, more?: Json): Promise<FaultOrder[]> {
  const phones = await world.phones(count);
  await world.stack.smsc(
    'PUT',
    '/script',
    phones.flatMap((msisdn) => rules(msisdn).map((rule) => ({ match: { destination: msisdn }, ...rule }))),
  );
  return Promise.all(phones.map((msisdn) => world.order(msisdn, more)));
}

async function events(order: FaultOrder | undefined): Promise<string[]> {
  return world.stack.events(order?.id ?? '');
}

/** Has the SMSC say something of a message that it has taken, whenever and however. */
async function report(order: FaultOrder | undefined, fields: Json): Promise<void> {
  const [submit] = await world.seen(order === undefined ? [] : [order]);
  const messageId = BigInt(`0x${String(submit?.['messageId'])}`).toString();
  await world.stack.smsc('POST', '/receipts', {
    messageId,
    stat: 'DELIVRD',
    source: '17170',
    destination: order?.msisdn,
    ...fields,
  });
}

test.serial('F22: throttled parts cost no attempt, and are charged once', async (t) => {
  const orders = await scripted(() => [{ times: 2, response: { status: 0x58 } }], 4);
  const ends = await world.agree(t, orders);
  t.true(ends.every((end) => end.attempts.length === 1));
  t.is((await world.seen(orders)).length, 4);
  t.is((await world.seen(orders, 'refused too')).length, 12);
});

test.serial('F23: a full queue of one phone holds up that phone, and no other', async (t) => {
  const [slow] = await scripted(() => [{ times: 2, response: { status: 0x14 } }]);
  if (slow === undefined) throw new Error('No order');
  await world.until(async () => (await world.seen([slow], 'refused too')).length > 0, 'the first refusal');
  const others = await world.orders(3);
  await world.agree(t, others);
  await world.agree(t, [slow]);
  t.is((await world.seen([slow], 'refused too')).length, 3);
});

test.serial('F24: what may pass is tried again within the same attempt', async (t) => {
  const statuses = [0x08, 0x45, 0x64];
  const orders = await scripted(() => [{ times: 1, response: { status: statuses.pop() } }], statuses.length);
  const ends = await world.agree(t, orders);
  t.true(ends.every(({ attempts }) => attempts.length === 1));
  t.is((await world.seen(orders, 'refused too')).length, 2 * orders.length);
});

test.serial('F25: what will never pass fails at once and is not tried again', async (t) => {
  const statuses = [0x0b, 0x65, 0x66, 0x48];
  const orders = await scripted(() => [{ response: { status: statuses.pop() } }], statuses.length);
  const ends = await world.agree(t, orders, 'failed');
  t.deepEqual([...new Set(ends.map(({ reason }) => reason))], ['bearer_refused']);
  t.is((await world.seen(orders, 'refused too')).length, orders.length);
  for (const { id } of orders) t.deepEqual(await world.stack.charges(id), ['order.accepted:']);
});

test.serial(
  "F27: a response after its time limit is its part's all the same, and spares the second send",
  async (t) => {
    const orders = await scripted(() => [{ times: 1, response: { delayMs: 1_400 } }]);
    await world.agree(t, orders);
    t.is((await world.seen(orders)).length, 1);
    t.is(await world.sends(orders, 'in_doubt'), 0);
  },
);

test.serial('F28: a response that comes twice counts once', async (t) => {
  let doubled = 0;
  world.smpp.set(
    {
      change: (octets) => {
        if (octets.length < 16 || octets.readUInt32BE(4) !== 0x80000004) return octets;
        doubled += 1;
        return Buffer.concat([octets, octets]);
      },
    },
    'toClient',
  );
  const orders = await world.orders(3);
  await world.agree(t, orders);
  t.true(doubled > 0);
  t.is((await world.seen(orders)).length, 3);
});

test.serial('F29: receipts that overtake their responses find them, part by part', async (t) => {
  const orders = await scripted(
    () => [{ response: { delayMs: 300 }, receipt: { beforeResponse: true } }],
    2,
    TWO_PARTS,
  );
  await world.agree(t, orders);
  t.is((await world.seen(orders)).length, 4);
});

for (const [row, title, receipt, wanted] of [
  ['F30', 'a receipt that comes ten times', { times: 10 }, ['receipt.received']],
  [
    'F31',
    'an intermediate receipt after the final one',
    { also: [{ stat: 'ENROUTE', delayMs: 100 }, { stat: 'ACCEPTD' }] },
    ['receipt.received', 'receipt.received', 'receipt.received'],
  ],
  [
    'F32',
    'a failure reported after the success',
    { also: [{ stat: 'UNDELIV', delayMs: 300 }, { stat: 'EXPIRED' }] },
    ['receipt.received', 'receipt.contradicted', 'receipt.contradicted'],
  ],
] as const) {
  test.serial(`${row}: ${title} moves nothing back, and is kept`, async (t) => {
    const orders = await scripted(() => [{ receipt }]);
    await world.agree(t, orders);
    const receipts = async () => (await events(orders[0])).filter((type) => type.startsWith('receipt.'));
    await world.until(async () => (await receipts()).length === wanted.length, 'all receipts');
    await sleep(100);
    t.deepEqual(await receipts(), [...wanted]);
    const { body } = await world.stack.call('GET', `/v1/orders/${orders[0]?.id}`);
    t.like(body, { state: 'completed', evidence: 'delivered' });
    await world.agree(t, orders);
  });
}

test.serial(
  'F32: a success reported after the failure counts for nothing in the attempt that has failed',
  async (t) => {
    const orders = await scripted(() => [
      { times: 1, receipt: { stat: 'UNDELIV', also: [{ stat: 'DELIVRD', delayMs: 300 }] } },
    ]);
    const [end] = await world.agree(t, orders);
    t.is(end?.attempts.length, 2);
    await world.until(async () => (await events(orders[0])).includes('receipt.contradicted'), 'the contradiction');
  },
);

test.serial(
  'F33: receipts for messages that nobody knows, of whatever form, are kept apart and harm nobody',
  async (t) => {
    const orders = await scripted(() => [{ receipt: { never: true } }]);
    await world.stack.until(orders[0]?.id ?? '', 'awaiting_acknowledgement');
    for (const messageId of ['1', '99999999999999999999', 'ffff', "m'); drop table orders; --", '']) {
      await world.stack.smsc('POST', '/receipts', {
        messageId,
        stat: 'DELIVRD',
        source: '17170',
        destination: '+358401',
      });
    }
    await world.until(async () => {
      const [row] = await world.stack.database.rows<{ count: number }>(
        'select count(*)::int as count from receipts where send_id is null',
      );
      return (row?.count ?? 0) >= 4;
    }, 'the strangers in the table');
    t.is((await world.stack.call('GET', `/v1/orders/${orders[0]?.id}`)).body['evidence'], 'submitted');
    await report(orders[0], {});
    await world.agree(t, orders);
  },
);

test.serial(
  'F34: receipts that cannot be read are acknowledged and mean nothing; one from another century means what it says',
  async (t) => {
    const orders = await scripted(() => [{ receipt: { never: true } }]);
    await world.stack.until(orders[0]?.id ?? '', 'awaiting_acknowledgement');
    for (const text of [
      '',
      'nothing at all',
      'id: stat:',
      `id:${'9'.repeat(200)}`,
      '\u00ff\u0000\u0001id:\u0000 stat:DELIVRD',
      'stat:DELIVRD',
    ]) {
      await report(orders[0], { text, withoutTlvs: true });
    }
    await world.until(async () => {
      const { deliveries } = (await world.stack.smsc('GET', '/sessions')) as {
        deliveries: { waiting: number };
        sessions: { unanswered: number }[];
      };
      return deliveries.waiting === 0;
    }, 'all receipts to be taken');
    t.is((await world.stack.call('GET', `/v1/orders/${orders[0]?.id}`)).body['evidence'], 'submitted');
    const [submit] = await world.seen(orders);
    const id = BigInt(`0x${String(submit?.['messageId'])}`).toString();
    await report(orders[0], {
      text: `id:${id} sub:001 dlvrd:001 submit date:6912312359 done date:0001010000 stat:DELIVRD err:000 text:`,
      withoutTlvs: true,
    });
    await world.agree(t, orders);
  },
);

test.serial('F33: a receipt that comes after the end is kept and opens nothing', async (t) => {
  const orders = await scripted(() => [{ receipt: { never: true } }]);
  const id = orders[0]?.id ?? '';
  await world.stack.until(id, 'awaiting_acknowledgement');
  await world.stack.call('POST', `/v1/orders/${id}/acknowledgements`, { outcome: 'refused', source: 'user' });
  await world.agree(t, orders, 'declined');
  await report(orders[0], {});
  await world.until(async () => (await events(orders[0])).includes('receipt.received'), 'the late receipt');
  t.like((await world.stack.call('GET', `/v1/orders/${id}`)).body, { state: 'declined', evidence: 'submitted' });
  await world.agree(t, orders, 'declined');
});

test.serial('F37: an SMSC that is slow to answer, with a full window, brings nothing into doubt', async (t) => {
  await world.stack.script({ times: 24, response: { delayMs: 600 } });
  const orders = await world.orders(24);
  await world.agree(t, orders);
  t.is((await world.seen(orders)).length, 24);
});

test.serial(
  'F38: one part refused for good fails the document; what was accepted is charged, and no document is',
  async (t) => {
    const orders = await scripted(() => [{ times: 1 }, { response: { status: 0x0b } }], 1, TWO_PARTS);
    const [end] = await world.agree(t, orders, 'failed');
    t.is(end?.reason, 'bearer_refused');
    t.is((await world.seen(orders)).length, 1);
    const charges = await world.stack.charges(orders[0]?.id ?? '');
    t.is(charges.filter((charge) => charge.startsWith('sms.part:')).length, 1);
    t.is(charges.length, 2);
  },
);

test.serial('F44: a cancellation that races with the send is granted before the first octet, or refused', async (t) => {
  const phones = await world.phones(16);
  const raced = await Promise.all(
    phones.map(async (msisdn, i) => {
      const order = await world.order(msisdn);
      await sleep(i * 20);
      const { status, body } = await world.stack.call('POST', `/v1/orders/${order.id}/cancel`);
      return { order, granted: status === 202, code: body['code'] };
    }),
  );
  const orders = raced.map(({ order }) => order);
  const ends = await world.agree(t, orders, ['completed', 'cancelled']);
  for (const [i, { order, granted, code }] of raced.entries()) {
    t.is(ends[i]?.state, granted ? 'cancelled' : 'completed');
    t.is((await world.seen([order], 'refused too')).length, granted ? 0 : 1);
    if (!granted) t.true(code === 'order_cancel_too_late' || code === 'order_state_unfit', String(code));
  }
  t.log(`${raced.filter(({ granted }) => granted).length} of ${raced.length} were granted`);
});

test.serial(
  'F44: a cancellation while parts are throttled and nothing is with the phone is granted, and nothing more goes',
  async (t) => {
    const orders = await scripted(() => [{ response: { status: 0x58 } }]);
    const id = orders[0]?.id ?? '';
    await world.until(async () => (await world.seen(orders, 'refused too')).length > 0, 'the first refusal');
    await world.until(async () => {
      const { status } = await world.stack.call('POST', `/v1/orders/${id}/cancel`);
      return status === 202;
    }, 'a moment when nothing is under way');
    const before = (await world.seen(orders, 'refused too')).length;
    await world.agree(t, orders, 'cancelled');
    t.is((await world.seen(orders, 'refused too')).length, before);
  },
);

test.serial('I7: an order that asks sends nothing before the answer, whatever the SMSC says meanwhile', async (t) => {
  const [msisdn = ''] = await world.phones(1);
  const order = await world.order(msisdn, MAIL);
  await world.stack.until(order.id, 'awaiting_user');
  await world.stack.smsc('POST', '/receipts', {
    messageId: '1',
    stat: 'DELIVRD',
    source: '17170',
    destination: msisdn,
  });
  t.is((await world.seen([order], 'refused too')).length, 0);
  await world.stack.call('POST', `/v1/orders/${order.id}/answer`, {
    decision: 'accept',
    answers: { password: 'secret' },
  });
  await world.agree(t, [order]);
});
