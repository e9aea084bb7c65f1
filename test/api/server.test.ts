import { once } from 'node:events';
import { connect } from 'node:net';
import test from 'ava';
import Koa from 'koa';
import { listen } from '../../api/server.ts';

/** A promise and what resolves it. */
function createSignal(): { readonly promise: Promise<void>; readonly give: () => void } {
  let give: () => void = noop;
  const promise = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { promise, give: () => give() };
}

function noop(): void {}

/** An app whose requests wait until they are let go. */
function createGate() {
  const opened = createSignal();
  const arrived = createSignal();
  const app = new Koa();
  app.use(async (ctx) => {
    arrived.give();
    await opened.promise;
    ctx.body = 'done';
  });
  return { app, open: opened.give, arrived: arrived.promise };
}

test('A closing server finishes what runs and takes nothing more', async (t) => {
  const { app, open, arrived } = createGate();
  const server = await listen(app, { host: '127.0.0.1', port: 0 });
  const running = fetch(server.url);
  await arrived;
  const closed = server.close();
  await t.throwsAsync(fetch(server.url, { headers: { connection: 'close' } }));
  open();
  t.is(await (await running).text(), 'done');
  await closed;
  t.pass();
});

test('A closing server ends what does not finish in time', async (t) => {
  const { app, arrived } = createGate();
  const server = await listen(app, { host: '127.0.0.1', port: 0, graceMs: 100 });
  const running = t.throwsAsync(fetch(server.url));
  await arrived;
  await server.close();
  await running;
  t.pass();
});

test('Closing a server twice is closing it once', async (t) => {
  const server = await listen(new Koa(), { host: '127.0.0.1', port: 0 });
  await Promise.all([server.close(), server.close()]);
  await server.close();
  t.pass();
});

test('A closing server does not wait for connections that are kept alive', async (t) => {
  const app = new Koa();
  app.use((ctx) => void (ctx.body = 'done'));
  const server = await listen(app, { host: '127.0.0.1', port: 0 });
  await (await fetch(server.url)).text();
  const started = performance.now();
  await server.close();
  t.true(performance.now() - started < 5_000);
});

test('A port in use is named in the error', async (t) => {
  const server = await listen(new Koa(), { host: '127.0.0.1', port: 0 });
  t.teardown(() => server.close());
  const port = Number(new URL(server.url).port);
  const error = await t.throwsAsync(listen(new Koa(), { host: '127.0.0.1', port }), {
    message: `Cannot listen on 127.0.0.1:${port}`,
  });
  t.is((error.cause as NodeJS.ErrnoException).code, 'EADDRINUSE');
});

test('The URL of an IPv6 address has brackets', async (t) => {
  const server = await listen(new Koa(), { host: '::1', port: 0 });
  t.teardown(() => server.close());
  t.regex(server.url, /^http:\/\/\[::1\]:\d+$/);
});

for (const [title, raw, status] of [
  ['two lengths', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n', '400'],
  ['headers over 16 KiB', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, '431'],
  ['no HTTP at all', 'hello\r\n\r\n', '400'],
  ['no Host', 'GET / HTTP/1.1\r\n\r\n', '400'],
] as const) {
  test(`A request with ${title} is answered ${status} and the connection ends`, async (t) => {
    const server = await listen(new Koa(), { host: '127.0.0.1', port: 0 });
    t.teardown(() => server.close());
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    socket.on('error', () => {});
    socket.setEncoding('utf8');
    let reply = '';
    socket.on('data', (text: string) => {
      reply += text;
    });
    socket.write(raw);
    await once(socket, 'close');
    t.true(reply.startsWith(`HTTP/1.1 ${status} `), reply);
  });
}
