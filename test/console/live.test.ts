import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import { createLive, type Live, type LiveLimits, type LiveLook } from '../../console/dialogue/live.ts';
import { createPageWorld, newToken } from '../helpers/page-world.ts';

const LIMITS: LiveLimits = { most: 10, mostOfOne: 5, pollMs: 20, heartbeatMs: 60_000, lifeMs: 60_000 };

/** A server that follows one order for whoever connects. */
async function serve(t: ExecutionContext, live: Live, look: () => Promise<LiveLook | undefined>) {
  const responses: ServerResponse[] = [];
  const server = createServer((_, response) => {
    responses.push(response);
    response.flushHeaders();
    live.follow(response, { orderId: 'order', look });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    live.close();
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  return { url, responses };
}

const stage = (text: string): LiveLook => ({ stage: text, markup: `<p>${text}</p>`, isFinal: text === 'end' });

test('a page is told where its order is, then what changes, then no more', async (t) => {
  let now = 'start';
  const live = createLive(async () => [{ orderId: 'order', mark: now }], LIMITS);
  const { url } = await serve(t, live, async () => stage(now));
  const next: Record<string, string> = { start: 'middle', middle: 'end' };
  const told: string[] = [];
  let said = '';
  for await (const chunk of (await fetch(url)).body ?? []) {
    said += Buffer.from(chunk).toString();
    const stages = [...said.matchAll(/^data: (.*)$/gm)].map(([, data]) => JSON.parse(data ?? '').stage);
    told.splice(0, told.length, ...new Set(stages));
    now = next[told.at(-1) ?? ''] ?? now;
  }
  t.deepEqual(told, ['start', 'middle', 'end']);
  t.regex(said, /^retry: \d+\n\n/);
});

test('one look at the database tells for all pages, and none is needed when nobody looks', async (t) => {
  const looks: (readonly string[])[] = [];
  const live = createLive(async (ids) => {
    looks.push(ids);
    return [{ orderId: 'order', mark: 'same' }];
  }, LIMITS);
  const { url, responses } = await serve(t, live, async () => stage('start'));
  const abort = new AbortController();
  await Promise.all([1, 2, 3].map(() => fetch(url, { signal: abort.signal })));
  while (looks.length < 3) await sleep(10);
  for (const ids of looks) t.deepEqual(ids, ['order']);
  abort.abort();
  while (!responses.every(({ destroyed }) => destroyed)) await sleep(10);
  // A look may be under way when the last has gone.
  await sleep(500);
  const before = looks.length;
  await sleep(200);
  t.is(looks.length, before);
});

test('a silent connection is kept alive, one that is old is ended, and the database may be away meanwhile', async (t) => {
  let isAway = true;
  const live = createLive(
    async () => {
      if (isAway) throw new Error('away');
      return [{ orderId: 'order', mark: 'same' }];
    },
    { ...LIMITS, heartbeatMs: 100, lifeMs: 2_000 },
  );
  const { url } = await serve(t, live, async () => {
    if (isAway) throw new Error('away');
    return stage('start');
  });
  const said = fetch(url).then((response) => response.text());
  await sleep(150);
  isAway = false;
  const text = await said;
  t.true((text.match(/^: still here$/gm) ?? []).length >= 2);
  t.regex(text, /"stage":"start"/);
});

test('there is room for so many pages, and so many of one order', async (t) => {
  const live = createLive(async () => [], { ...LIMITS, most: 3, mostOfOne: 2 });
  const { url, responses } = await serve(t, live, async () => stage('start'));
  t.true(live.hasRoom('order'));
  await Promise.all([fetch(url), fetch(url)]);
  t.false(live.hasRoom('order'));
  t.true(live.hasRoom('another'));
  await fetch(url);
  t.false(live.hasRoom('another'));
  responses[0]?.destroy();
  while (!live.hasRoom('another')) await sleep(10);
  t.pass();
});

test('over HTTP a followed page hears the end and the connection closes; a link that leads nowhere is not followed', async (t) => {
  const { ask, move, origin, get, stores, log } = await createPageWorld(t, { live: LIMITS });
  const { url, key, orderId } = await ask();
  await stores.answers.answer(key, { decision: 'accept', answers: {}, language: 'en' });
  const response = await fetch(`${url}/events?lang=fi`);
  t.is(response.headers.get('content-type'), 'text/event-stream; charset=utf-8');
  t.is(response.headers.get('cache-control'), 'no-store');
  const said = response.text();
  await move(orderId, 'completed', 'applied');
  t.regex(await said, /Asetukset on asennettu/);
  t.is((await get(`${origin}/a/${newToken()}/events`)).status, 404);
  t.true(log.some(({ route }) => route === '/a/:token/events'));
});

test('a page that finds no room is told when to come again', async (t) => {
  const { ask, get } = await createPageWorld(t, { live: { ...LIMITS, mostOfOne: 0 } });
  const { status, headers } = await get(`${(await ask()).url}/events`);
  t.is(status, 503);
  t.is(headers.get('retry-after'), '10');
});

test('a server that stops ends the pages that are followed', async (t) => {
  const { ask, pages, stores } = await createPageWorld(t, { live: LIMITS });
  const { url, key } = await ask();
  await stores.answers.answer(key, { decision: 'accept', answers: {}, language: 'en' });
  const said = (await fetch(`${url}/events`)).text();
  pages.close();
  t.regex(await said, /^retry/);
});
