import test from 'ava';
import { checkDefinition } from '../../api/check-definition.ts';
import { importDefinition } from '../../api/import-definition.ts';
import { checkDocument } from '../../codecs/check-document.ts';
import { encodeProvisioningMessage } from '../../codecs/provisioning-message.ts';
import { formatXml, parseXml } from '../../codecs/xml.ts';
import type { CpDocument } from '../../domain/document.ts';
import type { ProvisioningError } from '../../domain/errors.ts';
import { orderValues } from '../../domain/order-values.ts';
import { proposeDefinition, proposeWithValues } from '../../domain/propose-definition.ts';
import { renderDocument } from '../../domain/render.ts';
import { longestSample, sampleSets } from '../../domain/sample-values.ts';
import { sensibleDocuments } from '../codecs/arbitraries.ts';
import { readVectors } from '../codecs/vectors.ts';
import { DEFINITIONS } from '../helpers/definitions.ts';
import { fc } from '../helpers/drawn-values.ts';

const AS = { name: 'imported', version: '1.0.0', title: 'Imported' } as const;
const { complete } = readVectors('provisioning-messages') as { complete: { name: string; xml: string }[] };
const { vectors: forms } = readVectors('wbxml-forms') as { vectors: { name: string; document: CpDocument }[] };

/** The document that a definition renders. */
const rendered = (definition: ReturnType<typeof checkDefinition>, parameters: Readonly<Record<string, unknown>>) =>
  renderDocument(
    definition,
    orderValues({ definition, parameters, answers: {}, device: { model: null, msisdn: null }, orderId: 'o' }),
  );

const isUsable = (document: CpDocument): boolean =>
  checkDocument(document).every(({ severity }) => severity !== 'error') &&
  encodeProvisioningMessage(document, { method: 'NETWPIN', imsi: '001010000000001' }).partCount <= 10;

const MAIL = `
<wap-provisioningdoc version="1.1">
  <characteristic type="BOOTSTRAP"><parm name="NAME" value="Acme Mail"/></characteristic>
  <characteristic type="APPLICATION">
    <parm name="APPID" value="143"/><parm name="PROVIDER-ID" value="acme"/><parm name="NAME" value="Acme Mail"/>
    <characteristic type="APPADDR">
      <parm name="ADDR" value="imap.acme.example"/>
      <characteristic type="PORT"><parm name="PORTNBR" value="993"/><parm name="SERVICE" value="993"/></characteristic>
    </characteristic>
    <characteristic type="APPAUTH">
      <parm name="AAUTHNAME" value="ann.example"/><parm name="AAUTHSECRET" value="hunter2!"/>
    </characteristic>
  </characteristic>
  <characteristic type="APPLICATION">
    <parm name="APPID" value="25"/><parm name="PROVIDER-ID" value="acme"/><parm name="NAME" value="Acme Mail"/>
    <parm name="FROM" value="ann@acme.example"/><parm name="X-SIGNATURE" value="Sent by Acme"/>
    <characteristic type="APPADDR">
      <parm name="ADDR" value="smtp.acme.example"/>
      <characteristic type="PORT"><parm name="PORTNBR" value="465"/><parm name="SERVICE" value="465"/></characteristic>
    </characteristic>
    <characteristic type="APPAUTH">
      <parm name="AAUTHTYPE" value="PLAIN"/>
      <parm name="AAUTHNAME" value="ann.example"/><parm name="AAUTHSECRET" value="hunter3!"/>
    </characteristic>
  </characteristic>
  <characteristic type="ACMECLOUD">
    <parm name="URL" value="https://cloud.acme.example/ann@acme.example/?user=ann.example&amp;theme=dark"/>
    <parm name="LOGIN" value="ann.example"/>
    <parm name="API-KEY" value="0123456789abcdef"/>
    <parm name="SAVE-PASSWORD" value="1"/>
    <parm name="MIRROR" value="a"/><parm name="MIRROR" value="b"/>
  </characteristic>
</wap-provisioningdoc>`;

