import { setTimeout as sleep } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import { openPage } from '../helpers/browser.ts';
import { consentDefinition, stampIn } from '../helpers/page-world.ts';
import { type Stack, startStack } from '../helpers/stack.ts';

type Json = Record<string, unknown>;

const teardowns: (() => unknown)[] = [];
let stack: Stack;
test.before(async () => {
  stack = await startStack({ teardown: (work) => void teardowns.push(work) });
  const { headers } = await stack.call('GET', '/v1/tenant');
  const allowed = await stack.call(
    'PATCH',
    '/v1/tenant',
    { settings: { pinBySms: true } },
    { 'if-match': String(headers.get('etag')) },
  );
  if (allowed.status !== 200) throw new Error(JSON.stringify(allowed.body));
});
test.after.always(async () => {
  for (const work of teardowns.toReversed()) await work();
});

/** A definition with a PIN that is told this way. */
async function register(fields: Parameters<typeof consentDefinition>[0] = {}): Promise<string> {
  const definition = consentDefinition(fields);
  await stack.register(definition);
  return definition.name;
}

const { delivery, acknowledgement } = consentDefinition();
const withPin = (security: 'USERPIN' | 'USERPINMAC', way: 'page' | 'client' | 'sms') => ({
  delivery: { ...delivery, security: [security], pin: [way] },
  acknowledgement: { ...acknowledgement, evidence: way === 'sms' ? ('delivered' as const) : ('applied' as const) },
});
const UNASKED = { confirmation: { mode: 'none', timeout: 'PT24H', text: { en: 'Acme sets up mail.' } } } as const;
const PARAMETERS = { address: 'ann@acme.example', password: 'correct horse' };

async function ordered(name: string) {
  const { msisdn } = await stack.phone({}, { imsi: false });
  const order = await stack.order({ device: { msisdn }, definition: { name }, parameters: PARAMETERS });
  return { id: order.id, msisdn, order };
}

/** Waits until something of a handset is there. */
async function onPhone<T>(
  msisdn: string,
  look: (phone: Awaited<ReturnType<Stack['handset']>>) => T | undefined,
): Promise<T> {
  const deadline = Date.now() + 90_000;
  for (;;) {
    const phone = await stack.handset(msisdn);
    const found = look(phone);
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`Got ${JSON.stringify(phone)}\n${stack.worker.log()}`);
    await sleep(50);
  }
}

const prompted = (msisdn: string) => onPhone(msisdn, ({ prompts }) => prompts.find(({ state }) => state === 'waiting'));

/** The user types; the phone installs what the PIN proves. */
async function type(msisdn: string, pin: string): Promise<Json> {
  const response = await fetch(`${stack.handsetUrl}/handsets/${encodeURIComponent(msisdn)}/type`, {
    method: 'POST',
    body: JSON.stringify({ pin }),
  });
  return (await response.json()) as Json;
}

/** The path of the page, which is the same wherever the API listens. */
const linkOn = (msisdn: string) =>
  onPhone(msisdn, ({ inbox }) => /https?:\/\/[^/]+(\/a\/[\w-]{22})/.exec(String(inbox[0]?.['text']))?.[1]);
const pageOf = (path: string) => new URL(path, String(stack.api.ready['url'])).href;
const textOf = async (url: string) => (await fetch(url)).text();
const digitsIn = (html: string) => /<p class="digits"><bdi dir="ltr">([0-9]+)<\/bdi>/.exec(html)?.[1];

/** Nothing that the service left behind holds the PIN. */
async function isNowhere(t: ExecutionContext, id: string, pin: string): Promise<void> {
  const handle = stack.temporal.workflow.getHandle(`order/${id}/1`);
  const tables = [
    'orders',
    'prompts',
    'texts',
    'consents',
    'order_events',
    'audit_entries',
    'charge_records',
    'documents',
  ];
  const rows = await Promise.all(
    tables.map((table) => stack.database.rows<{ text: string }>(`select x::text as text from ${table} x`)),
  );
  const places = {
    history: JSON.stringify(await handle.fetchHistory()) + JSON.stringify(await handle.describe()),
    events: JSON.stringify((await stack.call('GET', `/v1/orders/${id}/events`)).body),
    order: JSON.stringify((await stack.call('GET', `/v1/orders/${id}`)).body),
    audit: JSON.stringify((await stack.call('GET', '/v1/audit')).body),
    database: rows
      .flat()
      .map(({ text }) => text)
      .join('\n'),
    api: stack.api.log(),
    worker: stack.worker.log(),
  };
  for (const [place, text] of Object.entries(places)) {
    for (const spelling of [Buffer.from(pin).toString('hex'), Buffer.from(pin).toString('base64').slice(0, -3)])
      t.false(text.includes(spelling), `in ${place}`);
    // Eight digits come by chance in longer numbers, such as times and octets.
    t.notRegex(text, new RegExp(`(?<![0-9a-f])${pin}(?![0-9a-f])`), `in ${place}`);
  }
  t.true(places.events.includes('pin.told'), 'what is looked through is what there is');
}

