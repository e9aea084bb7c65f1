import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { Webhook } from 'standardwebhooks';
import { onePartDefinition } from '../helpers/one-part-definition.ts';
import { type Stack, startStack } from '../helpers/stack.ts';

const vector = (name: string): URL => new URL(`../vectors/${name}`, import.meta.url);
const CERT = vector('http-tls-cert.pem');

interface Call {
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** What the endpoint answers, by path; undefined lets the caller wait. */
const answers = new Map<string, (calls: number) => { status: number; body?: unknown } | undefined>();
const calls: Call[] = [];
const teardowns: (() => unknown)[] = [];
let stack: Stack;
let port = 0;

test.before(async () => {
  const server = createServer(
    { cert: readFileSync(CERT), key: readFileSync(vector('http-tls-key.pem')) },
    (request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      request.on('end', () => {
        const path = request.url ?? '';
        calls.push({ path, headers: request.headers as Record<string, string>, body });
        const answer = answers.get(path)?.(calls.filter((call) => call.path === path).length);
        if (answer === undefined) return;
        response.writeHead(answer.status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(answer.body ?? {}));
      });
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
  teardowns.push(() => {
    server.closeAllConnections();
    server.close();
  });
  stack = await startStack(
    { teardown: (work) => void teardowns.push(work) },
    {
      env: {
        OUTBOUND_NETWORKS: '127.0.0.0/8',
        OUTBOUND_PORTS: String(port),
        NODE_EXTRA_CA_CERTS: fileURLToPath(CERT),
      },
    },
  );
});
test.after.always(async () => {
  for (const work of teardowns.toReversed()) await work();
});

type Lookup = Record<string, unknown>;

/** Registers a definition whose endpoint answers so, and orders from it for a new phone. */
async function orderWith(
  name: string,
  answer: (calls: number) => { status: number; body?: unknown } | undefined,
  {
    lookup = {},
    parameters = { apn: 'internet.acme.example' },
    ...more
  }: { lookup?: Lookup; parameters?: object; confirmation?: object; prompts?: object[] } = {},
) {
  answers.set(`/${name}`, answer);
  const url = `https://localhost:${port}/${name}`;
  const body = { ...onePartDefinition(), name, lookup: { url, parameters: ['name'], ...lookup }, ...more };
  await stack.register(body);
  const { msisdn } = await stack.phone();
  const { id } = await stack.order({ device: { msisdn }, definition: { name }, parameters });
  return { id, msisdn, called: () => calls.filter((call) => call.path === `/${name}`) };
}

const document = async (msisdn: string): Promise<string> => String((await stack.handset(msisdn)).documents[0]?.['xml']);

test('a value that the order does not say is asked of the provider, with a call that it can verify', async (t) => {
  // Before the call: another test has a new secret made meanwhile.
  const revealed = await stack.call('POST', '/v1/tenant/signing-secret/reveal');
  t.is(revealed.status, 200);
  const { id, msisdn, called } = await orderWith('known', () => ({
    status: 200,
    body: { values: { name: 'Known by Acme' } },
  }));
  await stack.until(id, 'completed');
  t.regex(await document(msisdn), /Known by Acme/);
  const [call] = called();
  t.is(called().length, 1);
  t.is(call?.headers['webhook-id'], `lookup_${id}_1`);
  const message: unknown = new Webhook(String(revealed.body['secret'])).verify(call?.body ?? '', call?.headers ?? {});
  t.like(message, {
    type: 'lookup.requested',
    data: { order: id, run: 1, tenant: 'acme', definition: { name: 'known', version: '1.0.0' }, missing: ['name'] },
  });
  t.false(call?.body.includes(msisdn.slice(1)), 'nothing of the subscriber');
  t.deepEqual((await stack.events(id)).slice(0, 2), ['order.accepted', 'lookup.answered']);
});

test('a new signing secret signs beside the old one', async (t) => {
  const before = await stack.call('POST', '/v1/tenant/signing-secret/reveal');
  const rotated = await stack.call('POST', '/v1/tenant/signing-secret/rotate');
  t.not(rotated.body['secret'], before.body['secret']);
  const { id, called } = await orderWith('rotated', () => ({ status: 200, body: { values: { name: 'Acme' } } }));
  await stack.until(id, 'completed');
  const [call] = called();
  for (const { body } of [before, rotated]) {
    t.notThrows(() => new Webhook(String(body['secret'])).verify(call?.body ?? '', call?.headers ?? {}));
  }
});

test('an endpoint may give the whole document of an order', async (t) => {
  const made = {
    type: 'NAPDEF',
    parms: { NAPID: 'OWN', NAME: 'Made elsewhere', 'NAP-ADDRESS': { from: 'apn' }, INTERNET: true },
  };
  const { id, msisdn } = await orderWith('whole', () => ({ status: 200, body: { document: [made] } }));
  await stack.until(id, 'completed');
  t.regex(await document(msisdn), /Made elsewhere/);
  t.regex(await document(msisdn), /internet\.acme\.example/);
});

test('what the endpoint does not know is asked of the user, who is not asked for what it knows', async (t) => {
  const prompts = [
    { parameter: 'name', text: { en: 'Which name?' } },
    { parameter: 'apn', text: { en: 'Which access point?' } },
  ];
  const confirmation = { mode: 'client', text: { en: 'Acme wants to set up internet.' } };
  const { id, msisdn } = await orderWith(
    'partly',
    () => ({ status: 200, body: { values: { name: 'Known by Acme' } } }),
    {
      lookup: { parameters: ['name', 'apn'] },
      parameters: {},
      prompts,
      confirmation,
    },
  );
  const waiting = await stack.until(id, 'awaiting_user');
  t.deepEqual(
    (waiting['questions'] as { parameter: string }[]).map(({ parameter }) => parameter),
    ['apn'],
  );
  const answered = await stack.call('POST', `/v1/orders/${id}/answer`, {
    decision: 'accept',
    answers: { apn: 'asked.acme.example' },
  });
  t.is(answered.status, 202, JSON.stringify(answered.body));
  await stack.until(id, 'completed');
  t.regex(await document(msisdn), /Known by Acme[\s\S]*asked\.acme\.example|asked\.acme\.example[\s\S]*Known by Acme/);
});

const CONFIRM = {
  prompts: [{ parameter: 'name', text: { en: 'Which name?' } }],
  confirmation: { mode: 'client', text: { en: 'Acme wants to set up internet.' } },
};

test('an endpoint that is ill for a moment is called again, with the same id', async (t) => {
  const { id, called } = await orderWith('ill', (count) =>
    count === 1 ? { status: 503 } : { status: 200, body: { values: { name: 'Acme' } } },
  );
  await stack.until(id, 'completed');
  t.is(called().length, 2);
  t.is(new Set(called().map(({ headers }) => headers['webhook-id'])).size, 1);
  t.true((await stack.events(id)).includes('lookup.failed'));
});

for (const [what, name, answer] of [
  ['says nothing that can be read', 'garbled', { status: 200, body: ['no', 'object'] }],
  ['says a value of another type', 'mistyped', { status: 200, body: { values: { name: 17 } } }],
  ['says what it was not asked', 'talkative', { status: 200, body: { values: { name: 'Acme', apn: 'evil.example' } } }],
  [
    'gives a document that no phone takes',
    'invalid',
    { status: 200, body: { document: [{ type: 'NAPDEF', parms: { NAPID: 'A' } }] } },
  ],
  ['is not there', 'gone', { status: 404 }],
  ['leads elsewhere', 'redirect', { status: 302 }],
] as const) {
  test(`the user is asked where an endpoint ${what}`, async (t) => {
    const { id, called } = await orderWith(name, () => answer, CONFIRM);
    const waiting = await stack.until(id, 'awaiting_user');
    t.deepEqual(
      (waiting['questions'] as { parameter: string }[]).map(({ parameter }) => parameter),
      ['name'],
    );
    t.is(called().length, 1);
  });
}

test('an order fails where its definition says so', async (t) => {
  const { id } = await orderWith('strict', () => ({ status: 410 }), { lookup: { ifDown: 'fail' } });
  t.is((await stack.until(id, 'failed'))['reason'], 'lookup_failed');
});

test('an endpoint that does not answer holds up its own order and no other', async (t) => {
  const slow = await orderWith('slow', () => undefined, { lookup: { timeout: 'PT5S', ifDown: 'fail' } });
  const { msisdn } = await stack.phone();
  const other = await stack.order({
    device: { msisdn },
    definition: { name: 'one-part' },
    parameters: { name: 'Acme', apn: 'internet.acme.example' },
  });
  await stack.until(other.id, 'completed');
  t.is((await stack.call('GET', `/v1/orders/${slow.id}`)).body['state'], 'accepted');
  const cancelled = await stack.call('POST', `/v1/orders/${slow.id}/cancel`);
  t.is(cancelled.status, 202, JSON.stringify(cancelled.body));
  await stack.until(slow.id, 'cancelled');
});

test('what was looked up is sealed in the database, and in no history', async (t) => {
  const canary = 'Canary8f3a';
  const { id } = await orderWith('sealed', () => ({ status: 200, body: { values: { name: canary } } }));
  await stack.until(id, 'completed');
  const [row] = await stack.database.rows<{ found: Buffer }>(
    'select looked_up_sealed as found from orders where id = :id',
    { id },
  );
  t.false(row?.found.includes(canary));
  const [told] = await stack.database.rows<{ text: string }>(
    "select string_agg(detail::text, ' ') as text from order_events where order_id = :id",
    { id },
  );
  t.false(told?.text.includes(canary));
  const history = await stack.temporal.workflow.getHandle(`order/${id}/1`).fetchHistory();
  t.false(JSON.stringify(history).includes(canary));
  t.false(JSON.stringify(history).includes(Buffer.from(canary).toString('base64').slice(0, 10)));
});

test.after('the ledger of all these orders holds', async (t) => {
  t.deepEqual(await stack.violations(), []);
});