test("a document that works today becomes a definition: what is one user's own is a parameter, the rest stays", async (t) => {
  const { definition, notes } = await importDefinition(MAIL, AS);
  t.deepEqual<unknown, unknown>(definition.parameters, {
    type: 'object',
    additionalProperties: false,
    required: ['username', 'password', 'address', 'password2', 'password3'],
    properties: {
      username: { type: 'string', title: 'User name', minLength: 1, maxLength: 80, examples: ['ann.example'] },
      password: { type: 'string', title: 'Password', minLength: 1, maxLength: 64, writeOnly: true },
      address: {
        type: 'string',
        title: 'Mail address',
        format: 'email',
        maxLength: 64,
        examples: ['ann@acme.example'],
      },
      password2: { type: 'string', title: 'Password', minLength: 1, maxLength: 64, writeOnly: true },
      password3: { type: 'string', title: 'Password', minLength: 1, maxLength: 64, writeOnly: true },
    },
  });
  t.deepEqual(definition.prompts, [
    { parameter: 'password', secret: true, text: { en: 'Imported: Password' } },
    { parameter: 'password2', secret: true, text: { en: 'Imported: Password 2' } },
    { parameter: 'password3', secret: true, text: { en: 'Imported: Password 3' } },
  ]);
  t.is(definition.kind, 'bootstrap');
  t.deepEqual(definition.requires, { applications: ['143', '25'] });
  t.deepEqual<unknown, unknown>(definition.document.slice(2), [
    {
      type: 'APPLICATION',
      parms: {
        APPID: '25',
        'PROVIDER-ID': 'acme',
        NAME: 'Acme Mail',
        FROM: { from: 'address' },
        'X-SIGNATURE': { value: 'Sent by Acme', vendor: true },
      },
      children: [
        {
          type: 'APPADDR',
          parms: { ADDR: 'smtp.acme.example' },
          children: [{ type: 'PORT', parms: { PORTNBR: '465', SERVICE: '465' } }],
        },
        {
          type: 'APPAUTH',
          parms: { AAUTHTYPE: 'PLAIN', AAUTHNAME: { from: 'username' }, AAUTHSECRET: { from: 'password2' } },
        },
      ],
    },
    {
      type: 'ACMECLOUD',
      vendor: true,
      parms: [
        {
          name: 'URL',
          value: ['https://cloud.acme.example/', { from: 'address' }, '/?user=', { from: 'username' }, '&theme=dark'],
        },
        { name: 'LOGIN', value: { from: 'username' } },
        { name: 'API-KEY', value: { from: 'password3' } },
        { name: 'SAVE-PASSWORD', value: '1' },
        { name: 'MIRROR', value: 'a' },
        { name: 'MIRROR', value: 'b' },
      ],
    },
  ]);
  t.deepEqual(
    notes.map(({ path }) => path),
    [
      '/parameters/properties/username',
      '/parameters/properties/password',
      '/parameters/properties/address',
      '/parameters/properties/password2',
      '/parameters/properties/password3',
      '/document/2/parms/X-SIGNATURE',
      '/document/3',
    ],
  );
  for (const secret of ['hunter2!', 'hunter3!', '0123456789abcdef']) {
    t.false(JSON.stringify({ definition, notes }).includes(secret));
  }
});

test('a user name that is also the password is no example', (t) => {
  const document = parseXml(`<wap-provisioningdoc><characteristic type="NAPDEF"><parm name="NAPID" value="N"/>
    <parm name="NAME" value="Net"/><parm name="NAP-ADDRESS" value="net"/><parm name="INTERNET"/>
    <characteristic type="NAPAUTHINFO"><parm name="AUTHTYPE" value="PAP"/><parm name="AUTHNAME" value="guest"/>
    <parm name="AUTHSECRET" value="guest"/></characteristic></characteristic></wap-provisioningdoc>`);
  const { definition } = proposeDefinition(document, AS);
  t.false(JSON.stringify(definition).includes('guest'));
  t.deepEqual(definition.document[0]?.children?.[0]?.parms, {
    AUTHTYPE: 'PAP',
    AUTHNAME: { from: 'username' },
    AUTHSECRET: { from: 'password' },
  });
});

