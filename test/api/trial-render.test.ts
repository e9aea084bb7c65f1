import test from 'ava';
import { renderTrial, requireSize, requireValid, type TrialOrder } from '../../api/trial-render.ts';
import { encodeProvisioningMessage } from '../../codecs/provisioning-message.ts';
import type { ServiceDefinition } from '../../domain/definition.ts';
import type { ProvisioningError } from '../../domain/errors.ts';
import type { BootstrapSecret } from '../../domain/security.ts';
import { definitionNamed } from '../helpers/definitions.ts';

const DEVICE = {
  id: 'd',
  tenantId: 't',
  msisdn: '+358401234567',
  imsi: '244051234567890',
  imei: null,
  model: null,
  applications: null,
  bearers: null,
  dm: null,
  timeZone: null,
  mediaTypes: null,
  maxParts: 1,
  binding: { proof: 'claimed', by: null, at: '2026-11-24T00:00:00.000Z' },
  revision: 1,
  createdAt: '2026-11-24T00:00:00.000Z',
  updatedAt: '2026-11-24T00:00:00.000Z',
} as const;

const NETWPIN = { method: 'NETWPIN', imsi: DEVICE.imsi } as const;
const TENANT = { name: 'acme', title: 'Acme' };

/** Renders, checks and encodes as an order does. */
function requireRenderable(order: Omit<TrialOrder, 'orderId' | 'tenant'>, secret: BootstrapSecret = NETWPIN): void {
  const { document } = renderTrial({ ...order, tenant: TENANT, orderId: 'o' }, 'longest');
  requireValid(document);
  requireSize(encodeProvisioningMessage(document, secret).partCount, order.device);
}

/** A definition of one access point whose name is `pad` and then the answer. */
const pointOf = (schema: Record<string, unknown>, mode: 'none' | 'client'): ServiceDefinition => ({
  ...definitionNamed('internet-access'),
  parameters: { type: 'object', properties: { answer: schema, pad: { type: 'string' } } },
  prompts: [{ parameter: 'answer', secret: false, text: {} }],
  confirmation: { mode, timeout: 'PT1H', text: {} },
  document: [
    {
      type: 'NAPDEF',
      parms: {
        NAPID: 'N',
        BEARER: 'GSM-GPRS',
        NAME: [{ from: 'pad' }, { from: 'answer' }],
        'NAP-ADDRESS': 'a.example',
        'NAP-ADDRTYPE': 'APN',
      },
    },
  ],
});

/** The longest `pad` with which the document still fits a number of parts. */
function longestPad(definition: ServiceDefinition, parameters: Record<string, unknown>): number {
  for (let length = 1; ; length++) {
    const given = { ...parameters, pad: 'x'.repeat(length) };
    const device = { ...DEVICE, maxParts: 2 };
    try {
      requireRenderable({ definition, parameters: given, device });
    } catch {
      return length - 1;
    }
  }
}

for (const [title, schema, size] of [
  ['nothing bounds', { type: 'string' }, 32],
  ['has a greatest length', { type: 'string', maxLength: 40 }, 40],
  ['has a least length', { type: 'string', minLength: 60 }, 60],
  ['is one of a list', { enum: ['a', 'b'.repeat(50), 'c'] }, 50],
  ['is a bounded number', { type: 'integer', maximum: 65_535 }, 5],
  ['is any number', { type: 'integer' }, 10],
  ['is yes or no', { type: 'boolean' }, 1],
] as const) {
  test(`An answer that ${title} counts as ${size} octets`, (t) => {
    const known = longestPad(pointOf({ type: 'string' }, 'none'), { answer: 'x'.repeat(size) });
    t.true(known > 10);
    t.is(longestPad(pointOf(schema, 'client'), {}), known);
  });
}

test('An answer that the caller gave counts as what it is', (t) => {
  const definition = pointOf({ type: 'string', maxLength: 100 }, 'client');
  t.is(longestPad(definition, { answer: 'x' }) - longestPad(definition, {}), 99);
});

test('A document that does not fit is refused with the numbers', (t) => {
  const error = t.throws<ProvisioningError>(() =>
    requireRenderable(
      {
        definition: pointOf({ type: 'string' }, 'none'),
        parameters: { pad: 'x'.repeat(300), answer: '' },
        device: DEVICE,
      },
      { method: 'USERPIN', pin: '1234' },
    ),
  );
  t.is(error.code, 'document_too_large');
  t.regex(error.message, /^Cannot send the document: expected at most 1 short messages, got 4$/);
});
