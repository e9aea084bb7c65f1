import anyTest from 'ava';
import { consentDefinition, createPageWorld, mailDefinition, newToken, stampIn } from '../helpers/page-world.ts';

// One after the other: each has a database and a server of its own.
const test = anyTest.serial;

const MAIL = { 'answer.address': 'anna@acme.example', 'answer.password': 'correct horse' };

test('a page shows who asks, in his words, what the phone gets, and the open questions, and looking changes nothing', async (t) => {
  const { ask, get, database, told } = await createPageWorld(t);
  const { url, orderId } = await ask();
  const { status, text } = await get(url);
  t.is(status, 200);
  t.regex(text, /<bdi>acme<\/bdi> wants to set up your phone/);
  t.regex(text, /Acme wants to set up mail on this phone\./);
  t.regex(text, /<li>A mail account<\/li>/);
  t.regex(text, /number ending in <bdi dir="ltr">67<\/bdi>/);
  t.regex(text, /<input type="email"[^>]* name="answer.address"/);
  t.regex(text, /<input type="password" autocomplete="off"[^>]* minlength="8"[^>]* required/);
  const [row] = await database.rows('select state, tries, opened_at is not null as opened, closed_at from prompts');
  t.deepEqual(row, { state: 'open', tries: 0, opened: true, closed_at: null });
  t.deepEqual(await database.rows('select state, answered_at from orders where id = :orderId', { orderId }), [
    { state: 'awaiting_user', answered_at: null },
  ]);
  t.deepEqual(told, []);
});

test('an answer is in the store before the page says that it is, and the order is told', async (t) => {
  const { ask, get, post, stores, principal, told, database } = await createPageWorld(t);
  const { url, orderId, token } = await ask();
  const stamp = stampIn(await get(`${url}?lang=fi`));
  const answer = await post(url, { ...MAIL, stamp, decision: 'accept' });
  t.is(answer.status, 303);
  t.is(answer.headers.get('location'), `/a/${token}?lang=fi`);
  t.deepEqual(told, [{ id: orderId, word: { type: 'answered', decision: 'accept' } }]);
  t.like(await stores.orders.find(principal.tenantId, orderId), { state: 'awaiting_user' });
  t.deepEqual(await database.rows('select language, decision, way from consents'), [
    { language: 'fi', decision: 'accept', way: 'hosted' },
  ]);
  t.regex((await get(`${url}?lang=fi`)).text, /Saimme vastauksesi/);
});

test('who declines need not fill in anything', async (t) => {
  const { ask, get, post, told } = await createPageWorld(t);
  const { url, orderId } = await ask();
  const stamp = stampIn(await get(url));
  t.is((await post(url, { stamp, decision: 'decline' })).status, 303);
  t.deepEqual(told, [{ id: orderId, word: { type: 'answered', decision: 'decline' } }]);
  t.regex((await get(url)).text, /You declined/);
});

test('a wrong answer is explained at its field; what was typed stays, but for secrets, and nothing is stored', async (t) => {
  const { ask, get, post, told, database } = await createPageWorld(t);
  const { url } = await ask();
  const stamp = stampIn(await get(url));
  const typed = { 'answer.address': 'no <address>', 'answer.password': 'canary' };
  const { status, text } = await post(url, { ...typed, stamp, decision: 'accept' });
  t.is(status, 422);
  t.regex(text, /<title>Error: /);
  t.regex(text, /id="f0-error"><span class="mark">Error:<\/span> This does not have the right form\./);
  t.regex(text, /id="f1-error"><span class="mark">Error:<\/span> This does not have the right form\./);
  t.regex(text, /aria-describedby="f1-hint f1-error" aria-invalid="true"/);
  t.regex(text, /value="no &lt;address&gt;"/);
  t.notRegex(text, /canary/);
  t.deepEqual(told, []);
  t.deepEqual(await database.rows('select 1 from consents'), []);
  t.regex((await post(url, { stamp, decision: 'accept' })).text, /Please fill this in\./);
});

