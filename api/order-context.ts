import type { Context, OrderContext } from '../domain/context.ts';
import type { ServiceDefinition } from '../domain/definition.ts';
import type { ContentForm } from '../domain/difference.ts';
import { ProvisioningError } from '../domain/errors.ts';
import type { Device } from '../domain/records.ts';
import type { RegisteredDefinition } from '../domain/requests.ts';
import type { ContextReference } from './context-schemas.ts';
import type { ApiStores } from './stores.ts';

interface Subject {
  readonly order: {
    readonly context?: ContextReference | undefined;
    readonly content?: ContentForm | undefined;
    readonly isPreview?: boolean;
  };
  readonly definition: Pick<RegisteredDefinition, 'definition'>;
  readonly device: Device;
}

/** Tells whether orders from a definition go into a context that is in the phone. */
export function goesIntoContext({ delivery }: Pick<ServiceDefinition, 'delivery'>): boolean {
  return delivery.security.includes('none');
}

/**
 * The context that an order goes into; null for one that goes into none. Whose it is and what of it is lent is judged once
 * more when the document is made.
 *
 * @throws ProvisioningError `context_unfit` when order and definition do not agree, `context_not_found` for one that is not in
 *   this phone or that the tenant may not know of, `permission_missing` for one that is lent for less
 */
export async function requireContext(
  contexts: Pick<ApiStores['contexts'], 'find' | 'findByName'>,
  { order: { context: wanted, content, isPreview = false }, definition: { definition }, device }: Subject,
): Promise<OrderContext | null> {
  if (content === 'difference' && wanted === undefined) {
    throw unfit('a context for what differs from what is in it', 'none');
  }
  if (wanted === undefined) {
    if (isPreview || !goesIntoContext(definition)) return null;
    throw unfit('the context in the phone that its settings go into', 'none');
  }
  if (!goesIntoContext(definition)) {
    throw unfit('no context: "delivery.security" of the definition has not "none"', 'one');
  }
  const context = await find(contexts, device, wanted);
  const missing = NEEDED.filter((operation) => !context.operations.includes(operation));
  if (missing.length === 0) return { id: context.id, name: context.name };
  throw new ProvisioningError(
    'permission_missing',
    `Cannot provision into the context: it is lent to you without ${missing.join(' and ')}`,
    { faults: [{ field: '/context', expected: `one that you may ${NEEDED.join(' and ')} in`, got: 'another' }] },
  );
}

async function find(
  contexts: Pick<ApiStores['contexts'], 'find' | 'findByName'>,
  { tenantId, id: deviceId }: Device,
  { id, name = '' }: ContextReference,
): Promise<Context> {
  const found = id ?? (await contexts.findByName(tenantId, { deviceId, name }))?.id;
  const context = found === undefined ? undefined : await contexts.find(tenantId, found);
  if (context?.deviceId === deviceId) return context;
  const field = id === undefined ? '/context/name' : '/context/id';
  const expected = 'that of a context in the phone of the device, your own or lent to you';
  throw new ProvisioningError('context_not_found', 'Cannot find the context in the phone of the device', {
    faults: [{ field, expected, got: 'another' }],
  });
}

/** A document adds what is new to a phone, and replaces what it has. */
const NEEDED = ['add', 'replace'] as const;

function unfit(expected: string, got: string): ProvisioningError {
  return new ProvisioningError('context_unfit', `Cannot provision: expected ${expected}, got ${got}`, {
    faults: [{ field: '/context', expected, got }],
  });
}
