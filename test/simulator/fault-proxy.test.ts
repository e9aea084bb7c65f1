import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import { createFaultProxy } from '../helpers/fault-proxy.ts';

/** What came out at one end of a connection. */
interface End {
  readonly socket: Socket;
  readonly text: () => string;
  /** How many pieces it came in. */
  readonly pieces: () => number;
  /** `open`, or how it ended. */
  readonly state: () => string;
}

function watch(socket: Socket): End {
  const pieces: Buffer[] = [];
  let state = 'open';
  socket.on('data', (piece) => pieces.push(piece));
  socket.on('end', () => (state = 'ended'));
  socket.on('error', (error: NodeJS.ErrnoException) => (state = error.code ?? 'error'));
  return {
    socket,
    text: () => Buffer.concat(pieces).toString(),
    pieces: () => pieces.length,
    state: () => state,
  };
}

async function until(fact: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 60_000; !fact(); await sleep(5)) {
    if (Date.now() > deadline) throw new Error(`Expected in time: ${fact.toString()}`);
  }
}

async function createServerThatKeeps(t: ExecutionContext) {
  const ends: End[] = [];
  const server = createServer((socket) => void ends.push(watch(socket)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    for (const { socket } of ends) socket.destroy();
    server.close();
  });
  return { ends, port: (server.address() as AddressInfo).port };
}

/** A proxy before a server that keeps what it gets, and a way to connect through it. */
async function create(t: ExecutionContext) {
  const server = await createServerThatKeeps(t);
  const proxy = await createFaultProxy(server.port);
  t.teardown(() => proxy.stop());
  const open = async () => {
    const before = server.ends.length;
    const client = watch(connect(proxy.port, '127.0.0.1'));
    t.teardown(() => client.socket.destroy());
    await until(() => server.ends.length > before);
    const end = server.ends[before];
    if (end === undefined) throw new Error('No connection came');
    return { client, server: end };
  };
  return { proxy, open, server };
}

test('without a fault octets pass both ways, and so does the end of either', async (t) => {
  const { proxy, open } = await create(t);
  const { client, server } = await open();
  client.socket.write('to you');
  server.socket.write('to me');
  await until(() => server.text() === 'to you' && client.text() === 'to me');
  t.deepEqual([proxy.passed('toServer'), proxy.passed('toClient')], [6, 5]);
  client.socket.end();
  await until(() => server.state() === 'ended' && client.state() === 'ended');
  await until(() => proxy.connections().open === 0);
  t.deepEqual(proxy.connections(), { made: 1, open: 0 });
});

test('a reset of one side reaches the other as one', async (t) => {
  const { open } = await create(t);
  const { client, server } = await open();
  server.socket.resetAndDestroy();
  await until(() => client.state() === 'ECONNRESET');
  t.pass();
});

test('reset and close end both sides, each in its way', async (t) => {
  const { proxy, open } = await create(t);
  const one = await open();
  proxy.reset();
  await until(() => one.client.state() === 'ECONNRESET' && one.server.state() === 'ECONNRESET');
  const two = await open();
  proxy.close();
  await until(() => two.client.state() === 'ended' && two.server.state() === 'ended');
  t.is(proxy.connections().made, 2);
});

test('a stalled way holds everything back, the end too, and gives it when it is healed; the other way goes on', async (t) => {
  const { proxy, open } = await create(t);
  const { client, server } = await open();
  proxy.set('stall', 'toServer');
  client.socket.end('held');
  server.socket.write('free');
  await until(() => client.text() === 'free');
  await sleep(30);
  t.is(server.text(), '');
  t.is(server.state(), 'open');
  await proxy.heal();
  await until(() => server.text() === 'held' && server.state() === 'ended');
});

test('a half-open connection takes octets and ends for nothing, and is reset when it is healed', async (t) => {
  const { proxy, open } = await create(t);
  const { client, server } = await open();
  proxy.set('swallow');
  client.socket.write('lost');
  server.socket.resetAndDestroy();
  await sleep(30);
  t.is(server.text(), '');
  t.is(client.state(), 'open', 'the client does not know');
  await proxy.heal();
  await until(() => client.state() === 'ECONNRESET');
  const next = await open();
  next.client.socket.write('found');
  await until(() => next.server.text() === 'found');
});

test('a dribbling way gives one octet after the other', async (t) => {
  const { proxy, open } = await create(t);
  const { client, server } = await open();
  proxy.set('dribble', 'toServer');
  client.socket.write('a'.repeat(200));
  await until(() => server.text().length === 200);
  t.true(server.pieces() > 20, `${server.pieces()} pieces`);
});

test('a delay holds each piece back, and nothing is lost or changes places', async (t) => {
  const { proxy, open } = await create(t);
  const { client, server } = await open();
  proxy.set({ delayMs: 100 }, 'toServer');
  const before = performance.now();
  client.socket.write('first ');
  await sleep(5);
  client.socket.write('second');
  await until(() => server.text() === 'first second');
  t.true(performance.now() - before >= 95);
});

for (const [title, fault, state] of [
  ['closed', { closeAfter: 5 }, 'ended'],
  ['reset', { resetAfter: 5 }, 'ECONNRESET'],
] as const) {
  test(`a connection is ${title} after so many octets, to the octet`, async (t) => {
    const { proxy, open } = await create(t);
    const { client, server } = await open();
    proxy.set(fault, 'toServer');
    client.socket.write('abc');
    await until(() => server.text() === 'abc');
    client.socket.write('defgh');
    await until(() => server.state() === state && client.state() === state);
    t.is(server.text(), 'abcde');
  });
}

test('refused connections are refused, those that are open go on, and healing lets clients in again', async (t) => {
  const { proxy, open } = await create(t);
  const { client, server } = await open();
  await proxy.refuse();
  const refused = watch(connect(proxy.port, '127.0.0.1'));
  await until(() => refused.state() === 'ECONNREFUSED');
  client.socket.write('still here');
  await until(() => server.text() === 'still here');
  await proxy.heal();
  const next = await open();
  next.client.socket.write('again');
  await until(() => next.server.text() === 'again');
  t.is(proxy.connections().made, 2);
});

test('octets can be put in and changed on their way, and new connections sent elsewhere', async (t) => {
  const { proxy, open, server } = await create(t);
  const one = await open();
  proxy.inject('toClient', Buffer.from('from nobody'));
  await until(() => one.client.text() === 'from nobody');
  proxy.set({ change: (octets) => Buffer.concat([octets, octets]) }, 'toServer');
  one.client.socket.write('x');
  await until(() => one.server.text() === 'xx');
  await proxy.heal();
  const other = await createServerThatKeeps(t);
  proxy.redirect(other.port);
  const client = connect(proxy.port, '127.0.0.1');
  t.teardown(() => client.destroy());
  client.write('moved');
  await until(() => other.ends[0]?.text() === 'moved');
  t.is(server.ends.length, 1);
});
