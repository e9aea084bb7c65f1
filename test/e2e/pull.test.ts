import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { findFreePort } from '../../launcher/ports.ts';
import { onePartDefinition } from '../helpers/one-part-definition.ts';
import { INTERNET } from '../helpers/order-bodies.ts';
import { type Stack, startStack } from '../helpers/stack.ts';

const WBXML = 'application/vnd.wap.connectivity-wbxml';
const LINK = /http:\/\/127\.0\.0\.1:\d+\/p\/[\w-]+/;

const vector = (name: string) => fileURLToPath(new URL(`../vectors/http-tls-${name}.pem`, import.meta.url));

const teardowns: (() => unknown)[] = [];
const end = { teardown: (work: () => unknown) => void teardowns.push(work) };
let stack: Stack;
test.before(async () => {
  const port = await findFreePort();
  stack = await startStack(end, {
    env: {
      HTTP_PORT: String(port),
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      PROFILE_CERT: vector('cert'),
      PROFILE_KEY: vector('key'),
    },
  });
  const definition = onePartDefinition();
  for (const [name, bearers] of [
    ['fetched', ['pull']],
    ['anyhow', ['smpp', 'pull']],
  ] as const) {
    await stack.register({ ...definition, name, version: '1.0.0', delivery: { ...definition.delivery, bearers } });
  }
});
test.after.always(async () => {
  for (const work of teardowns.toReversed()) await work();
});

const order = async (msisdn: string, name = 'fetched'): Promise<string> =>
  (await stack.order({ ...INTERNET, device: { msisdn }, definition: { name } })).id;

/** The link in the newest text on a phone, once there is one. */
async function linkOn(msisdn: string): Promise<string> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    const { inbox } = await stack.handset(msisdn);
    const found = LINK.exec(String(inbox.at(-1)?.['text']))?.[0];
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`No link came to ${msisdn}`);
}

const get = (url: string, accept = WBXML) => fetch(url, { headers: { accept } });

test.serial('a phone that opens the link in a message fetches its document, checks it and installs it', async (t) => {
  const phone = await stack.phone({ user: { opensLinks: true } });
  const id = await order(phone.msisdn);
  const done = await stack.until(id, 'completed');
  t.like(done, { evidence: 'delivered', reason: null });
  t.like(done['attempts'], { 0: { bearer: 'pull', partCount: 1, partsAccepted: 1, partsDelivered: 1 }, length: 1 });
  const { documents, inbox, refusals } = await stack.handset(phone.msisdn);
  t.deepEqual(refusals, []);
  t.regex(String(documents[0]?.['xml']), /internet\.acme\.example/);
  t.like(documents[0], { security: 'NETWPIN' });
  t.is(inbox.length, 1);
  t.deepEqual(await stack.charges(id), [
    'document.delivered:',
    'document.submitted:',
    'order.accepted:',
    'order.completed:',
    'pull.link:1/1',
  ]);
  t.is((await stack.events(id)).filter((type) => type === 'receipt.received').length, 1);
});