async function completes(t: ExecutionContext, id: string, msisdn: string, pin: string): Promise<void> {
  t.like(await type(msisdn, '00000000'), { state: 'waiting' });
  t.like(await type(msisdn, pin), { state: 'installed' });
  await stack.call('POST', `/v1/orders/${id}/acknowledgements`, { outcome: 'applied', source: 'user' });
  t.like(await stack.until(id, 'completed'), { evidence: 'applied' });
  const [row] = await stack.database.rows<{ pin: unknown }>('select pin_sealed as pin from orders where id = :id', {
    id,
  });
  t.is(row?.pin, null);
  await isNowhere(t, id, pin);
}

for (const security of ['USERPIN', 'USERPINMAC'] as const) {
  test.serial(
    `the PIN of ${security} is on the page of whoever accepted, and proves the settings on the phone`,
    async (t) => {
      const { id, msisdn } = await ordered(await register(withPin(security, 'page')));
      const path = await linkOn(msisdn);
      const { page } = await openPage(t);
      await page.goto(pageOf(path));
      await page.getByRole('button', { name: 'Accept' }).click();
      await page.getByRole('heading', { name: 'Your PIN' }).waitFor();
      const pin = String(await page.locator('.digits').textContent());
      t.regex(pin, security === 'USERPIN' ? /^[0-9]{8}$/ : /^[0-9]{10}$/);
      await prompted(msisdn);

      t.is(digitsIn(await textOf(pageOf(path))), undefined, 'not for another who has the link');
      t.is(digitsIn(await textOf(`${pageOf(path)}?viewer=${'A'.repeat(22)}`)), undefined);
      t.is((await stack.call('POST', `/v1/orders/${id}/pin/reveal`)).status, 409);
      t.false((await stack.handset(msisdn)).inbox.some(({ text }) => String(text).includes(pin)));
      await page.reload();
      t.is(await page.locator('.digits').textContent(), pin);
      await completes(t, id, msisdn, pin);
      await page.reload();
      t.is(await page.locator('.digits').count(), 0);
    },
  );

  test.serial(
    `the PIN of ${security} is handed to the client once, and proves the settings on the phone`,
    async (t) => {
      const { id, msisdn, order } = await ordered(await register({ ...withPin(security, 'client'), ...UNASKED }));
      t.deepEqual(order['pin'], { way: 'client', toldAt: null });
      await prompted(msisdn);
      const { body } = await stack.call('POST', `/v1/orders/${id}/pin/reveal`);
      t.is((await stack.call('POST', `/v1/orders/${id}/pin/reveal`)).status, 410);
      t.deepEqual((await stack.handset(msisdn)).inbox, []);
      await completes(t, id, msisdn, String(body['pin']));
    },
  );

  test.serial(`the PIN of ${security} comes by a message of its own, once, with nothing of the document`, async (t) => {
    const { id, msisdn } = await ordered(await register({ ...withPin(security, 'sms'), ...UNASKED }));
    const text = await onPhone(msisdn, ({ inbox }) => (inbox[0] === undefined ? undefined : String(inbox[0]['text'])));
    const pin = /^The PIN for the settings that come to your phone is ([0-9]+)\.$/.exec(text)?.[1] ?? '';
    t.regex(pin, security === 'USERPIN' ? /^[0-9]{8}$/ : /^[0-9]{10}$/);
    await prompted(msisdn);
    t.like(await type(msisdn, '00000000'), { state: 'waiting' });
    t.like(await type(msisdn, pin), { state: 'installed' });
    t.like(await stack.until(id, 'completed'), { pin: { way: 'sms' } });
    t.is((await stack.handset(msisdn)).inbox.length, 1);
    await isNowhere(t, id, pin);
    const texts = await stack.database.rows<{ text: string }>(
      "select kind || ' ' || state as text from texts where order_id = :id",
      { id },
    );
    t.deepEqual(texts, [{ text: 'pin accepted' }]);
  });
}

test.serial('without script and cookies the page shows the PIN to the browser that sent the form', async (t) => {
  const { msisdn } = await ordered(await register(withPin('USERPIN', 'page')));
  const url = pageOf(await linkOn(msisdn));
  const text = await textOf(url);
  const viewer = /name="viewer" value="([^"]+)"/.exec(text)?.[1] ?? '';
  const form = { stamp: stampIn({ text }), viewer, decision: 'accept' };
  const post = () => fetch(url, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' });
  const first = await post();
  t.is(first.status, 303);
  const second = await post();
  t.is(second.status, 303, 'sent twice it is shown all the same');
  const shown = await textOf(new URL(String(second.headers.get('location')), url).href);
  const pin = digitsIn(shown) ?? '';
  t.regex(pin, /^[0-9]{8}$/);
  t.regex(shown, new RegExp(`lang=fi&amp;viewer=${viewer}`), 'in another language as well');
  const other = { ...form, viewer: 'B'.repeat(22) };
  const stranger = await fetch(url, { method: 'POST', body: new URLSearchParams(other), redirect: 'manual' });
  t.is(digitsIn(await textOf(new URL(String(stranger.headers.get('location')), url).href)), undefined);
  await prompted(msisdn);
  t.like(await type(msisdn, pin), { state: 'installed' });
});

test.serial('the ledger of all these orders holds', async (t) => {
  t.deepEqual(await stack.violations(), []);
});
