import { randomUUID } from 'node:crypto';
import type { Principal } from '../domain/access.ts';
import type { ServiceDefinition } from '../domain/definition.ts';
import type { CpDocument, SecurityMethod } from '../domain/document.ts';
import { ProvisioningError } from '../domain/errors.ts';
import type { OrderingTenant } from '../domain/order-values.ts';
import type { Device, DeviceKey, Order } from '../domain/records.ts';
import type { NewOrder, RegisteredDefinition } from '../domain/requests.ts';
import { bootstrapSecret, chooseSecurity } from '../domain/security.ts';
import { templateSlots } from '../domain/template.ts';
import { hashJson } from './canonical-json.ts';
import { requireContextFree } from './context-free.ts';
import { type OrderLimitSettings, orderLimits } from './order-limits.ts';
import { type DeliverySettings, orderPolicy } from './order-policy.ts';
import type { DeviceReference, OrderRequest } from './order-schemas.ts';
import { createRequireParameters } from './parameters.ts';
import type { ApiStores, Runs } from './stores.ts';
import { requireRenderable } from './trial-render.ts';

export interface AcceptSettings extends DeliverySettings, OrderLimitSettings {
  /** Accepted orders that may wait for their workflow before new ones are refused. */
  readonly maxBacklog: number;
}

interface AcceptDeps {
  readonly stores: Pick<ApiStores, 'contexts' | 'definitions' | 'devices' | 'orders' | 'tenants'>;
  readonly runs: Pick<Runs, 'start'>;
  readonly settings: AcceptSettings;
}

export interface Acceptance {
  readonly order: Order;
  /** The same request came before; nothing was done this time. */
  readonly replayed: boolean;
}

/** Bearers that reach a device by its number. */
const BEARERS_BY_NUMBER = ['smpp', 'pap'];
const BACKLOG_RETRY_SECONDS = 30;
/** Longest time an order may wait for its start: what Temporal keeps, the database keeps as well. */
const MAX_AHEAD_DAYS = 90;
const DAY_MS = 86_400_000;

/**
 * Takes orders. Everything that can be known now is checked now, cheapest first, so that an accepted order fails only for
 * reasons that come later; nothing is stored of a refused one.
 */
export function createAcceptOrder({ stores, runs, settings }: AcceptDeps) {
  const requireParameters = createRequireParameters();

  /** @throws ProvisioningError with one of the codes of the 4xx and 503 problem types */
  return async (principal: Principal, request: OrderRequest, idempotencyKey: string): Promise<Acceptance> => {
    const { tenantId } = principal;
    const idempotency = { key: idempotencyKey, bodyHash: hashJson(request) };
    const known = await stores.orders.findByIdempotencyKey(tenantId, idempotencyKey, idempotency.bodyHash);
    if (known !== undefined) return { order: known, replayed: true };

    await requireRoom(stores.orders, settings.maxBacklog);
    const definition = await findDefinition(stores.definitions, tenantId, request);
    requireParameters(definition, request.parameters);
    const device = await findDevice(stores.devices, tenantId, request);
    requireAddressable(device, definition.definition);
    requireFit(device, definition.definition);
    const id = randomUUID();
    const tenant = await tenantOf(stores.tenants, tenantId, definition.definition);
    const { security, pin, document } = secure(id, { request, device, tenant, definition: definition.definition });
    await requireContextFree(stores.contexts, device, document);
    const policy = orderPolicy(definition.definition, settings, startInMs(request));
    const { externalId = null, parameters } = request;
    const order: NewOrder = {
      id,
      principal,
      device,
      definition,
      externalId,
      parameters,
      security,
      pin,
      policy,
      idempotency,
      limits: await orderLimits(stores, settings, tenantId),
    };
    const accepted = await stores.orders.accept(order);
    if (accepted.created) runs.start({ ...runOf(accepted.order), policy });
    return { order: accepted.order, replayed: !accepted.created };
  };
}

/** The parts of an order that name its run; nothing personal. */
export function runOf({ id, run, tenantId, deviceId, definition }: Order) {
  return { id, run, tenantId, deviceId, definition: { name: definition.name, version: definition.version } };
}

async function requireRoom(orders: AcceptDeps['stores']['orders'], maxBacklog: number): Promise<void> {
  const backlog = await orders.backlog();
  if (backlog < maxBacklog) return;
  throw new ProvisioningError('backlog_full', `Cannot accept the order now: ${backlog} orders wait to be started`, {
    retryable: true,
    retryAfterSeconds: BACKLOG_RETRY_SECONDS,
  });
}

async function findDefinition(
  definitions: AcceptDeps['stores']['definitions'],
  tenantId: string,
  { definition: { name, version } }: OrderRequest,
): Promise<RegisteredDefinition> {
  const found = await definitions.find(tenantId, name, version);
  if (found !== undefined) return found;
  throw new ProvisioningError('definition_not_found', 'Cannot find the service definition', {
    faults: [{ field: '/definition', expected: 'a registered service definition', got: 'an unknown one' }],
  });
}

