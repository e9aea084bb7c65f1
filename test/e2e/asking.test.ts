import { randomUUID } from 'node:crypto';
import anyTest, { type TestFn } from 'ava';
import { onePartDefinition } from '../helpers/one-part-definition.ts';
import { type Stack, startStack } from '../helpers/stack.ts';

const test = anyTest as TestFn<Stack>;
const ONE_PART = onePartDefinition();
const APN = { apn: 'internet.acme.example' };
const NAMED = { name: 'Acme', ...APN };

/** Definitions that ask by short message, in one language each. */
const DEFINITIONS = [
  { name: 'consent-fi', mode: 'sms', text: { fi: 'Acme haluaa asettaa netin tähän puhelimeen.' } },
  { name: 'consent-ar', mode: 'sms', text: { ar: 'تريد أكمي إعداد الإنترنت على هذا الهاتف.' } },
  { name: 'consent-en', mode: ['sms', 'client'], text: { en: 'Acme wants to set up internet on this phone.' } },
  {
    name: 'value-fi',
    mode: 'sms',
    text: { fi: 'Acme haluaa asettaa netin.' },
    prompts: [{ parameter: 'name', secret: false, text: { fi: 'Millä nimellä?' } }],
  },
];

const teardowns: (() => unknown)[] = [];
let stack: Stack;
test.before(async () => {
  stack = await startStack({ teardown: (work) => void teardowns.push(work) });
  for (const { name, mode, text, prompts = [] } of DEFINITIONS) {
    const body = { ...ONE_PART, name, prompts, confirmation: { mode, timeout: 'PT1H', text } };
    await stack.register(body);
  }
});
test.after.always(async () => {
  for (const work of teardowns.toReversed()) await work();
});

