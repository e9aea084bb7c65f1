import { checkDocument } from '../codecs/check-document.ts';
import { encodeProvisioningMessage } from '../codecs/provisioning-message.ts';
import type { ServiceDefinition } from '../domain/definition.ts';
import type { CpDocument } from '../domain/document.ts';
import { ProvisioningError } from '../domain/errors.ts';
import { type OrderingTenant, orderValues } from '../domain/order-values.ts';
import type { Device } from '../domain/records.ts';
import { renderDocument, SlotEmptyError } from '../domain/render.ts';
import type { BootstrapSecret } from '../domain/security.ts';
import { openPrompts } from './answers.ts';
import { invalidParameters } from './parameters.ts';

/** Most short messages of one document, whatever the device could take: the chance that all arrive falls with each. */
export const MAX_PARTS = 10;
/** Characters assumed of an answer that nothing bounds. */
const ANSWER_LENGTH = 32;

export interface TrialOrder {
  readonly definition: ServiceDefinition;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly device: Device;
  /** Needed when the template names `tenant.*`. */
  readonly tenant?: OrderingTenant;
  readonly secret: BootstrapSecret;
  readonly orderId: string;
}

/**
 * Makes the document of an order to see whether it can be made, and drops it. Answers that are still to come are
 * assumed to be as long as they may be, in characters of one octet.
 *
 * @throws ProvisioningError `parameters_invalid` or `device_unfit` when the template wants what is not there,
 * `document_invalid` with the place in the document, `document_too_large` with the numbers
 */
export function requireRenderable(order: TrialOrder): CpDocument {
  const document = render(order);
  const errors = checkDocument(document).filter(({ severity }) => severity === 'error');
  if (errors.length > 0) {
    const faults = errors.map(({ path, message }) => ({ field: path, expected: message, got: 'something else' }));
    const told = errors.map(({ path, message }) => `${path}: ${message}`).join('; ');
    throw new ProvisioningError('document_invalid', `Cannot make a valid document: ${told}`, { faults });
  }
  requireSize(encodeProvisioningMessage(document, order.secret).partCount, order.device);
  return document;
}

function render({ definition, parameters, device, tenant, orderId }: TrialOrder): CpDocument {
  const answers = assumedAnswers(definition, Object.keys(parameters));
  try {
    return renderDocument(
      definition,
      orderValues({ definition, parameters, answers, device, orderId, ...(tenant !== undefined && { tenant }) }),
    );
  } catch (error) {
    if (!(error instanceof SlotEmptyError)) throw error;
    throw slotEmpty(error.slot);
  }
}

function slotEmpty(slot: string): ProvisioningError {
  if (!slot.startsWith('device.')) {
    return invalidParameters([{ field: `/parameters/${slot}`, expected: 'present', got: 'absent' }]);
  }
  return new ProvisioningError('device_unfit', `Cannot make the document: expected ${slot} to be known, got nothing`, {
    faults: [{ field: '/device', expected: `a device whose ${slot.slice('device.'.length)} is known`, got: 'another' }],
  });
}

/** Longest answers to the questions that the user will be asked. */
function assumedAnswers(definition: ServiceDefinition, given: readonly string[]): Record<string, unknown> {
  const asked = openPrompts(definition, given).map(({ parameter }) => parameter);
  return Object.fromEntries(asked.map((name) => [name, longestValue(definition.parameters.properties[name] ?? {})]));
}

function longestValue(schema: Readonly<Record<string, unknown>>): unknown {
  const { enum: choices, type, maximum, maxLength, minLength } = schema;
  if (Array.isArray(choices)) return choices.map(String).toSorted((a, b) => b.length - a.length)[0];
  if (type === 'boolean') return true;
  if (type === 'integer' || type === 'number') return typeof maximum === 'number' ? maximum : 2 ** 31 - 1;
  const least = typeof minLength === 'number' ? minLength : 0;
  return 'x'.repeat(typeof maxLength === 'number' ? maxLength : Math.max(least, ANSWER_LENGTH));
}

function requireSize(parts: number, { maxParts }: Device): void {
  const most = Math.min(MAX_PARTS, maxParts);
  if (parts <= most) return;
  throw new ProvisioningError(
    'document_too_large',
    `Cannot send the document: expected at most ${most} short messages, got ${parts}`,
    {
      faults: [{ field: '/parameters', expected: `a document of at most ${most} short messages`, got: String(parts) }],
    },
  );
}