async function findDevice(
  devices: AcceptDeps['stores']['devices'],
  tenantId: string,
  { device }: OrderRequest,
): Promise<Device> {
  const key = deviceKey(device);
  const found = await devices.find(tenantId, key);
  if (found !== undefined) return found;
  throw new ProvisioningError('device_not_found', `Cannot find a device with this ${key.type}`, {
    faults: [{ field: `/device/${key.type}`, expected: 'one that a device has', got: 'an unknown one' }],
  });
}

function deviceKey(reference: DeviceReference): DeviceKey {
  for (const type of ['id', 'msisdn', 'imsi', 'imei'] as const) {
    const value = reference[type];
    if (value !== undefined) return { type, value };
  }
  throw new Error('Cannot find a device: expected one identifier, got none');
}

function requireAddressable({ msisdn }: Device, { delivery }: ServiceDefinition): void {
  if (msisdn !== null || !delivery.bearers.every((bearer) => BEARERS_BY_NUMBER.includes(bearer))) return;
  throw new ProvisioningError(
    'device_not_addressable',
    `Cannot reach the device: expected an MSISDN for ${delivery.bearers.join(', ')}, got none`,
    { faults: [{ field: '/device', expected: 'a device with an MSISDN', got: 'one without' }] },
  );
}

/** Where nothing is known of a device, it gets the benefit of the doubt. */
function requireFit({ applications }: Device, { requires }: ServiceDefinition): void {
  const missing = requires.applications.filter((id) => applications !== null && !applications.includes(id));
  if (missing.length === 0) return;
  throw new ProvisioningError(
    'device_unfit',
    `Cannot set the service up on this device: expected support for the application ${missing.join(', ')}, got none`,
    { faults: [{ field: '/device', expected: `support for ${missing.join(', ')}`, got: 'none' }] },
  );
}

/** Looked up only for a template that names it. */
async function tenantOf(
  tenants: ApiStores['tenants'],
  tenantId: string,
  { document }: ServiceDefinition,
): Promise<OrderingTenant | undefined> {
  return [...templateSlots(document)].some((slot) => slot.startsWith('tenant.')) ? tenants.find(tenantId) : undefined;
}

/** Chooses how the document is to be secured and makes it once. A PIN that is not needed is not kept. */
function secure(
  orderId: string,
  {
    request,
    device,
    tenant,
    definition,
  }: { request: OrderRequest; device: Device; tenant: OrderingTenant | undefined; definition: ServiceDefinition },
): { readonly security: SecurityMethod; readonly pin: string | null; readonly document: CpDocument } {
  const known = { imsi: device.imsi, pin: request.pin ?? null };
  const security = chooseSecurity(definition.delivery.security, known);
  const secret = security === undefined ? undefined : bootstrapSecret(security, known);
  if (security === undefined || secret === undefined) throw securityUnavailable(definition.delivery.security);
  const { parameters } = request;
  const trial = { definition, parameters, device, secret, orderId, ...(tenant !== undefined && { tenant }) };
  return { security, pin: 'pin' in secret ? secret.pin : null, document: requireRenderable(trial) };
}

const NEEDS: Readonly<Record<SecurityMethod, string | undefined>> = {
  NETWPIN: 'the IMSI of the device',
  USERPIN: 'a "pin"',
  USERNETWPIN: 'the IMSI of the device and a "pin"',
  // Its PIN exists only once the document does.
  USERPINMAC: undefined,
};

function securityUnavailable(methods: readonly SecurityMethod[]): ProvisioningError {
  const ways = methods.flatMap((method) => (NEEDS[method] === undefined ? [] : [`${NEEDS[method]} (${method})`]));
  const expected = ways.length === 0 ? 'a definition with another method' : ways.join(', or ');
  return new ProvisioningError(
    'security_unavailable',
    `Cannot secure the document: expected ${expected}, got neither`,
    {
      faults: [{ field: '/pin', expected, got: 'nothing that makes a method possible' }],
    },
  );
}

/** Milliseconds until the order may start. */
function startInMs({ notBefore }: OrderRequest): number {
  if (notBefore === undefined) return 0;
  const ahead = Date.parse(notBefore) - Date.now();
  // The form allows a leap second, which is no time here.
  if (ahead <= MAX_AHEAD_DAYS * DAY_MS) return Math.max(0, ahead);
  const expected = `a time at most ${MAX_AHEAD_DAYS} days ahead`;
  throw new ProvisioningError('request_invalid', `Cannot schedule the order: expected ${expected}`, {
    faults: [{ field: '/notBefore', expected, got: 'another time' }],
  });
}