test('a form that was not shown by us, or comes from another site, is not taken', async (t) => {
  const { ask, get, post, told } = await createPageWorld(t);
  const [one, other] = [await ask(consentDefinition()), await ask(consentDefinition())];
  const stamp = stampIn(await get(one.url));
  const form = { stamp, decision: 'accept' };
  const refused = [
    await post(one.url, { decision: 'accept' }),
    await post(one.url, { stamp: stampIn(await get(other.url)), decision: 'accept' }),
    await post(one.url, { stamp: stamp.replace('en.', 'fi.'), decision: 'accept' }),
    await post(one.url, { stamp: 'en.AAAAAAAAAAAAAAAAAAAAAA', decision: 'accept' }),
    await post(one.url, { stamp }),
    await post(one.url, { stamp, decision: 'perhaps' }),
    await post(one.url, form, { origin: 'https://evil.example' }),
    await post(one.url, form, { origin: 'null', 'sec-fetch-site': 'cross-site' }),
    await post(one.url, form, { 'sec-fetch-site': 'same-site' }),
  ];
  t.deepEqual(
    refused.map(({ status }) => status),
    refused.map(() => 403),
  );
  for (const { text } of refused) t.regex(text, /Nothing was sent yet/);
  t.deepEqual(told, []);
  // What browsers say of a form of ours: pages without a referrer have no origin to tell.
  t.is((await post(one.url, form, { origin: 'null', 'sec-fetch-site': 'same-origin' })).status, 303);
  t.is(
    (await post(other.url, { stamp: stampIn(await get(other.url)), decision: 'accept' }, { origin: 'null' })).status,
    303,
  );
});

test('a body that is too large or of another type is not taken', async (t) => {
  const { ask, get, post, told } = await createPageWorld(t);
  const { url } = await ask();
  const stamp = stampIn(await get(url));
  t.is((await post(url, { stamp, decision: 'accept', 'answer.address': 'x'.repeat(70_000) })).status, 413);
  const json = await fetch(url, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } });
  t.is(json.status, 415);
  t.deepEqual(told, []);
});

test('an answer from a second device is told that it was not used', async (t) => {
  const { ask, get, post, told, database } = await createPageWorld(t);
  const { url } = await ask();
  const [first, second] = [stampIn(await get(url)), stampIn(await get(url))];
  t.is((await post(url, { ...MAIL, stamp: first, decision: 'accept' })).status, 303);
  const late = await post(url, { ...MAIL, stamp: second, decision: 'accept' });
  t.is(late.status, 409);
  t.regex(late.text, /This was answered before\. What you have just sent was not used\./);
  t.is((await post(url, { stamp: second, decision: 'decline' })).status, 409);
  t.is(told.length, 1);
  t.is((await database.rows('select 1 from consents')).length, 1);
});

test('of two devices that answer at once one is taken and the other told', async (t) => {
  const { ask, get, post, told } = await createPageWorld(t);
  const { url } = await ask();
  const stamp = stampIn(await get(url));
  const answers = await Promise.all(
    ['anna', 'bert', 'cara'].map((name) =>
      post(url, { ...MAIL, 'answer.address': `${name}@acme.example`, stamp, decision: 'accept' }),
    ),
  );
  t.deepEqual(
    answers.map(({ status }) => status).toSorted((a, b) => a - b),
    [303, 409, 409],
  );
  t.is(told.length, 1);
});

test('a second press of the same button is taken for the first', async (t) => {
  const { ask, get, post, told } = await createPageWorld(t);
  const { url } = await ask(consentDefinition());
  const stamp = stampIn(await get(url));
  t.is((await post(url, { stamp, decision: 'accept' })).status, 303);
  t.is((await post(url, { stamp, decision: 'accept' })).status, 303);
  t.is(told.length, 1);
});

test('an answer after the time is over changes nothing and is told so', async (t) => {
  const { ask, get, post, told, stores, move } = await createPageWorld(t);
  const { url, key, orderId } = await ask();
  const stamp = stampIn(await get(url));
  await stores.dialogue.close(key);
  await move(orderId, 'expired');
  const late = await post(url, { ...MAIL, stamp, decision: 'accept' });
  t.is(late.status, 409);
  t.regex(late.text, /Your answer came too late\. What you have just sent was not used\./);
  t.regex(late.text, /The time is over/);
  t.deepEqual(told, []);
});

test('a page whose question is asked another way says so', async (t) => {
  const { ask, get, stores, move } = await createPageWorld(t);
  const { url, key, orderId } = await ask();
  await stores.dialogue.begin({ ...key, number: 2, way: 'client', timeoutMs: 60_000, token: null });
  t.regex((await get(url)).text, /This page does not take an answer any more/);
  await stores.answers.answer({ ...key, number: 2 }, { decision: 'accept', answers: {}, language: 'en' });
  await move(orderId, 'delivering');
  const { text } = await get(url);
  t.regex(text, /The settings are being sent/);
  t.regex(text, /This was answered in another way\./);
});