test.serial('a link serves three times; spent, guessed and ended ones cannot be told apart', async (t) => {
  const phone = await stack.phone();
  const id = await order(phone.msisdn);
  const url = await linkOn(phone.msisdn);
  t.is((await stack.until(id, ['delivering', 'awaiting_acknowledgement']))['evidence'] === 'delivered', false);

  const looked = await get(url, 'text/html,*/*;q=0.8');
  t.is(looked.status, 200);
  t.regex(String(looked.headers.get('content-type')), /^text\/html/);
  t.is((await fetch(url, { method: 'HEAD', headers: { accept: WBXML } })).headers.get('cache-control'), 'no-store');

  const bodies = new Set<string>();
  for (let time = 0; time < 3; time++) {
    const fetched = await get(url);
    t.is(fetched.status, 200);
    t.regex(
      String(fetched.headers.get('content-type')),
      /^application\/vnd\.wap\.connectivity-wbxml; SEC=0; MAC=[0-9A-F]{40}$/,
    );
    bodies.add(Buffer.from(await fetched.arrayBuffer()).toString('hex'));
  }
  t.is(bodies.size, 1, 'the same octets each time');
  await stack.until(id, 'completed');
  t.is((await stack.charges(id)).filter((charge) => charge === 'document.delivered:').length, 1);

  const other = await stack.phone();
  const declined = await order(other.msisdn);
  const ended = await linkOn(other.msisdn);
  await stack.until(declined, 'awaiting_acknowledgement');
  await stack.call('POST', `/v1/orders/${declined}/acknowledgements`, { outcome: 'refused', source: 'user' });
  await stack.until(declined, 'declined');
  const shapes = await Promise.all(
    [url, ended, url.replace(/[\w-]+$/, 'q83vEjRWeJCrze8SNFZ4kA'), `${url}/x`].map(async (one) => {
      const { status, headers, text } = await get(one).then(async (reply) => ({
        status: reply.status,
        headers: [...reply.headers].filter(([name]) => name !== 'date'),
        text: await reply.text(),
      }));
      return JSON.stringify([status, headers, text]);
    }),
  );
  t.is(new Set(shapes).size, 1);
  t.regex(String(shapes[0]), /^\[404/);
});

test.serial('a browser gets the form that its phone can use, when its user presses the button', async (t) => {
  const example = JSON.parse(readFileSync(new URL('../../examples/mail-forms.json', import.meta.url), 'utf8'));
  const made = await stack.call('POST', '/v1/definitions', {
    ...example,
    delivery: { ...example.delivery, bearers: ['pull'] },
  });
  t.is(made.status, 201, JSON.stringify(made.body));
  await stack.call('POST', `/v1/definitions/${example.name}/1.0.0/activate`);
  const parameters = {
    address: 'ann@acme.example',
    password: 'p&ss<word>',
    imapHost: 'imap.acme.example',
    smtpHost: 'smtp.acme.example',
  };
  for (const [agent, type, wanted] of [
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X)',
      'application/x-apple-aspen-config',
      /<string>p&amp;ss&lt;word&gt;<\/string>/,
    ],
    ['Mozilla/5.0 (Linux; Android 14; Pixel 8)', 'application/vnd.acme.mail-account+json', /"password":"p&ss<word>"/],
  ] as const) {
    const phone = await stack.phone();
    const { id } = await stack.order({
      device: { msisdn: phone.msisdn },
      definition: { name: example.name },
      parameters,
    });
    const url = await linkOn(phone.msisdn);
    const headers = { accept: 'text/html,*/*;q=0.8', 'user-agent': agent };
    t.regex(await (await fetch(url, { headers })).text(), /<form method="post">/);
    const got = await fetch(url, { method: 'POST', headers });
    t.is(got.headers.get('content-type'), type);
    t.regex(String(got.headers.get('content-disposition')), /^attachment; filename="[\w.-]+"$/);
    const octets = Buffer.from(await got.arrayBuffer());
    // What is signed begins as a sequence of ASN.1, and holds the profile as it is.
    t.is(octets[0] === 0x30, type === 'application/x-apple-aspen-config');
    t.regex(octets.toString('latin1'), wanted);
    await stack.until(id, 'completed');
    const { body } = await stack.call('GET', `/v1/orders/${id}/document`);
    t.like(body['runs'], [
      {
        forms: [
          { mediaType: 'application/x-apple-aspen-config' },
          { mediaType: 'application/vnd.acme.mail-account+json' },
        ],
      },
    ]);
    t.false(JSON.stringify(body).includes('p&'));
  }
});

test.serial('what the SMSC refuses for good is fetched where the definition says so', async (t) => {
  const phone = await stack.phone({ user: { opensLinks: true } });
  await stack.script({ match: { destination: phone.msisdn }, times: 1, response: { status: 0x0b } });
  const done = await stack.until(await order(phone.msisdn, 'anyhow'), 'completed');
  t.deepEqual(
    (done['attempts'] as { bearer: string }[]).map(({ bearer }) => bearer),
    ['smpp', 'pull'],
  );
  t.is((await stack.handset(phone.msisdn)).documents.length, 1);
});

test.serial(
  'a link whose time is over unfetched is a way that came to nothing: the order takes the next',
  async (t) => {
    const phone = await stack.phone();
    const definition = onePartDefinition();
    const body = {
      ...definition,
      name: 'fetched-first',
      version: '1.0.0',
      delivery: { ...definition.delivery, bearers: ['pull', 'smpp'] },
    };
    await stack.register(body);
    const id = await order(phone.msisdn, 'fetched-first');
    await stack.until(id, 'awaiting_acknowledgement');
    const url = await linkOn(phone.msisdn);
    await stack.database.rows('update document_links set expires_at = now() where order_id = :id', { id });
    const done = await stack.until(id, 'completed');
    t.deepEqual(
      (done['attempts'] as { bearer: string; outcome: string }[]).map(({ bearer, outcome }) => [bearer, outcome]),
      [
        ['pull', 'failed'],
        ['smpp', 'delivered'],
      ],
    );
    t.is((await get(url)).status, 404);
  },
);

