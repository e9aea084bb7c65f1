import anyTest from 'ava';
import { axeViolations, keepPicture, openPage } from '../helpers/browser.ts';
import { consentDefinition, createPageWorld, mailDefinition, newToken, stampIn } from '../helpers/page-world.ts';

// One after the other: each has a database and a server of its own.
const test = anyTest.serial;

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
const { confirmation } = consentDefinition();
const STANDING = { ...confirmation, standing: 'P90D' };

/** The box of a page, as it would be sent. */
const boxIn = ({ text }: { text: string }) =>
  /<input type="checkbox"[^>]* name="standing" value="([^"]+)"/.exec(text)?.[1] ?? '';
const linkIn = ({ text }: { text: string }) => /href="(\/a\/w\/[\w-]{22})\?lang=en"/.exec(text)?.[1] ?? '';

type Test = Parameters<typeof createPageWorld>[0];

async function created(t: Test, definition = consentDefinition({ confirmation: STANDING })) {
  const world = await createPageWorld(t);
  const consents = () =>
    world.database.rows<{ ended_by: string | null; days: number }>(
      `select ended_by, extract(epoch from expires_at - now())::float8 / 86400 as days from standing_consents
       order by given_at`,
    );
  /** A user who ticks the box and accepts. */
  const agree = async () => {
    const { url } = await world.ask(definition);
    const page = await world.get(`${url}?lang=en`);
    const answer = { stamp: stampIn(page), standing: boxIn(page), decision: 'accept' };
    const { status } = await world.post(url, answer);
    if (status !== 303) throw new Error(`Expected the answer to be taken, got ${status}`);
    const after = await world.get(`${url}?lang=en`);
    return { url, after, link: world.origin + linkIn(after) };
  };
  const isAsked = () =>
    world.ask(definition).then(
      () => true,
      () => false,
    );
  return { ...world, definition, consents, agree, isAsked };
}

test('a box that is not ticked asks again, and there is none where the service does not offer it', async (t) => {
  const { ask, get, post, definition, consents } = await created(t);
  const { url } = await ask(definition);
  const page = await get(url);
  t.not(boxIn(page), '');
  t.notRegex(page.text, /checked/);
  t.is((await post(url, { stamp: stampIn(page), decision: 'accept' })).status, 303);
  t.deepEqual(await consents(), []);
  t.is(linkIn(await get(`${url}?lang=en`)), '');
  t.is(boxIn(await get((await ask(consentDefinition())).url)), '');
});

test('who ticks it is not asked again, sees until when, and has a link to take it back that looking does not touch', async (t) => {
  const { agree, get, consents, isAsked, log } = await created(t);
  const { after, link } = await agree();
  t.regex(after.text, /You need not be asked again about this until <time/);
  t.false(await isAsked());
  for (const method of ['GET', 'HEAD', 'GET']) t.is((await fetch(link, { method })).status, 200);
  const { text } = await get(link);
  t.regex(text, /Your agreement with <bdi>acme<\/bdi>/);
  t.regex(text, /Acme wants to set up mail on this phone\./);
  t.regex(text, /did not want to be asked again until <time/);
  t.like(await consents(), [{ ended_by: null }]);
  t.true(log.some(({ route }) => route === '/a/w/:token'));
  t.false(JSON.stringify(log).includes(link.slice(-22)));
});

test('the button takes it back, once and for all: the next order asks', async (t) => {
  const { agree, get, post, consents, isAsked } = await created(t);
  const { url, link } = await agree();
  const stamp = stampIn(await get(`${link}?lang=fi`));
  const answer = await post(link, { stamp });
  t.is(answer.status, 303);
  t.is(answer.headers.get('location'), `${new URL(link).pathname}?lang=fi`);
  t.like(await consents(), [{ ended_by: 'user' }]);
  t.regex((await get(`${link}?lang=fi`)).text, /Tämä suostumus on päättynyt/);
  t.is((await post(link, { stamp })).status, 303);
  t.like(await consents(), [{ ended_by: 'user' }]);
  t.is(linkIn(await get(`${url}?lang=en`)), '', 'nothing is left to take back');
  t.true(await isAsked());
});

test('a form that was not shown by us for this link, or comes from another site, takes nothing back', async (t) => {
  const { agree, ask, get, post, consents } = await created(t);
  const { link } = await agree();
  const stamp = stampIn(await get(link));
  const other = await ask(consentDefinition());
  const refused = [
    await post(link, {}),
    await post(link, { stamp: stampIn(await get(other.url)) }),
    await post(link, { stamp: 'en.AAAAAAAAAAAAAAAAAAAAAA' }),
    await post(link, { stamp }, { origin: 'https://evil.example' }),
    await post(link, { stamp }, { origin: 'null', 'sec-fetch-site': 'cross-site' }),
  ];
  t.deepEqual(
    refused.map(({ status }) => status),
    refused.map(() => 403),
  );
  for (const { text } of refused) t.regex(text, /Nothing was sent yet/);
  const json = await fetch(link, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } });
  t.is(json.status, 415);
  t.is((await fetch(link, { method: 'DELETE' })).status, 405);
  t.like(await consents(), [{ ended_by: null }]);
  // Nor does this stamp answer a question.
  t.is((await post(other.url, { stamp, decision: 'accept' })).status, 403);
});