test('when an answer cannot be kept the page does not say that it is, and it can be given again', async (t) => {
  let isBroken = true;
  const { ask, get, post, told, errors, log } = await createPageWorld(t, {}, (answers) => ({
    ...answers,
    answer: async (key, answer) => {
      if (isBroken) throw new Error('The connection was lost');
      return answers.answer(key, answer);
    },
  }));
  const { url } = await ask();
  const form = { ...MAIL, stamp: stampIn(await get(url)), decision: 'accept' };
  const failed = await post(url, form);
  t.is(failed.status, 500);
  t.regex(failed.text, /We cannot tell whether an answer was kept/);
  t.notRegex(failed.text, /We have your answer|connection/i);
  t.is(errors.length, 1);
  t.deepEqual(
    log.find(({ event }) => event === 'page.failed'),
    {
      event: 'page.failed',
      route: '/a/:token',
      error: 'Error',
    },
  );
  t.deepEqual(told, []);
  isBroken = false;
  t.is((await post(url, form)).status, 303);
});

test('whatever is wrong with a link, the page is the same to the octet', async (t) => {
  const world = await createPageWorld(t);
  const { ask, get, post, origin, move, database } = world;
  const expired = await ask();
  await move(expired.orderId, 'completed', 'delivered');
  await database.rows(`update orders set settled_at = now() - interval '8 days' where id = :orderId`, {
    orderId: expired.orderId,
  });
  const superseded = await ask();
  await database.rows('update orders set run = 2 where id = :orderId', { orderId: superseded.orderId });
  const urls = [
    `${origin}/a/${newToken()}`,
    expired.url,
    superseded.url,
    `${origin}/a/x`,
    `${origin}/a/`,
    `${origin}/a/%00%ff`,
    `${origin}/a/${'a'.repeat(4_000)}`,
    `${origin}/a/${newToken()}/events`,
    `${expired.url}/events`,
    `${origin}/a/${newToken()}/else/where`,
    `${origin}/a/${newToken()}?lang=xx`,
  ];
  const pages = [...(await Promise.all(urls.map((url) => get(url)))), await post(expired.url, { decision: 'accept' })];
  const [first] = pages;
  for (const { status, text, headers } of pages) {
    t.is(status, 404);
    t.is(text, String(first?.text));
    t.deepEqual(
      [...headers].filter(([name]) => name !== 'date' && name !== 'connection' && name !== 'keep-alive'),
      [...(first?.headers ?? [])].filter(([name]) => name !== 'date' && name !== 'connection' && name !== 'keep-alive'),
    );
  }
  t.regex(first?.text ?? '', /There is nothing at this address/);
});

test('a link lives for its time after the end of its order', async (t) => {
  const { ask, get, move, database } = await createPageWorld(t);
  const { url, orderId } = await ask();
  await move(orderId, 'completed', 'applied');
  await database.rows(`update orders set settled_at = now() - interval '6 days' where id = :orderId`, { orderId });
  t.is((await get(url)).status, 200);
});

test('pages tell browsers to load nothing from elsewhere, show in no frame, give away no address and keep nothing', async (t) => {
  const { ask, get, origin } = await createPageWorld(t);
  const { url } = await ask();
  for (const page of [url, `${url}/`, `${origin}/a/none`]) {
    const { headers } = await get(page);
    t.is(
      headers.get('content-security-policy'),
      "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; " +
        "frame-ancestors 'none'; base-uri 'none'",
    );
    t.is(headers.get('referrer-policy'), 'no-referrer');
    t.is(headers.get('cache-control'), 'no-store');
    t.is(headers.get('x-content-type-options'), 'nosniff');
    t.is(headers.get('set-cookie'), null);
  }
});

test('the style sheet and the script are there, may be kept, and need no link', async (t) => {
  const { ask, get, origin } = await createPageWorld(t);
  const { text } = await get((await ask()).url);
  const paths = [...text.matchAll(/(?:href|src)="(\/a\/page\.[^"]+)"/g)].map(([, path]) => path ?? '');
  t.is(paths.length, 2);
  for (const path of paths) {
    const { status, headers } = await get(origin + path);
    t.is(status, 200);
    t.is(headers.get('cache-control'), 'public, max-age=86400');
  }
  t.notRegex(text, /style=|<style|onclick|<script>/);
});

test('methods that no page has are refused, and everything outside is the API', async (t) => {
  const { ask, get, origin } = await createPageWorld(t);
  const { url } = await ask();
  for (const [path, method, allow] of [
    [url, 'PUT', 'GET, HEAD, POST'],
    [`${origin}/a/none`, 'DELETE', 'GET, HEAD, POST'],
    [`${url}/events`, 'POST', 'GET'],
    [`${origin}/a/page.css`, 'POST', 'GET, HEAD'],
  ] as const) {
    const response = await fetch(path, { method });
    t.is(response.status, 405);
    t.is(response.headers.get('allow'), allow);
  }
  t.is((await get(`${origin}/ab`)).text, 'API');
  t.is((await get(`${origin}/a`)).text, 'API');
});

