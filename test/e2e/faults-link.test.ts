/**
 * What can happen to the link to the SMSC, over the whole stack (rows F20, F21, F26, F35, F36 and F39 of the fault matrix, and an SMSC
 * that is away or replaced). After each, the SMSC's own log, the phones and the ledger agree.
 */
import test from 'ava';
import { createSmsc } from '../../simulator/smsc.ts';
import { createFaultWorld, type FaultWorld } from '../helpers/fault-world.ts';
import { TWO_PARTS } from '../helpers/order-bodies.ts';

const SUBMIT_SM = 0x00000004;
const EMPTY = Buffer.alloc(0);

const teardowns: (() => unknown)[] = [];
let world: FaultWorld;
test.before(async () => {
  world = await createFaultWorld({ teardown: (work) => void teardowns.push(work) });
});
test.afterEach.always(async () => {
  await world.stack.smsc('DELETE', '/script');
  await world.stack.smsc('PUT', '/binds', { status: 0 });
  await world.smpp.heal();
});
test.after.always(async () => {
  for (const work of teardowns.toReversed()) await work();
});

interface Fields {
  readonly status?: number;
  readonly sequence?: number;
  readonly body?: Buffer;
  /** In place of the true one. */
  readonly length?: number;
}

function pdu(commandId: number, { status = 0, sequence = 1, body = EMPTY, length }: Fields = {}): Buffer {
  const header = Buffer.alloc(16);
  header.writeUInt32BE(length ?? 16 + body.length, 0);
  header.writeUInt32BE(commandId, 4);
  header.writeUInt32BE(status, 8);
  header.writeUInt32BE(sequence, 12);
  return Buffer.concat([header, body]);
}

/** Where in a piece of the stream a submit begins; -1 where there is none. */
function submitIn(octets: Buffer): number {
  for (let at = 0; at + 16 <= octets.length; at += Math.max(16, octets.readUInt32BE(at))) {
    if (octets.readUInt32BE(at + 4) === SUBMIT_SM) return at;
  }
  return -1;
}

/** Waits until the worker has bound again, after so many connections. */
async function bound(after: number): Promise<void> {
  await world.until(async () => {
    const { sessions } = (await world.stack.smsc('GET', '/sessions')) as { sessions: { mode: string | null }[] };
    return world.smpp.connections().made > after && sessions.some(({ mode }) => mode !== null);
  }, 'another session');
}

/** What the parts were, in an order of its own. */
const octetsOf = (log: readonly Record<string, unknown>[]) =>
  log.map(({ userData }) => String(userData)).toSorted((a, b) => a.localeCompare(b));

const made = () => world.smpp.connections().made;

test.serial(
  'F20: a reset with a window in flight leaves that in doubt and nothing else; each part goes once more',
  async (t) => {
    await world.stack.script({ times: 8, response: { never: true }, receipt: { never: true } });
    const orders = await world.orders(8);
    // All of them: one that did not arrive would go unanswered the second time, and be in doubt for good.
    await world.until(async () => (await world.seen(orders)).length === 8, 'all with the SMSC');
    world.smpp.reset();
    await world.agree(t, orders);
    t.is(await world.sends(orders, 'in_doubt'), 8);
    t.is(await world.sends(orders, 'accepted'), 8);
    t.is((await world.seen(orders)).length, 16);
  },
);

for (const [where, cut, times] of [
  ['before a submit has left', (octets: Buffer, at: number): Buffer => octets.subarray(0, at), 1],
  ['within a submit', (octets: Buffer, at: number): Buffer => octets.subarray(0, at + 30), 1],
  ['after a submit, before its response', (octets: Buffer): Buffer => octets, 2],
] as const) {
  test.serial(
    `F20: a connection reset ${where}: the SMSC sees the part ${times === 1 ? 'once' : 'twice'} in all`,
    async (t) => {
      let isArmed = true;
      if (times === 2) await world.stack.script({ times: 1, response: { never: true } });
      world.smpp.set({
        change: (octets) => {
          const at = submitIn(octets);
          // What follows a cut must not make sense of it again.
          if (!isArmed) return times === 1 ? EMPTY : octets;
          if (at < 0) return octets;
          isArmed = false;
          return cut(octets, at);
        },
      });
      const orders = await world.orders(1);
      await world.until(() => !isArmed, 'a submit');
      if (times === 2) await world.until(async () => (await world.seen(orders)).length === 1, 'the part with the SMSC');
      world.smpp.set('none');
      world.smpp.reset();
      await world.agree(t, orders);
      t.false(isArmed);
      t.is((await world.seen(orders)).length, times);
      t.is(await world.sends(orders, 'in_doubt'), 1);
    },
  );
}

