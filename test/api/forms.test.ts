import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import test from 'ava';
import { checkDefinition } from '../../api/check-definition.ts';
import { NO_ENTITLEMENTS } from '../../domain/entitlements.ts';
import { ProvisioningError } from '../../domain/errors.ts';
import { createApiWorld, type Json } from '../helpers/api-world.ts';

const EXAMPLE: Json = JSON.parse(readFileSync(new URL('../../examples/mail-forms.json', import.meta.url), 'utf8'));
const [PROFILE, ACCOUNT]: Json[] = EXAMPLE.forms;
const PARAMETERS = {
  address: 'ann@small.example',
  password: 'CANARY-password',
  imapHost: 'imap.small.example',
  smtpHost: 'smtp.small.example',
};
const PROFILE_TYPE = 'application/x-apple-aspen-config';
const ACCOUNT_TYPE = 'application/vnd.acme.mail-account+json';

/** Names that look like those of another tenant are refused as well. */
const ours = (definition: Json): Json => JSON.parse(JSON.stringify(definition).replaceAll('Acme Mail', 'Small Mail'));

/** What is wrong with a definition that has these forms, by place. */
function faultsOf(forms: Json, more: Json = {}): string[] {
  try {
    checkDefinition({ ...EXAMPLE, forms, ...more });
    return [];
  } catch (error) {
    if (!(error instanceof ProvisioningError)) throw error;
    return error.faults.map(({ field }) => field);
  }
}

const text = (template: Json, more: Json = {}): Json[] => [
  { type: 'json', mediaType: 'application/json', template, ...more },
];

test('forms that can be ordered are taken as they are', (t) => {
  t.deepEqual(checkDefinition(EXAMPLE).forms, EXAMPLE.forms);
});

test('each fault of a form is told with its place', (t) => {
  for (const [forms, fields] of [
    [[], ['/forms']],
    [text({ a: { from: 'nobody' } }), ['/forms/0/template/a']],
    [text({ a: [{ each: 'address', item: 'x' }] }), ['/forms/0/template/a/0/each']],
    [text({ a: { each: 'address', item: 'x' } }), ['/forms/0/template/a']],
    [text({ a: { if: 'nobody', value: 'x' } }), ['/forms/0/template/a/if']],
    [text({ a: { from: 'address', as: 'integer' } }), ['/forms/0/template/a']],
    [text({ a: { from: 'address', as: 'date' } }), ['/forms/0/template/a/as']],
    [text({ a: { from: 'address', other: 1 } }), ['/forms/0/template/a/other']],
    [text({ a: { join: [] } }), ['/forms/0/template/a/join']],
    [text({ a: null }), ['/forms/0/template/a']],
    [text('x'.repeat(5_000)), ['/forms/0/template']],
    [[...text('a'), ...text('b')], ['/forms/1']],
    [text('a', { mediaType: 'text/html' }), ['/forms/0/mediaType']],
    [text('a', { mediaType: 'image/svg+xml' }), ['/forms/0/mediaType']],
    [text('a', { mediaType: PROFILE_TYPE }), ['/forms/0/mediaType']],
    [text('a', { mediaType: 'application/vnd.wap.connectivity-wbxml' }), ['/forms/0/mediaType']],
    [text('a', { fileName: '../x.json' }), ['/forms/0/fileName']],
    [text('a', { type: 'xml' }), []],
    [text({ element: 1 }, { type: 'xml' }), ['/forms/0/template']],
    [text(['ok', ['no line']], { type: 'text' }), ['/forms/0/template']],
    [[{ ...PROFILE, template: { ...PROFILE.template, PayloadType: 'other' } }], ['/forms/0/template/PayloadType']],
    [
      [{ ...PROFILE, template: { ...PROFILE.template, PayloadContent: [{ PayloadType: { from: 'address' } }] } }],
      ['/forms/0/template/PayloadContent/0/PayloadType'],
    ],
  ] as [Json, string[]][]) {
    t.deepEqual(faultsOf(forms), fields, JSON.stringify(forms).slice(0, 200));
  }
  t.deepEqual(faultsOf([PROFILE], { delivery: { bearers: ['smpp'] } }), ['/forms']);
  t.deepEqual(faultsOf(text(Array.from({ length: 10 }, () => Array.from({ length: 100 }, () => 'x')))), [
    '/forms/0/template',
  ]);
});

test('what may come without a value is told of before anybody orders', (t) => {
  const parameters = {
    ...EXAMPLE.parameters,
    properties: { ...EXAMPLE.parameters.properties, extra: { type: 'string', maxLength: 9 } },
  };
  t.deepEqual(faultsOf(text({ a: { from: 'extra' } }), { parameters }), ['/forms/0/template/a']);
  t.deepEqual(faultsOf(text({ a: { if: 'extra', value: { from: 'extra' } } }), { parameters }), []);
});

