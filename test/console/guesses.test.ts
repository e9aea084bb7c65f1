import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { Writable } from 'node:stream';
import anyTest from 'ava';
import { createGuessLimiter } from '../../console/dialogue/guess-limiter.ts';
import { createPageWorld, newToken, type PageWorld } from '../helpers/page-world.ts';

// One after the other: they measure pauses.
const test = anyTest.serial;

const GUESSES = 100_000;
const AT_ONCE = 32;

/** Somewhere in 10.0.0.0/8, as a proxy before us would tell. */
const anywhere = () => `10.${randomInt(256)}.${randomInt(256)}.${randomInt(256)}`;

type Serve = ReturnType<PageWorld['pages']['app']['callback']>;

/** A request handed over as the server does, without a connection: a hundred thousand of them take their time. */
async function handled(serve: Serve, path: string, from: string) {
  const request = Object.assign(new IncomingMessage(new Socket()), { method: 'GET', url: path });
  request.headers = { 'x-forwarded-for': from, host: 'links.example' };
  const response = new ServerResponse(request);
  const chunks: Buffer[] = [];
  const wire = new Writable({
    write(chunk, _, done) {
      chunks.push(chunk);
      done();
    },
  });
  response.assignSocket(wire as Socket);
  void serve(request, response);
  await once(response, 'finish');
  const [head = '', text] = Buffer.concat(chunks).toString().split('\r\n\r\n');
  return { status: Number(head.split(' ')[1]), text };
}

test(`of ${GUESSES} links that are guessed none leads anywhere, and all get the same page for the same work`, async (t) => {
  const looked = { find: 0, other: 0 };
  const world = await createPageWorld(t, { trustedProxies: 1 }, (answers) => ({
    findByToken: (token, lifeMs) => {
      looked.find++;
      return answers.findByToken(token, lifeMs);
    },
    opened: async () => void looked.other++,
    pinShown: async () => void looked.other++,
    standings: async () => [],
    answer: async () => 'closed',
  }));
  const { ask, get, origin, pages } = world;
  const question = await ask();
  const expected = (await get(`${origin}/a/${newToken()}`)).text;
  const serve = pages.app.callback();
  const wrong: unknown[] = [];
  let left = GUESSES;
  const guess = async () => {
    while (left-- > 0) {
      const { status, text } = await handled(serve, `/a/${newToken()}`, anywhere());
      if (status !== 404 || text !== expected) wrong.push({ status, text });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, guess));
  t.deepEqual(wrong, []);
  t.deepEqual(looked, { find: GUESSES + 1, other: 0 });
  t.is((await get(question.url, { 'x-forwarded-for': anywhere() })).status, 200);
});

test('who guesses is slowed and then sent away, and nobody else', async (t) => {
  const limits = { misses: 5, forgetMs: 60_000, pauseMs: 500, mostWaiting: 3, mostSources: 100 };
  const { ask, get, origin } = await createPageWorld(t, { trustedProxies: 1, guesses: limits });
  const guesser = { 'x-forwarded-for': '198.51.100.7' };
  const neighbour = await ask();
  t.is((await get(neighbour.url, guesser)).status, 200);
  const guess = () => get(`${origin}/a/${newToken()}`, guesser);
  for (let i = 0; i < limits.misses; i++) t.is((await guess()).status, 404);

  const started = performance.now();
  const burst = await Promise.all(Array.from({ length: 20 }, guess));
  const pauses = (performance.now() - started) / limits.pauseMs;
  const slowed = burst.filter(({ status }) => status === 404).length;
  // Timers keep whole milliseconds.
  t.true(slowed <= pauses + 0.01 && slowed >= 1, `${slowed} looks took ${pauses} pauses`);
  t.is(burst.filter(({ status }) => status === 429).length, 20 - slowed);
  const refused = burst.find(({ status }) => status === 429);
  t.regex(refused?.text ?? '', /Too many attempts/);
  t.is(refused?.headers.get('retry-after'), '60');

  const other = await ask();
  // From elsewhere; and at the same address, whose page was open before.
  t.is((await get(other.url, { 'x-forwarded-for': '198.51.100.8' })).status, 200);
  t.is((await get(`${origin}/a/${newToken()}`, { 'x-forwarded-for': '198.51.100.8' })).status, 404);
  t.is((await get(neighbour.url, guesser)).status, 200);
});

test('where a request comes from is what our own proxies say, not what the caller says', async (t) => {
  const limits = { misses: 1, forgetMs: 60_000, pauseMs: 1, mostWaiting: 0, mostSources: 100 };
  const { get, origin } = await createPageWorld(t, { trustedProxies: 1, guesses: limits });
  const statuses: number[] = [];
  for (const made of ['203.0.113.1', '203.0.113.2', '203.0.113.3']) {
    const { status } = await get(`${origin}/a/x`, { 'x-forwarded-for': `${made}, 198.51.100.7` });
    statuses.push(status);
  }
  t.deepEqual(statuses, [404, 429, 429]);

  const direct = await createPageWorld(t, { trustedProxies: 0, guesses: limits });
  t.is((await direct.get(`${direct.origin}/a/x`, { 'x-forwarded-for': '203.0.113.1' })).status, 404);
  t.is((await direct.get(`${direct.origin}/a/x`, { 'x-forwarded-for': '203.0.113.2' })).status, 429);
});

test('misses are forgotten with time, and waiting looks stand in line', (t) => {
  let now = 0;
  const limiter = createGuessLimiter(
    { misses: 2, forgetMs: 1_000, pauseMs: 100, mostWaiting: 2, mostSources: 10 },
    () => now,
  );
  const source = '198.51.100.7';
  limiter.missed(source);
  t.is(limiter.admit(source), 0);
  limiter.missed(source);
  t.is(limiter.admit(source), 100);
  t.is(limiter.admit(source), 200);
  t.is(limiter.admit(source), undefined);
  t.is(limiter.admit('198.51.100.8'), 0);
  now = 1_000;
  t.is(limiter.admit(source), 0);
  for (let i = 0; i < 1_000; i++) limiter.missed(source);
  now = 19_000;
  t.not(limiter.admit(source), 0);
  now = 20_000;
  t.is(limiter.admit(source), 0, 'ten times the limit is the most that counts');
});

test('a customer of IPv6 is one source, whichever of his addresses he uses', (t) => {
  const limits = { misses: 1, forgetMs: 1_000, pauseMs: 100, mostWaiting: 2, mostSources: 10 };
  const limiter = createGuessLimiter(limits, () => 0);
  limiter.missed('2001:db8:1:2::7');
  t.is(limiter.admit('2001:db8:1:2:aaaa:bbbb:cccc:dddd'), 100);
  t.is(limiter.admit('2001:db8:1:3::7'), 0);
  limiter.missed('::ffff:192.0.2.1');
  t.is(limiter.admit('192.0.2.1'), 100);
  t.is(limiter.admit('192.0.2.2'), 0);
});

test('however many sources guess, so many are remembered and no more', (t) => {
  const limiter = createGuessLimiter({ misses: 1, forgetMs: 1_000, pauseMs: 100, mostWaiting: 2, mostSources: 50 });
  for (let i = 0; i < 1_000; i++) limiter.missed(anywhere());
  t.true(limiter.size() <= 50);
});
