import { checkDocument } from '../codecs/check-document.ts';
import type { ContentFinding } from '../domain/content.ts';
import { IMAGINED_URL } from '../domain/context-url.ts';
import type { ServiceDefinition } from '../domain/definition.ts';
import type { CpDocument, DocumentFault } from '../domain/document.ts';
import { ProvisioningError } from '../domain/errors.ts';
import { type OrderingTenant, orderValues } from '../domain/order-values.ts';
import type { Device } from '../domain/records.ts';
import { type Origins, renderDocument, SlotEmptyError, type TemplateValues } from '../domain/render.ts';
import { assumedAnswers } from './assumed-answers.ts';
import { invalidParameters } from './parameters.ts';

/** Most short messages of one document, whatever the device could take: the chance that all arrive falls with each. */
export const MAX_PARTS = 10;

/** What a document is made of when its user has not been asked yet. */
export interface TrialOrder {
  readonly definition: ServiceDefinition;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly device: Device;
  readonly tenant: OrderingTenant;
  readonly orderId: string;
  /** Of the context that a bootstrap opens; imagined when absent. */
  readonly contextUrl?: string;
}

/** A document as it would be, with where each part of it comes from. */
export interface Trial {
  readonly document: CpDocument;
  readonly origins: Origins;
  readonly values: TemplateValues;
}

/**
 * Makes the document of an order to see what it comes to. Answers that are still to come are assumed to be as long, or as
 * short, as they may be.
 *
 * @throws ProvisioningError `parameters_invalid` or `device_unfit` when the template wants what is not there
 */
export function renderTrial(
  { definition, parameters, contextUrl = IMAGINED_URL, ...circumstances }: TrialOrder,
  extent: 'longest' | 'shortest',
): Trial {
  const answers = assumedAnswers(definition, Object.keys(parameters), extent);
  const origins: Origins = new Map();
  try {
    const values = orderValues({ definition, parameters, answers, contextUrl, ...circumstances });
    return { document: renderDocument(definition, values, origins), origins, values };
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

/**
 * What some handset may not take of a document, as a warning.
 *
 * @throws ProvisioningError `document_invalid` with the place in the document
 */
export function requireValid(document: CpDocument): DocumentFault[] {
  const found = checkDocument(document);
  const errors = found.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return found;
  const faults = errors.map(({ path, message }) => ({ field: path, expected: message, got: 'something else' }));
  const told = errors.map(({ path, message }) => `${path}: ${message}`).join('; ');
  throw new ProvisioningError('document_invalid', `Cannot make a valid document: ${told}`, { faults });
}

/** @throws ProvisioningError `content_forbidden` with the places in the document */
export function requireAllowed(findings: readonly ContentFinding[]): void {
  if (findings.length === 0) return;
  const faults = findings.map(({ path, why }) => ({ field: path, expected: why, got: 'what was not granted' }));
  const told = findings.map(({ path, why }) => `${path}: ${why}`).join('; ');
  throw new ProvisioningError('content_forbidden', `The document may not contain this: ${told}`, { faults });
}

/** @throws ProvisioningError `document_too_large` with the numbers */
export function requireSize(parts: number, { maxParts }: Pick<Device, 'maxParts'>): void {
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