test('a plan shows each form without its secrets, and which one the phone would get', async (t) => {
  const world = await createApiWorld(t);
  await world.call('POST', '/v1/devices', {
    body: { msisdn: '+358401234567', imsi: '244051234567890', model: 'iPhone 15' },
  });
  t.is((await world.call('POST', '/v1/definitions', { body: EXAMPLE })).status, 201);
  await world.call('POST', `/v1/definitions/${EXAMPLE.name}/1.0.0/activate`);
  const { body, text: all } = await world.call('POST', '/v1/plans', {
    body: { device: { msisdn: '+358401234567' }, definition: { name: EXAMPLE.name }, parameters: PARAMETERS },
  });
  t.true(body.allowed, all);
  t.like(body.forms, [
    { type: 'mobileconfig', mediaType: PROFILE_TYPE, for: 'ios', isGiven: true, isSigned: false },
    { type: 'json', mediaType: ACCOUNT_TYPE, for: 'android', isGiven: false, isSigned: null },
  ]);
  t.false(all.includes('CANARY'));
  t.like(JSON.parse(body.forms[1].text), { password: '***', incoming: { url: 'imaps://imap.small.example:993/' } });
  t.true(body.forms[0].text.includes('<string>imap.small.example</string>'));
  t.deepEqual(body.bearers, ['smpp', 'pull']);
});

test('what the record of a device says that it takes decides on the form, whatever its model', async (t) => {
  const world = await createApiWorld(t);
  t.is((await world.call('POST', '/v1/definitions', { body: EXAMPLE })).status, 201);
  await world.call('POST', `/v1/definitions/${EXAMPLE.name}/1.0.0/activate`);
  const phone = { msisdn: '+358401234567', imsi: '244051234567890', model: 'iPhone 15' };
  const made = await world.call('POST', '/v1/devices', { body: { ...phone, mediaTypes: [ACCOUNT_TYPE] } });
  t.deepEqual(made.body.mediaTypes, [ACCOUNT_TYPE]);
  const given = async () => {
    const body = { device: { msisdn: phone.msisdn }, definition: { name: EXAMPLE.name }, parameters: PARAMETERS };
    const plan = await world.call('POST', '/v1/plans', { body });
    return plan.body.forms
      .filter((form: { isGiven: boolean }) => form.isGiven)
      .map(({ type }: { type: string }) => type);
  };
  t.deepEqual(await given(), ['json']);
  const patch = (mediaTypes: unknown) =>
    world.call('PATCH', `/v1/devices/${made.body.id}`, { body: { mediaTypes }, headers: { 'if-match': '*' } });
  t.is((await patch(null)).body.mediaTypes, null);
  t.deepEqual(await given(), ['mobileconfig']);
  t.like(await patch(['Text/HTML; charset=x']), { status: 400 });
});

test('a form is no way round what a tenant may put on a phone', async (t) => {
  const world = await createApiWorld(t);
  const key = await world.addKey({ tenant: 'small', entitlements: NO_ENTITLEMENTS, domains: ['small.example'] });
  const call = (path: string, body?: Json) =>
    world.call('POST', path, {
      key,
      ...(body !== undefined && { body }),
      headers: { 'idempotency-key': randomUUID() },
    });
  await call('/v1/devices', { msisdn: '+358401234567', imsi: '244051234567890' });
  // Its document names no host but one of the tenant's own.
  const [application] = EXAMPLE.document;
  const [address, account] = application.children;
  const own = { ...address, parms: { ADDR: 'imap.small.example' } };
  const document = [{ ...application, children: [own, account] }];
  const order = (name: string, host: string) =>
    call('/v1/orders', {
      device: { msisdn: '+358401234567' },
      definition: { name },
      parameters: { ...PARAMETERS, imapHost: host },
    });

  const mine = ours({ ...EXAMPLE, name: 'mine', document, forms: [PROFILE], requires: { applications: [] } });
  const made = await call('/v1/definitions', mine);
  t.is(made.status, 201, made.text);
  t.is((await call('/v1/definitions/mine/1.0.0/activate')).status, 200);
  t.is((await order('mine', 'imap.small.example')).status, 202);
  const refused = await order('mine', 'imap.evil.example');
  t.is(refused.body.code, 'content_forbidden', refused.text);
  t.deepEqual(
    refused.body.errors.map(({ field }: Json) => field),
    ['/forms/0/template/PayloadContent/0/IncomingMailServerHostName'],
  );

  await call('/v1/definitions', { ...mine, name: 'any', forms: ours([ACCOUNT]) });
  const activated = await call('/v1/definitions/any/1.0.0/activate');
  t.is(activated.body.state, 'awaiting_approval', activated.text);
  t.deepEqual(
    activated.body.approvalNeeds.map(({ path, kind }: Json) => [path, kind]),
    [['/forms/0', 'vendorContent']],
  );
});
