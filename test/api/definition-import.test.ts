import { randomUUID } from 'node:crypto';
import test from 'ava';
import { readVectors } from '../codecs/vectors.ts';
import { type ApiWorld, createApiWorld, type Json } from '../helpers/api-world.ts';

const { complete } = readVectors('provisioning-messages') as { complete: { name: string; xml: string }[] };

/** A mail account as an operator's server sends it today. */
const MAIL = `<?xml version="1.0"?>
<wap-provisioningdoc version="1.1">
  <characteristic type="APPLICATION">
    <parm name="APPID" value="143"/>
    <parm name="PROVIDER-ID" value="acme"/>
    <parm name="NAME" value="Acme Mail"/>
    <characteristic type="APPADDR">
      <parm name="ADDR" value="imap.acme.example"/>
      <characteristic type="PORT"><parm name="PORTNBR" value="993"/><parm name="SERVICE" value="993"/></characteristic>
    </characteristic>
    <characteristic type="APPAUTH">
      <parm name="AAUTHNAME" value="ann"/>
      <parm name="AAUTHSECRET" value="CANARY-secret"/>
    </characteristic>
  </characteristic>
</wap-provisioningdoc>`;

const DOCUMENTS = [...complete, { name: 'mail account', xml: MAIL }];
const QUERY = 'name=imported&version=1.2.0&title=Imported%20service';

function upload({ call }: ApiWorld, body: string | Uint8Array, query = QUERY, type = 'application/xml'): Promise<Json> {
  return call('POST', `/v1/definitions/import?${query}`, { body, headers: { 'content-type': type } });
}

const stored = async ({ database }: ApiWorld) =>
  (await database.rows("select from definitions where provider <> 'platform'")).length;

/** Something for each parameter that must be given. */
function parametersFor({ required = [], properties }: Json): Json {
  return Object.fromEntries(required.map((name: string) => [name, properties[name].examples?.[0] ?? 'another value']));
}

for (const [i, { name, xml }] of DOCUMENTS.entries()) {
  test.serial(`The ${name} (${i + 1}) that works today becomes a definition that is ordered from`, async (t) => {
    const world = await createApiWorld(t);
    const { status, body } = await upload(world, xml);
    t.is(status, 200);
    t.like(body.definition, { name: 'imported', version: '1.2.0', title: 'Imported service' });
    t.is(await stored(world), 0);

    const registered = await world.call('POST', '/v1/definitions', { body: body.definition });
    t.is(registered.status, 201, registered.text);
    t.like(registered.body, body.definition);
    const active = await world.call('POST', '/v1/definitions/imported/1.2.0/activate');
    t.is(active.body.state, 'active');

    const device = await world.call('POST', '/v1/devices', {
      body: { msisdn: '+358401234567', imsi: '244051234567890' },
    });
    const ordered = await world.call('POST', '/v1/orders', {
      headers: { 'idempotency-key': randomUUID() },
      body: {
        device: { id: device.body.id },
        definition: { name: 'imported' },
        parameters: parametersFor(body.definition.parameters),
        pin: '1234',
      },
    });
    t.is(ordered.status, 202, ordered.text);
  });
}

test.serial('A document is taken as XML of any of its types, and as nothing else', async (t) => {
  const world = await createApiWorld(t);
  for (const type of ['application/xml', 'text/xml; charset=utf-8', 'text/vnd.wap.connectivity-xml']) {
    t.is((await upload(world, MAIL, QUERY, type)).status, 200, type);
  }
  const { status, body } = await upload(world, MAIL, QUERY, 'application/json');
  t.deepEqual([status, body.code], [415, 'media_type_unsupported']);
});

test.serial('Version and title of an imported definition have a default, its name has none', async (t) => {
  const world = await createApiWorld(t);
  t.like((await upload(world, MAIL, 'name=acme')).body.definition, { name: 'acme', version: '1.0.0', title: 'acme' });
  for (const query of ['', 'name=Acme', 'name=acme&version=1', 'name=acme&title=%00', 'name=acme&surplus=1']) {
    t.is((await upload(world, MAIL, query)).status, 400, query);
  }
});

test.serial('The secrets of an imported document are not in what comes back', async (t) => {
  const world = await createApiWorld(t);
  const { text, body } = await upload(world, MAIL);
  t.false(text.includes('CANARY'));
  t.is(Object.keys(body.definition.parameters.properties).includes('password'), true);
});

test.serial('A byte order mark before a document is no fault', async (t) => {
  t.is((await upload(await createApiWorld(t), `\uFEFF${MAIL}`)).status, 200);
});

const bomb = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">${Array.from(
  { length: 12 },
  (_, i) => `<!ENTITY ${'b'.repeat(i + 1)} "${`&${i === 0 ? 'a' : 'b'.repeat(i)};`.repeat(10)}">`,
).join(
  '',
)}]><wap-provisioningdoc><characteristic type="BOOTSTRAP"><parm name="NAME" value="&${'b'.repeat(12)};"/></characteristic></wap-provisioningdoc>`;
const nested = (depth: number) =>
  `<wap-provisioningdoc>${'<characteristic type="A">'.repeat(depth)}${'</characteristic>'.repeat(depth)}</wap-provisioningdoc>`;

for (const [title, document, status, code] of [
  ['that is no XML', 'apn=internet', 400, 'request_malformed'],
  ['that ends early', MAIL.slice(0, 200), 400, 'request_malformed'],
  ['of entities within entities', bomb, 400, 'request_malformed'],
  [
    'that asks for a file',
    '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><wap-provisioningdoc><characteristic type="BOOTSTRAP"><parm name="NAME" value="&f;"/></characteristic></wap-provisioningdoc>',
    400,
    'request_malformed',
  ],
  ['of another kind', '<html/>', 400, 'request_malformed'],
  ['of no UTF-8', Uint8Array.of(0x3c, 0x61, 0xff, 0x3e), 400, 'request_malformed'],
  ['of 1,000 levels', nested(1_000), 400, 'request_malformed'],
  ['of nothing', '', 400, 'request_malformed'],
  ['of 10 MB', 'x'.repeat(10_000_000), 413, 'request_too_large'],
  ['of more than 65,536 octets', MAIL.replace('</wap', `${' '.repeat(65_536)}</wap`), 413, 'request_too_large'],
] as const) {
  test.serial(`A document ${title} is refused with a clear error, and nothing is stored`, async (t) => {
    const world = await createApiWorld(t);
    const answer = await upload(world, document);
    t.deepEqual([answer.status, answer.body.code], [status, code], answer.text);
    t.true(answer.body.detail.startsWith('Cannot read'), answer.body.detail);
    t.is(await stored(world), 0);
    t.deepEqual(world.errors, []);
  });
}

test.serial('Where an XML cannot be read is told by its character', async (t) => {
  const { body } = await upload(await createApiWorld(t), '<wap-provisioningdoc><characteristic></wap-provisioningdoc>');
  t.regex(body.errors[0].field, /^character \d+$/);
});

test.serial('A document that handsets would refuse is refused, with its places', async (t) => {
  const { status, body } = await upload(await createApiWorld(t), MAIL.replace('<parm name="APPID" value="143"/>', ''));
  t.deepEqual([status, body.code], [422, 'document_invalid']);
  t.true(body.errors[0].field.startsWith('APPLICATION[1]'), body.errors[0].field);
});
