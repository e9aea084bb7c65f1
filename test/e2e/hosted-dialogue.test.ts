import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { openPage } from '../helpers/browser.ts';
import { mailDefinition, stampIn } from '../helpers/page-world.ts';
import { type Stack, startStack } from '../helpers/stack.ts';

const teardowns: (() => unknown)[] = [];
const definition = mailDefinition();
let stack: Stack;
test.before(async () => {
  stack = await startStack({ teardown: (work) => void teardowns.push(work) });
  await stack.register(definition);
});
test.after.always(async () => {
  for (const work of teardowns.toReversed()) await work();
});

/** An order whose user has got his link: its path, which is the same wherever the API listens. */
async function invited() {
  const { msisdn } = await stack.phone();
  const { id } = await stack.order({ device: { msisdn }, definition: { name: definition.name }, parameters: {} });
  await stack.until(id, 'awaiting_user');
  const deadline = Date.now() + 90_000;
  for (;;) {
    const { inbox } = await stack.handset(msisdn);
    const path = /https?:\/\/[^/]+(\/a\/[\w-]{22})/.exec(String(inbox[0]?.['text']))?.[1];
    if (path !== undefined) return { id, msisdn, path };
    if (Date.now() > deadline) throw new Error(`Expected a link, got ${JSON.stringify(inbox)}\n${stack.worker.log()}`);
    await sleep(50);
  }
}

const pageOf = (path: string) => new URL(path, String(stack.api.ready['url'])).href;

const send = (url: string, form: Record<string, string>) =>
  fetch(url, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' });

test.serial('a user opens the link in his message, answers, and sees his settings arrive', async (t) => {
  const { id, msisdn, path } = await invited();
  const { page } = await openPage(t);
  await page.goto(pageOf(path));
  await page.getByLabel('Your Acme address').fill('anna@acme.example');
  await page.getByLabel('Your Acme password').fill('canary horse battery');
  await page.getByRole('button', { name: 'Accept' }).click();
  await page.getByRole('heading', { name: 'The settings have reached your phone' }).waitFor();

  t.like(await stack.until(id, 'completed'), { evidence: 'delivered' });
  const { documents } = await stack.handset(msisdn);
  t.regex(String(documents[0]?.['xml']), /canary horse battery/);
  t.true((await stack.events(id)).includes('user.answered'));
  const logs = stack.api.log() + stack.worker.log();
  t.false(logs.includes('canary'));
  t.false(logs.includes(path));
  t.true(logs.includes('/a/:token'));
});

test.serial(
  'a link that the client hands over leads to the same page, and nothing is sent to the user for it',
  async (t) => {
    const { name, version, confirmation } = definition;
    const handed = { ...definition, name: `${name}-handed`, confirmation: { ...confirmation, link: 'client' } };
    t.is((await stack.call('POST', '/v1/definitions', handed)).status, 201);
    await stack.call('POST', `/v1/definitions/${handed.name}/${version}/activate`);
    const { msisdn } = await stack.phone();
    const { id } = await stack.order({ device: { msisdn }, definition: { name: handed.name }, parameters: {} });
    await stack.until(id, 'awaiting_user');
    const { status, body } = await stack.call('POST', `/v1/orders/${id}/link/reveal`);
    t.is(status, 200);
    const { pathname } = new URL(String(body['url']));
    const { page } = await openPage(t);
    await page.goto(pageOf(pathname));
    await page.getByLabel('Your Acme address').fill('anna@acme.example');
    await page.getByLabel('Your Acme password').fill('canary horse battery');
    await page.getByRole('button', { name: 'Accept' }).click();
    t.like(await stack.until(id, 'completed'), { evidence: 'delivered' });
    t.deepEqual((await stack.handset(msisdn)).inbox, []);
    t.false((stack.api.log() + stack.worker.log()).includes(pathname));
  },
);

test.serial(
  'the API is killed while answers come in: what it said it has is there, and the rest can be given again',
  async (t) => {
    const orders = await Promise.all(Array.from({ length: 12 }, invited));
    const form = { 'answer.address': 'anna@acme.example', 'answer.password': 'correct horse', decision: 'accept' };
    const stamps = await Promise.all(
      orders.map(async ({ path }) => stampIn({ text: await (await fetch(pageOf(path))).text() })),
    );
    const answer = async ({ path }: (typeof orders)[number], i: number) =>
      (await send(pageOf(path), { ...form, stamp: stamps[i] ?? '' })).status === 303;
    const before = await Promise.all(orders.slice(0, 4).map(answer));
    const during = orders.slice(4).map(async (order, i) => {
      await sleep(i * 5);
      return answer(order, i + 4);
    });
    const settled = Promise.allSettled(during);
    await Promise.race(during);
    await stack.api.kill();
    const received = [...before, ...(await settled).map((one) => one.status === 'fulfilled' && one.value)];
    t.true(received.filter(Boolean).length >= 5);
    stack.api = await stack.startApi();

    for (const [i, { path }] of orders.entries()) {
      const text = await (await fetch(pageOf(path))).text();
      const isAsked = text.includes('name="decision"');
      if (received[i] === true) t.false(isAsked, 'what was received is in the store');
      if (isAsked) t.is((await send(pageOf(path), { ...form, stamp: stampIn({ text }) })).status, 303);
    }
    for (const { id } of orders) t.like(await stack.until(id, 'completed'), { state: 'completed' });
    t.log(`${received.filter(Boolean).length} of ${orders.length} were received before the kill`);
  },
);

test.serial('the ledger of all these orders holds', async (t) => {
  t.deepEqual(await stack.violations(), []);
});