test.serial(
  'F21: a half-open link is found out, what it swallowed goes again, and the SMSC sees it once',
  async (t) => {
    const before = made();
    world.smpp.set('swallow');
    const orders = await world.orders(3);
    await world.until(() => made() > before, 'the worker to give the connection up');
    await world.smpp.heal();
    await world.agree(t, orders);
    t.is((await world.seen(orders)).length, 3);
    t.true(world.stack.worker.log().includes('"reason":"silent"'));
  },
);

test.serial(
  'F21: a link on which only the way back is gone is left too, and each part seen twice at most',
  async (t) => {
    const before = made();
    world.smpp.set('swallow', 'toClient');
    const orders = await world.orders(3);
    await world.until(() => made() > before, 'the worker to give the connection up');
    await world.smpp.heal();
    await world.agree(t, orders);
  },
);

test.serial('F26: a nack, an unknown command, and a response that nobody waits for do no harm', async (t) => {
  const before = made();
  world.smpp.inject('toClient', pdu(0x80000000, { status: 3, sequence: 0x7f000001 }));
  world.smpp.inject('toClient', pdu(0x0000beef, { sequence: 7 }));
  world.smpp.inject('toClient', pdu(0x80000004, { sequence: 0x7f000002, body: Buffer.from('nobody\0') }));
  world.smpp.inject('toClient', pdu(0x80000103, { sequence: 0x7f000003 }));
  const orders = await world.orders(2);
  await world.agree(t, orders);
  t.is((await world.seen(orders)).length, 2);
  t.is(made(), before, 'on the same connection');
});

test.serial('F35: nonsense ends the session and no more: the worker lives, binds again, and delivers', async (t) => {
  const pid = world.stack.worker.pid;
  const orders = [];
  for (const octets of [
    ...[0, 1, 4, 15].map((length) => pdu(0x80000015, { length })),
    pdu(0x00000005, { length: 0x7fffffff }),
    Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'),
    Buffer.alloc(64, 0xff),
  ]) {
    const before = made();
    world.smpp.inject('toClient', octets);
    await bound(before);
    const next = await world.orders(1);
    // Before the next nonsense, which would meet its part.
    await world.agree(t, next);
    orders.push(...next);
  }
  t.is((await world.seen(orders)).length, orders.length);
  t.is(await world.sends(orders, 'in_doubt'), 0);
  t.notThrows(() => process.kill(pid, 0));
});

test.serial('F35: deliveries that end inside a field or a TLV are survived, and the session with them', async (t) => {
  const before = made();
  const fields = Buffer.from('00010130000101313700040000000000000000', 'hex');
  for (const tail of ['ff', '00', '0004', '00001e', '00001effff3132', '00042700010']) {
    world.smpp.inject(
      'toClient',
      pdu(0x00000005, { sequence: 9, body: Buffer.concat([fields, Buffer.from(tail, 'hex')]) }),
    );
  }
  const orders = await world.orders(1);
  await world.agree(t, orders);
  t.is(made(), before, 'on the same connection');
});

test.serial('F35: octets that dribble both ways make the same document of several parts', async (t) => {
  world.smpp.set('dribble');
  const order = await world.order((await world.phones(1))[0] ?? '', TWO_PARTS);
  const [end] = await world.agree(t, [order]);
  t.is(end?.attempts[0]?.partCount, 2);
  t.is((await world.seen([order])).length, 2);
});

