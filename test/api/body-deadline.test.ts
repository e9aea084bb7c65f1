import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import Koa from 'koa';
import { allowUpload } from '../../api/body-deadline.ts';
import { listen } from '../../api/server.ts';

/** Serves an app that reads a body to its end and says how much came. */
async function serve(t: ExecutionContext, options: { bodyMs: number; upload?: boolean; slow?: number }) {
  const app = new Koa();
  app.on('error', () => {});
  app.use(async (ctx) => {
    if (options.upload === true) allowUpload(ctx.req);
    let octets = 0;
    for await (const chunk of ctx.req) {
      octets += (chunk as Buffer).length;
      if (options.slow !== undefined) await sleep(options.slow);
    }
    ctx.body = String(octets);
  });
  const server = await listen(app, { host: '127.0.0.1', port: 0, bodyMs: options.bodyMs, graceMs: 100 });
  t.teardown(() => server.close());
  return Number(new URL(server.url).port);
}

/** What a server answers to a body of which an octet comes now and then, until the connection ends. */
async function drip(port: number, { octets, everyMs }: { octets: number; everyMs: number }): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  socket.setEncoding('utf8');
  let reply = '';
  socket.on('data', (text: string) => {
    reply += text;
    if (reply.includes('\r\n\r\n')) socket.end();
  });
  socket.write(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${octets}\r\n\r\n`);
  const timer = setInterval(() => socket.writable && socket.write('x'), everyMs);
  await once(socket, 'close');
  clearInterval(timer);
  return reply;
}

test('A body that is not there in time is answered 408, however steadily it drips', async (t) => {
  const port = await serve(t, { bodyMs: 300 });
  t.true((await drip(port, { octets: 1_000, everyMs: 50 })).startsWith('HTTP/1.1 408 '));
});

test('An upload may take longer, as long as octets keep coming', async (t) => {
  const port = await serve(t, { bodyMs: 2_000, upload: true });
  const started = performance.now();
  const reply = await drip(port, { octets: 60, everyMs: 50 });
  t.true(reply.startsWith('HTTP/1.1 200 '), reply);
  t.true(performance.now() - started > 2_500);
});

test('An upload that falls silent is answered 408', async (t) => {
  const port = await serve(t, { bodyMs: 300, upload: true });
  t.true((await drip(port, { octets: 20, everyMs: 5_000 })).startsWith('HTTP/1.1 408 '));
});

test('An upload is not cut off while it is we who read slowly', async (t) => {
  const port = await serve(t, { bodyMs: 1_000, upload: true, slow: 1_300 });
  const sending = httpRequest({ port, host: '127.0.0.1', method: 'POST' });
  sending.end(Buffer.alloc(200_000));
  const [response] = await once(sending, 'response');
  t.is(response.statusCode, 200);
  response.resume();
});

test('A connection is of use again after a body that came in time', async (t) => {
  const port = await serve(t, { bodyMs: 200 });
  const socket = connect(port, '127.0.0.1');
  t.teardown(() => socket.destroy());
  socket.setEncoding('utf8');
  const ask = async (): Promise<string> => {
    socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx');
    return String((await once(socket, 'data'))[0]);
  };
  t.true((await ask()).startsWith('HTTP/1.1 200 '));
  await sleep(400);
  t.true((await ask()).startsWith('HTTP/1.1 200 '));
});