/** Orders for a new phone, whose user has `texts` in his inbox once they are so many, and can reply. */
async function ask(name: string, parameters: Record<string, string>) {
  const { msisdn } = await stack.phone();
  const order = () => stack.order({ device: { msisdn }, definition: { name }, parameters });
  const { id } = await order();
  const texts = async (count: number): Promise<string[]> => {
    for (const deadline = Date.now() + 90_000; ; ) {
      const { inbox } = await stack.handset(msisdn);
      if (inbox.length >= count) return inbox.map(({ text }) => String(text));
      if (Date.now() > deadline) throw new Error(`Expected ${count} texts, got ${JSON.stringify(inbox)}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const reply = async (text: string): Promise<void> => {
    const { inbox } = await stack.handset(msisdn);
    await stack.smsc('POST', '/mo', { from: msisdn, to: inbox.at(-1)?.['from'], text });
  };
  return { msisdn, id, order, texts, reply };
}

test.serial(
  'a user who says yes by short message, with the diacritics of his language, gets the settings',
  async (t) => {
    const { msisdn, id, texts, reply } = await ask('consent-fi', NAMED);
    const [question] = await texts(1);
    t.is(question, 'acme: Acme haluaa asettaa netin tähän puhelimeen. Vastaa KYLLÄ tai EI. STOP lopettaa kysymykset.');
    const waiting = await stack.until(id, 'awaiting_user');
    t.like(waiting['asking'], { way: 'sms', until: waiting['answerDueAt'], remindedAt: null });
    await reply('Kyllä!');

    t.is((await stack.until(id, 'completed'))['asking'], null);
    t.is((await stack.handset(msisdn)).documents.length, 1);
    t.deepEqual((await stack.events(id)).slice(0, 3), ['order.accepted', 'user.asked', 'user.answered']);
    const charges = await stack.charges(id);
    t.deepEqual(
      charges.filter((charge) => charge.startsWith('prompt.')),
      ['prompt.answered:1', 'prompt.sent:1'],
    );
  },
);

test.serial('a user who is asked in Arabic is understood in Arabic, with or without the marks', async (t) => {
  const { id, texts, reply } = await ask('consent-ar', NAMED);
  const [question] = await texts(1);
  t.true(question?.includes('تريد أكمي إعداد الإنترنت على هذا الهاتف.'), question);
  await reply('نَعَمْ');
  await stack.until(id, 'completed');

  const other = await ask('consent-ar', NAMED);
  await other.texts(1);
  await other.reply('لا');
  t.is((await stack.until(other.id, 'declined'))['reason'], 'user_declined');
});

test.serial(
  'a wrong answer is explained twice, also when it came in parts, and a right one is in the document',
  async (t) => {
    const { msisdn, id, texts, reply } = await ask('value-fi', APN);
    const [question] = await texts(1);
    t.regex(String(question), /^acme: Acme haluaa asettaa netin\. Millä nimellä\? Vastaa/);

    await reply('ä'.repeat(400));
    const [, first] = await texts(2);
    t.regex(String(first), /^Emme ymmärtäneet vastaustasi\. Millä nimellä\?/);
    await reply('ш'.repeat(100));
    const [, , second] = await texts(3);
    t.is(second, first);
    await stack.until(id, 'awaiting_user');

    await reply('Äiti & Öljy');
    await stack.until(id, 'completed');
    const { documents, inbox } = await stack.handset(msisdn);
    t.regex(String(documents[0]?.['xml']), /Äiti &amp; Öljy/);
    t.is(inbox.length, 3);
    const [left] = await stack.database.rows<{ parts: number }>('select count(*)::int as parts from inbound_parts');
    t.is(left?.parts, 0);
  },
);

test.serial('STOP declines and is remembered: the next order asks another way, until START', async (t) => {
  const { msisdn, id, order, texts, reply } = await ask('consent-en', NAMED);
  await texts(1);
  await reply('stop');
  await stack.until(id, 'declined');

  const next = await order();
  const waiting = await stack.until(next.id, 'awaiting_user');
  t.like(waiting['asking'], { way: 'client' });
  t.is((await stack.handset(msisdn)).inbox.length, 1);
  const answer = await stack.call('POST', `/v1/orders/${next.id}/answer`, { decision: 'accept' });
  t.is(answer.status, 202, JSON.stringify(answer.body));
  await stack.until(next.id, 'completed');

  await reply('START');
  for (let stops = 1; stops > 0; ) {
    const [row] = await stack.database.rows<{ stops: number }>('select count(*)::int as stops from stops');
    stops = row?.stops ?? 0;
  }
  const last = await order();
  await texts(2);
  t.like((await stack.until(last.id, 'awaiting_user'))['asking'], { way: 'sms' });
  const early = await stack.call('POST', `/v1/orders/${last.id}/answer`, { decision: 'accept' });
  t.is(early.status, 409);
  t.is(early.body['code'], 'order_state_unfit');
});

test.serial('an order whose only way is closed by STOP fails for that reason', async (t) => {
  const { id, order, texts, reply } = await ask('consent-fi', NAMED);
  await texts(1);
  await reply('Seis');
  await stack.until(id, 'declined');
  t.is((await stack.until((await order()).id, 'failed'))['reason'], 'user_unreachable');
});

test.serial('a question that ends with its order leaves the phone free for the next', async (t) => {
  const { id, order, texts } = await ask('consent-en', NAMED);
  await texts(1);
  t.is((await stack.call('POST', `/v1/orders/${id}/cancel`)).status, 202);
  await stack.until(id, 'cancelled');
  const next = await order();
  await texts(2);
  t.like((await stack.until(next.id, 'awaiting_user'))['asking'], { way: 'sms' });
});

test.serial('what the record of the device knows is in the document, and the user is asked for the rest', async (t) => {
  const known = {
    ...ONE_PART,
    name: 'known-en',
    prompts: [
      { parameter: 'name', known: 'device.model', text: { en: 'Which phone is it?' } },
      { parameter: 'apn', text: { en: 'Which access point?' } },
    ],
    confirmation: { mode: 'sms', timeout: 'PT1H', text: { en: 'Acme wants to set up internet.' } },
  };
  t.is((await stack.call('POST', '/v1/definitions', known)).status, 201);
  t.is((await stack.call('POST', '/v1/definitions/known-en/1.0.0/activate')).status, 200);
  const { msisdn, deviceId } = await stack.phone();
  const change = { model: 'Canary 95' };
  t.is((await stack.call('PATCH', `/v1/devices/${deviceId}`, change, { 'if-match': '*' })).status, 200);
  const { id } = await stack.order({ device: { msisdn }, definition: { name: 'known-en' }, parameters: {} });
  await stack.until(id, 'awaiting_user');
  for (const deadline = Date.now() + 90_000; (await stack.handset(msisdn)).inbox.length === 0; ) {
    if (Date.now() > deadline) return t.fail('The question did not come');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const { inbox } = await stack.handset(msisdn);
  t.regex(String(inbox[0]?.['text']), /Which access point\?/);
  t.notRegex(String(inbox[0]?.['text']), /Which phone/);
  await stack.smsc('POST', '/mo', { from: msisdn, to: inbox[0]?.['from'], text: 'internet.acme.example' });

  await stack.until(id, 'completed');
  const { documents } = await stack.handset(msisdn);
  t.regex(String(documents[0]?.['xml']), /Canary 95/);
});

test.serial('a user who says yes for a while is not asked again, until he writes STOP', async (t) => {
  const confirmation = {
    mode: ['client', 'sms'],
    timeout: 'PT1H',
    standing: 'P90D',
    text: { en: 'Acme wants to set up internet.' },
  };
  const made = await stack.call('POST', '/v1/definitions', { ...ONE_PART, name: 'standing-en', confirmation });
  t.is(made.status, 201, JSON.stringify(made.body));
  t.is((await stack.call('POST', '/v1/definitions/standing-en/1.0.0/activate')).status, 200);
  const { msisdn, deviceId } = await stack.phone();
  const order = () => stack.order({ device: { msisdn }, definition: { name: 'standing-en' }, parameters: NAMED });
  const first = await order();
  await stack.until(first.id, 'awaiting_user');
  const answer = { decision: 'accept', standing: true };
  const { status, body: given } = await stack.call('POST', `/v1/orders/${first.id}/answer`, answer);
  t.is(status, 202);
  t.regex(JSON.stringify(given['standing']), /"withdrawUrl":"[^"]+\/a\/w\/[\w-]{22}"/);
  await stack.until(first.id, 'completed');

  const second = await order();
  await stack.until(second.id, 'completed');
  const events = await stack.events(second.id);
  t.true(events.includes('consent.standing'), events.join());
  t.false(events.includes('user.asked'));
  const { body } = await stack.call('GET', `/v1/devices/${deviceId}/consents`);
  t.like(body['items'], [{ definition: 'standing-en', orderId: first.id, endedAt: null }]);

  await stack.smsc('POST', '/mo', { from: msisdn, to: '17170', text: 'Stop' });
  for (const deadline = Date.now() + 90_000; ; ) {
    const consents = await stack.call('GET', `/v1/devices/${deviceId}/consents`);
    if (JSON.stringify(consents.body).includes('"stop"')) break;
    if (Date.now() > deadline) return t.fail('STOP did not end the consent');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await stack.until((await order()).id, 'awaiting_user');
});

test.serial(
  'where the operator wants the word of the user himself, he is asked at first contact and not again after his yes',
  async (t) => {
    const settings = (confirmation: string) =>
      stack.database.rows('update tenants set settings = settings || :settings::jsonb where id = :id', {
        id: stack.tenantId,
        settings: JSON.stringify({ confirmation }),
      });
    const made = await stack.call('POST', '/v1/definitions', { ...ONE_PART, name: 'unasked' });
    t.is(made.status, 201, JSON.stringify(made.body));
    t.is((await stack.call('POST', '/v1/definitions/unasked/1.0.0/activate')).status, 200);
    await settings('first_contact');
    t.teardown(() => settings('as_defined'));
    const planned = {
      device: { msisdn: (await stack.phone()).msisdn },
      definition: { name: 'unasked' },
      parameters: NAMED,
    };
    const isSeen = async () => (await stack.call('POST', '/v1/plans', planned)).body['allowed'] === false;
    // The API remembers tenants for two seconds.
    for (const deadline = Date.now() + 60_000; !(await isSeen()); ) {
      if (Date.now() > deadline) return t.fail('The rule was not seen');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }

    const { msisdn, id, texts, reply } = await ask('consent-en', NAMED);
    const unasked = { device: { msisdn }, definition: { name: 'unasked' }, parameters: NAMED };
    const order = () => stack.call('POST', '/v1/orders', unasked, { 'idempotency-key': randomUUID() });
    const refused = await order();
    t.is(refused.status, 422);
    t.is(refused.body['code'], 'confirmation_required');
    t.like((await stack.call('POST', '/v1/plans', unasked)).body, { allowed: false });

    await texts(1);
    const answer = { decision: 'accept', answers: {} };
    t.is((await stack.call('POST', `/v1/orders/${id}/answer`, answer)).status, 409, 'the client cannot say it for him');
    await reply('Yes');
    await stack.until(id, 'completed');
    t.true((await stack.events(id)).includes('binding.confirmed'));
    t.like((await stack.call('GET', `/v1/devices?msisdn=${encodeURIComponent(msisdn)}`)).body, {
      items: [{ binding: { proof: 'confirmed' } }],
    });

    const taken = await order();
    t.is(taken.status, 202, JSON.stringify(taken.body));
    await stack.until(String(taken.body['id']), 'completed');
    t.is((await stack.handset(msisdn)).inbox.length, 1, 'nothing was asked again');
  },
);

test.serial('the ledger of all these orders holds', async (t) => {
  t.deepEqual(await stack.violations(), []);
});