for (const [title, status, said] of [
  ['that still knows the last session', 0x05, /"event":"smpp\.closed"[^\n]*"status":5/],
  ['that refuses the password', 0x0e, /"event":"smpp\.credentials_refused"/],
] as const) {
  test.serial(`F36: orders wait for an SMSC ${title}, say why, and go once when it lets us in`, async (t) => {
    await world.stack.smsc('PUT', '/binds', { status });
    await world.stack.smsc('POST', '/sessions/close', { way: 'drop' });
    const orders = await world.orders(2);
    for (const order of orders) {
      await world.until(async () => (await world.look(order)).reason === 'bearer_unavailable', 'a reason');
    }
    await world.until(() => said.test(world.stack.worker.log()), `${said}`);
    t.is((await world.seen(orders)).length, 0);
    await world.stack.smsc('PUT', '/binds', { status: 0 });
    await world.agree(t, orders);
    t.is((await world.seen(orders)).length, 2);
  });
}

test.serial(
  'F36: an SMSC that unbinds for maintenance under load is left, and each part goes twice at most',
  async (t) => {
    await world.stack.script({ response: { delayMs: 200 } });
    const before = made();
    const orders = await world.orders(8);
    await world.until(async () => (await world.seen(orders)).length > 0, 'the first part');
    await world.stack.smsc('POST', '/sessions/close', { way: 'unbind' });
    await bound(before);
    await world.agree(t, orders);
    t.is((await world.seen(orders)).length - (await world.sends(orders, 'in_doubt')), 8);
  },
);

test.serial(
  'F39: a link that flaps makes progress, each flap leaves no more in doubt than was in flight, and no order claims more than we know',
  async (t) => {
    const WINDOW = 10;
    await world.stack.script({ times: 50, response: { delayMs: 150 } });
    const first = made();
    const ordering = world.orders(40);
    for (let flap = 0; flap < 5; flap++) {
      const before = made();
      await new Promise((resolve) => setTimeout(resolve, 150));
      world.smpp.reset();
      await bound(before);
    }
    const orders = await ordering;
    const ends = await world.agreeOrDoubt(t, orders);
    for (const [i, { state }] of ends.entries()) {
      // A part that two flaps have met may not go a third time: what became of it is for evidence to say.
      const doubts = await world.sends(orders.slice(i, i + 1), 'in_doubt');
      t.true(state === 'completed' ? doubts <= 1 : doubts === 2, `${state} with ${doubts} sends in doubt`);
    }
    const doubts = await world.sends(orders, 'in_doubt');
    const connections = 1 + made() - first;
    t.true(doubts <= connections * WINDOW, `${doubts} in doubt on ${connections} connections`);
    // What was written when the connection went may have arrived, or not.
    t.true((await world.seen(orders)).length <= doubts + (await world.sends(orders, 'accepted')));
    await world.agree(t, await world.orders(1));
  },
);

test.serial('an SMSC that is not there is waited for, and each order goes once when it is back', async (t) => {
  await world.smpp.refuse();
  world.smpp.reset();
  const orders = await world.orders(3);
  for (const order of orders) {
    await world.until(async () => (await world.look(order)).reason === 'bearer_unavailable', 'a reason');
  }
  await world.smpp.heal();
  await world.agree(t, orders);
  t.is((await world.seen(orders)).length, 3);
});

test.serial(
  'an SMSC that dies with a part in hand and comes back without memory gets the part once more, with the same octets',
  async (t) => {
    const smsc = await createSmsc({
      handsetUrl: world.stack.handsetUrl,
      password: 'pw',
      messageIdForm: 'hex',
      receiptIdForm: 'decimal',
    });
    t.teardown(() => smsc.stop());
    await world.stack.script({ times: 2, response: { never: true }, receipt: { never: true } });
    const orders = await world.orders(2);
    await world.until(async () => (await world.seen(orders)).length === 2, 'both parts with the first SMSC');
    world.smpp.redirect(smsc.smppPort);
    world.smpp.reset();
    await world.agree(t, orders);
    const first = await world.seen(orders);
    const response = await fetch(`http://127.0.0.1:${smsc.controlPort}/log`);
    const second = (await response.json()) as typeof first;
    t.deepEqual(octetsOf(second), octetsOf(first));
    t.is(second.length, 2);
  },
);