test('HEAD gives the head of a page and does not count as opened', async (t) => {
  const { ask, database } = await createPageWorld(t);
  const { url } = await ask();
  const response = await fetch(url, { method: 'HEAD' });
  t.is(response.status, 200);
  t.true(Number(response.headers.get('content-length')) > 500);
  t.deepEqual(await database.rows('select opened_at from prompts'), [{ opened_at: null }]);
});

test('no line of the log has a token or an answer in it', async (t) => {
  const { ask, get, post, log } = await createPageWorld(t);
  const { url, token, orderId } = await ask();
  const stamp = stampIn(await get(`${url}?lang=en`));
  await post(url, { ...MAIL, 'answer.password': 'canary-canary', stamp, decision: 'accept' });
  await get(`${url}x`);
  t.deepEqual(
    log.map((line) => ({ ...line, ms: 0 })),
    [
      { event: 'page', method: 'GET', route: '/a/:token', status: 200, ms: 0, orderId },
      { event: 'page', method: 'POST', route: '/a/:token', status: 303, ms: 0, orderId },
      { event: 'page', method: 'GET', route: '/a/:token', status: 404, ms: 0, orderId: null },
    ],
  );
  t.false(JSON.stringify(log).includes(token));
  t.false(JSON.stringify(log).includes('canary'));
});

test('the language is what is chosen, else what the browser wants, else the one of the message; of those that the provider has', async (t) => {
  const { ask, get } = await createPageWorld(t);
  const { url } = await ask();
  const shown = async (query: string, accept?: string) => {
    const { text } = await get(url + query, accept === undefined ? {} : { 'accept-language': accept });
    return /<html lang="(\w+)" dir="(\w+)">/.exec(text)?.slice(1).join(' ');
  };
  t.is(await shown(''), 'en ltr');
  t.is(await shown('', 'sv, fi;q=0.8, en;q=0.5'), 'fi ltr');
  t.is(await shown('?lang=ar', 'fi'), 'ar rtl');
  t.is(await shown('?lang=sv', 'fi'), 'fi ltr');
  t.is(await shown('?lang=<script>', 'de'), 'en ltr');
  t.regex((await get(`${url}?lang=ar`)).text, /<a href="\?lang=fi" hreflang="fi"><span lang="fi">Suomi<\/span><\/a>/);
});

test('where we have no words in the language of the provider, his are marked and ours are English', async (t) => {
  const { ask, get } = await createPageWorld(t);
  const texts = { fa: 'اکمی می‌خواهد این تلفن را تنظیم کند.' };
  const definition = consentDefinition();
  const { url } = await ask({ ...definition, confirmation: { ...definition.confirmation, text: texts } });
  const { text } = await get(url, { 'accept-language': 'fa' });
  t.regex(text, /<html lang="en" dir="ltr">/);
  t.regex(text, /<p class="consent" lang="fa" dir="rtl">/);
});

test('the same page under a path of its own has its links there', async (t) => {
  const { ask, get, post } = await createPageWorld(t, { publicUrl: 'https://acme.example/phones' });
  const { url, token } = await ask(consentDefinition());
  const page = await get(url);
  t.regex(page.text, /href="\/phones\/a\/page\.css\?/);
  const answer = await post(url, { stamp: stampIn(page), decision: 'accept' });
  t.is(answer.headers.get('location'), `/phones/a/${token}?lang=en`);
  t.regex((await get(url)).text, new RegExp(`data-events="/phones/a/${token}/events`));
});

test('a text of the provider is text, whatever is in it', async (t) => {
  const { ask, get, database } = await createPageWorld(t);
  const evil = `<script>alert("1")</script> & 'x'`;
  const definition = mailDefinition();
  const { url } = await ask({
    ...definition,
    confirmation: { ...definition.confirmation, text: { en: evil } },
    prompts: [{ parameter: 'address', secret: false, text: { en: evil } }],
  });
  await database.rows(`update tenants set title = '<b>Acme</b>' where name = 'acme'`);
  const { text } = await get(url);
  t.notRegex(text, /<script>alert|<b>Acme/);
  t.regex(text, /&lt;script&gt;alert\(&quot;1&quot;\)&lt;\/script&gt; &amp; &#39;x&#39;/);
});