test.serial('an API that dies while phones fetch loses no evidence, and claims none that it has not', async (t) => {
  const phones = await Promise.all(Array.from({ length: 6 }, () => stack.phone()));
  const ids = await Promise.all(phones.map(({ msisdn }) => order(msisdn)));
  const urls = await Promise.all(phones.map(({ msisdn }) => linkOn(msisdn)));
  await Promise.all(ids.map((id) => stack.until(id, 'awaiting_acknowledgement')));
  const first = urls.map((url) =>
    get(url).then(
      (reply) => reply.status === 200,
      () => false,
    ),
  );
  await stack.api.kill();
  const got = await Promise.all(first);
  stack.api = await stack.startApi();
  const rows = await stack.database.rows<{ id: string; fetches: number; evidence: string }>(
    `select o.id, l.fetches, o.evidence from document_links l join orders o on o.id = l.order_id where o.id = any(:ids)`,
    { ids },
  );
  for (const [i, id] of ids.entries()) {
    const row = rows.find((one) => one.id === id);
    t.is((row?.fetches ?? 0) > 0, row?.evidence === 'delivered', 'a fetch and its evidence are one');
    if (got[i]) t.is(row?.evidence, 'delivered', 'what was answered is in the ledger');
  }
  // Whatever was cut off is fetched again.
  for (const url of urls) t.is((await get(url)).status, 200);
  for (const id of ids) await stack.until(id, 'completed');
  t.deepEqual(await stack.violations(), []);
});

test.serial(
  'a document that nobody has come for can be cancelled and replaced: its link is dead from then on',
  async (t) => {
    const phone = await stack.phone();
    const cancelled = await order(phone.msisdn);
    const dead = await linkOn(phone.msisdn);
    await stack.until(cancelled, 'awaiting_acknowledgement');
    t.is((await stack.call('POST', `/v1/orders/${cancelled}/cancel`)).status, 202);
    t.is((await get(dead)).status, 404);
    t.is((await stack.until(cancelled, 'cancelled'))['reason'], 'client_cancelled');

    const other = await stack.phone();
    const old = await order(other.msisdn);
    const gone = await linkOn(other.msisdn);
    await stack.until(old, 'awaiting_acknowledgement');
    const made = await stack.call(
      'POST',
      `/v1/orders/${old}/replace`,
      { definition: { name: 'fetched' }, parameters: INTERNET.parameters },
      { 'idempotency-key': 'replace-a-link' },
    );
    t.is(made.status, 202, JSON.stringify(made.body));
    t.is((await get(gone)).status, 404);
    t.like(await stack.until(old, 'cancelled'), { reason: 'replaced', replacedBy: made.body['id'] });
    await stack.until(String(made.body['id']), 'awaiting_acknowledgement');
    const deadline = Date.now() + 60_000;
    while ((await linkOn(other.msisdn)) === gone && Date.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 50));
    t.is((await get(await linkOn(other.msisdn))).status, 200);
    await stack.until(String(made.body['id']), 'completed');
    t.is((await stack.call('POST', `/v1/orders/${String(made.body['id'])}/cancel`)).status, 409);
    t.deepEqual(await stack.violations(), []);
  },
);

test.serial('of a fetch and a cancellation at the same moment one wins, and never both', async (t) => {
  const outcomes = new Set<string>();
  for (let i = 0; i < 8; i++) {
    const { msisdn } = await stack.phone();
    const id = await order(msisdn);
    const url = await linkOn(msisdn);
    await stack.until(id, 'awaiting_acknowledgement');
    const [fetched, cancelled] = await Promise.all([get(url), stack.call('POST', `/v1/orders/${id}/cancel`)]);
    outcomes.add(`${fetched.status} ${cancelled.status}`);
    await stack.until(id, cancelled.status === 202 ? 'cancelled' : 'completed');
  }
  t.log([...outcomes]);
  t.deepEqual(
    [...outcomes].filter((outcome) => outcome !== '200 409' && outcome !== '404 202'),
    [],
  );
  t.deepEqual(await stack.violations(), []);
});