const known: [name: string, document: CpDocument][] = [
  ...complete.map(({ name, xml }): [string, CpDocument] => [name, parseXml(xml)]),
  ...forms.map(({ name, document }): [string, CpDocument] => [name, document]),
  ['mail, with content of a vendor', parseXml(MAIL)],
  ...DEFINITIONS.flatMap((definition) =>
    sampleSets(definition.parameters).map(({ label, parameters }): [string, CpDocument] => [
      `${definition.name} with ${label}`,
      rendered(definition, parameters),
    ]),
  ),
  ...DEFINITIONS.map((definition): [string, CpDocument] => [
    `${definition.name} at its longest`,
    rendered(definition, longestSample(definition.parameters)),
  ]),
];

for (const [name, document] of known) {
  test(`the proposal of a known document gives the document again: ${name}`, (t) => {
    const { proposal, values } = proposeWithValues(document, AS);
    t.deepEqual(rendered(proposal.definition, values), document);
    if (!isUsable(document)) return;
    t.deepEqual(rendered(checkDefinition(proposal.definition), values), document);
    t.deepEqual(checkDefinition(proposal.definition), proposal.definition);
  });
}

test('the proposal of any document that can be sent passes the check, and gives the document again', (t) => {
  let checked = 0;
  fc.assert(
    fc.property(sensibleDocuments.filter(isUsable), (document) => {
      const { proposal, values } = proposeWithValues(document, AS);
      t.deepEqual(rendered(checkDefinition(proposal.definition), values), document);
      checked++;
    }),
    { numRuns: 150 },
  );
  t.true(checked >= 150);
});

test('no secret of a document is in its proposal, unless the document says it elsewhere too', (t) => {
  fc.assert(
    fc.property(sensibleDocuments, (document) => {
      const { proposal, values } = proposeWithValues(document, AS);
      for (const { parameter } of proposal.definition.prompts) {
        const secret = values[parameter] ?? '';
        const schema = proposal.definition.parameters.properties[parameter];
        t.is(schema?.['writeOnly'], true);
        const elsewhere = formatXml(document).split(formatXml(document).includes(secret) ? secret : '\0').length;
        if (secret.length >= 6 && elsewhere === 2) t.false(JSON.stringify(proposal).includes(secret));
      }
    }),
  );
});

const REFUSED: readonly [title: string, xml: string, code: ProvisioningError['code'], words: RegExp][] = [
  ['text that is no XML', 'name,value', 'request_malformed', /character \d+/],
  ['another document', '<html/>', 'request_malformed', /wap-provisioningdoc/],
  [
    'an entity of its own',
    '<!DOCTYPE wap-provisioningdoc [<!ENTITY a "b">]><wap-provisioningdoc/>',
    'request_malformed',
    /DOCTYPE/,
  ],
  ['an empty document', '<wap-provisioningdoc/>', 'document_invalid', /at least one characteristic/],
  [
    'an access point without address',
    '<wap-provisioningdoc><characteristic type="NAPDEF"><parm name="NAPID" value="N"/></characteristic></wap-provisioningdoc>',
    'document_invalid',
    /NAPDEF\[1\]\/NAP-ADDRESS/,
  ],
  [
    'a control character',
    '<wap-provisioningdoc><characteristic type="BOOTSTRAP"><parm name="NAME" value="a&#9;b"/></characteristic></wap-provisioningdoc>',
    'definition_invalid',
    /\/document\/0\/parms\/NAME: expected text .* without control characters/,
  ],
];

for (const [title, xml, code, words] of REFUSED) {
  test(`the import of ${title} is refused with ${code}`, async (t) => {
    const error = await t.throwsAsync<ProvisioningError>(importDefinition(xml, AS));
    t.is(error?.code, code);
    t.regex(error?.message ?? '', words);
  });
}