test('whatever is wrong with a link, it gets the one page that all get', async (t) => {
  const { agree, ask, get, post, origin, database } = await created(t);
  const { link } = await agree();
  const stamp = stampIn(await get(link));
  const question = await ask(consentDefinition());
  await database.rows(`update standing_consents set expires_at = now() - interval '8 days'`);
  const missing = await get(`${origin}/a/${newToken()}`);
  const others = [
    await get(link),
    await get(`${origin}/a/w/${newToken()}`),
    await get(`${origin}/a/w/short`),
    await get(`${origin}/a/w/${question.token}`),
    await get(`${origin}/a/${link.slice(-22)}`),
    await post(link, { stamp }),
  ];
  for (const { status, text } of others) {
    t.is(status, 404);
    t.is(text, missing.text);
  }
});

test('a consent lasts no longer than its user was told, nor than its service allows', async (t) => {
  const { ask, get, post, definition, consents } = await created(t);
  const orders = ['some day', inDays(-1), inDays(10), inDays(1_000)].map(async (standing) => {
    const { url } = await ask(definition);
    return { url, form: { stamp: stampIn(await get(url)), standing, decision: 'accept' } };
  });
  for (const { url, form } of await Promise.all(orders)) t.is((await post(url, form)).status, 303);
  t.deepEqual(
    (await consents()).map(({ days }) => Math.round(days)),
    [10, 90],
  );
});

test('the link of a consent that was given anew leads to the new one', async (t) => {
  const { agree, get, post, consents, database } = await created(t);
  const { link } = await agree();
  await database.rows(`update standing_consents set expires_at = now()`);
  await agree();
  t.like(await consents(), [{ ended_by: 'replaced' }, { ended_by: null }]);
  t.is((await post(link, { stamp: stampIn(await get(link)) })).status, 303);
  t.like(await consents(), [{ ended_by: 'replaced' }, { ended_by: 'user' }]);
});

test('a user whose page is to show him a PIN is not offered to skip it', async (t) => {
  const { ask, get, definition, database } = await created(t);
  const { url, orderId } = await ask(definition, { security: 'USERPIN' });
  await database.rows(`update orders set pin_way = 'page' where id = :orderId`, { orderId });
  t.is(boxIn(await get(url)), '');
});

test('a user ticks the box, accepts, and takes it back in his browser', async (t) => {
  const world = await created(t, mailDefinition({ confirmation: STANDING }));
  const { url } = await world.ask(world.definition);
  const { page } = await openPage(t, { locale: 'en-GB', timezoneId: 'Europe/Helsinki' });
  await page.goto(url);
  const box = page.getByRole('checkbox', { name: /^Do not ask me again about this until \d+ \w+ 20/ });
  t.false(await box.isChecked());
  t.deepEqual(await axeViolations(page), []);
  await keepPicture(page, 'pages/standing-question');
  await page.getByLabel('Your Acme address').fill('anna');
  await page.getByLabel('Your Acme password').fill('correct horse');
  await box.check();
  await page.evaluate('document.querySelector("form").noValidate = true');
  await page.getByRole('button', { name: 'Accept' }).click();
  await page.locator('#errors').waitFor();
  t.true(await box.isChecked(), 'what was ticked stays, beside what was wrong');
  await page.getByLabel('Your Acme address').fill('anna@acme.example');
  await page.getByLabel('Your Acme password').fill('correct horse');
  await page.getByRole('button', { name: 'Accept' }).click();
  await page.getByText('You need not be asked again about this until').waitFor();
  t.deepEqual(await axeViolations(page), []);
  await keepPicture(page, 'pages/standing-given');
  await page.getByRole('link', { name: 'Take this back' }).click();
  await page.getByRole('heading', { name: 'Your agreement with acme' }).waitFor();
  t.deepEqual(await axeViolations(page), []);
  await keepPicture(page, 'pages/withdraw');
  await page.getByRole('button', { name: 'Ask me again' }).click();
  await page.getByRole('heading', { name: 'This agreement has ended' }).waitFor();
  t.deepEqual(await axeViolations(page), []);
  await keepPicture(page, 'pages/withdrawn');
  t.like(await world.consents(), [{ ended_by: 'user' }]);
});

test('without script, in Arabic and on 320 pixels it is taken back as well, with the keyboard alone', async (t) => {
  const world = await created(t);
  const { link } = await world.agree();
  const narrow = { locale: 'ar-EG', viewport: { width: 320, height: 480 } };
  const { page: seen } = await openPage(t, narrow);
  await seen.goto(link);
  t.is(await seen.locator('html').getAttribute('dir'), 'rtl');
  t.is(await seen.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'), 0);
  t.deepEqual(await axeViolations(seen), []);
  await keepPicture(seen, 'pages/arabic-withdraw');

  const { page } = await openPage(t, { ...narrow, javaScriptEnabled: false });
  await page.goto(link);
  for (let i = 0; i < 3; i++) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'انتهت هذه الموافقة' }).waitFor();
  t.like(await world.consents(), [{ ended_by: 'user' }]);
});
