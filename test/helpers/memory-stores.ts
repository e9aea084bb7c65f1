import { randomUUID } from 'node:crypto';
import type { ApiStores, Clients, Orders } from '../../api/stores.ts';
import type { ServiceDefinition } from '../../domain/definition.ts';
import { ALL_ENTITLEMENTS } from '../../domain/entitlements.ts';
import { ProvisioningError } from '../../domain/errors.ts';
import { OPEN_STATES, type OrderState } from '../../domain/order.ts';
import type { ChargeRecord, Device, Order, OrderEventRecord } from '../../domain/records.ts';
import type { Authentication, NewOrder, Page, RegisteredDefinition } from '../../domain/requests.ts';
import { DEFAULT_SETTINGS, type Tenant } from '../../domain/tenant.ts';
import { DEFINITIONS } from './definitions.ts';

/** An order with what the store keeps beside it. */
export interface StoredOrder {
  order: Order;
  readonly request: NewOrder;
  readonly events: OrderEventRecord[];
  answers?: Readonly<Record<string, unknown>>;
}

/** Stores of one process's memory, enough for the API to be tested against; all content is open to the test. */
export interface MemoryStores extends ApiStores {
  /** What each key is, by its id. */
  readonly keys: Map<string, { readonly secret: string; readonly answer: Authentication }>;
  readonly deviceRows: Device[];
  readonly definitionRows: RegisteredDefinition[];
  readonly orderRows: StoredOrder[];
  readonly chargeRows: (ChargeRecord & { readonly tenantId: string })[];
}

const NOW = '2026-11-24T00:00:00.000Z';

const EVERYBODY: Tenant = {
  id: '',
  name: 'acme',
  title: 'Acme',
  platform: false,
  suspended: false,
  entitlements: ALL_ENTITLEMENTS,
  domains: ['*'],
  settings: DEFAULT_SETTINGS,
  revision: 1,
};

export function createMemoryStores(definitions: readonly ServiceDefinition[] = []): MemoryStores {
  const keys: MemoryStores['keys'] = new Map();
  const deviceRows: Device[] = [];
  const orderRows: StoredOrder[] = [];
  const chargeRows: MemoryStores['chargeRows'] = [];
  const definitionRows = [...DEFINITIONS, ...definitions].map((definition) => registeredDefinition(definition));
  const findDefinition: ApiStores['definitions']['find'] = async (tenantId, name, version) =>
    definitionRows.find(
      (row) =>
        (row.shared || row.tenantId === tenantId) &&
        row.definition.name === name &&
        (version ?? row.definition.version) === row.definition.version,
    );
  return {
    keys,
    deviceRows,
    definitionRows,
    orderRows,
    chargeRows,
    clients: createClients(keys),
    rates: { lease: async ({ limit }) => ({ granted: limit, rest: 0, endsInMs: 60_000 }) },
    credentials: {
      create: unkept,
      find: unkept,
      list: unkept,
      update: unkept,
      revoke: unkept,
      addKey: unkept,
      revokeKey: unkept,
    },
    signing: { reveal: unkept, rotate: unkept },
    bearers: { list: unkept, named: unkept, create: unkept, update: unkept, setPaused: unkept, remove: unkept },
    sightings: { awaited: unkept, apply: unkept },
    links: { reveal: unkept },
    pins: { reveal: unkept },
    domains: { find: unkept, list: unkept, claim: unkept, prove: unkept, entrust: unkept, remove: unkept },
    // Every tenant may do everything: what they may not is tested against the real store.
    tenants: {
      read: unkept,
      named: unkept,
      list: unkept,
      create: unkept,
      update: unkept,
      setSuspended: unkept,
      find: async (id) => ({ ...EVERYBODY, id }),
      rights: async () => ({ ...EVERYBODY, titles: new Set() }),
    },
    devices: {
      create: async (device) => {
        for (const name of ['msisdn', 'imsi', 'imei'] as const) {
          const isTaken = deviceRows.some(
            (row) => row.tenantId === device.tenantId && row[name] !== null && row[name] === device[name],
          );
          if (isTaken)
            throw new ProvisioningError('device_already_exists', `A device with this ${name} exists already`);
        }
        const { proof = 'claimed', bearers = null, dm = null, timeZone = null, mediaTypes = null, ...fields } = device;
        const binding = { proof, by: null, at: NOW };
        const times = { createdAt: NOW, updatedAt: NOW };
        const row = { ...fields, bearers, dm, timeZone, mediaTypes, binding, revision: 1, ...times, id: randomUUID() };
        deviceRows.push(row);
        return row;
      },
      find: async (tenantId, { type, value }) =>
        deviceRows.find((row) => row.tenantId === tenantId && row[type] === value),
      list: async (tenantId, page) => pageOf(deviceRows.filter((row) => row.tenantId === tenantId).toReversed(), page),
      documents: unkept,
      change: unkept,
      erase: unkept,
      reveal: unkept,
    },
    deviceImports: { open: unkept, find: unkept, list: unkept, rows: unkept, begin: unkept },
    contexts: {
      listByDevice: unkept,
      find: unkept,
      isOpenForOther: async () => false,
      findByName: async () => undefined,
      contents: unkept,
      known: unkept,
      close: unkept,
      grant: unkept,
      grants: unkept,
      revoke: unkept,
    },
    standingConsents: { list: unkept, find: unkept, withdraw: unkept },
    contextTransfers: {
      offer: unkept,
      find: unkept,
      list: unkept,
      accept: unkept,
      decline: unkept,
      withdraw: unkept,
    },
    definitions: {
      list: async (tenantId, _filter, page) =>
        pageOf(
          definitionRows.filter((row) => row.shared || row.tenantId === tenantId),
          page,
        ),
      look: findDefinition,
      find: findDefinition,
      register: unkept,
      activate: unkept,
      retire: unkept,
      remove: unkept,
      awaiting: unkept,
      show: unkept,
      approve: unkept,
      reject: unkept,
      share: unkept,
      unshare: unkept,
    },
    orders: createOrders(orderRows),
    orderDocuments: { list: unkept, reveal: unkept },
    charges: {
      list: async (tenantId, { orderId, kind }, page) =>
        pageOf(
          chargeRows
            .filter((row) => row.tenantId === tenantId)
            .filter((row) => (orderId ?? row.orderId) === row.orderId && (kind ?? row.kind) === row.kind),
          page,
        ),
    },
    audit: { list: () => Promise.reject(new Error('These stores have no audit trail')) },
    probe: async () => {},
  };
}

/** What is tested against the real store alone. */
const unkept = (): Promise<never> => Promise.reject(new Error('These stores do not do this'));

/** A definition as it would be stored: active, and shared by another tenant unless `fields` say otherwise. */
export function registeredDefinition(
  definition: ServiceDefinition,
  fields: Partial<RegisteredDefinition> = {},
): RegisteredDefinition {
  return {
    tenantId: randomUUID(),
    id: randomUUID(),
    provider: 'platform',
    name: definition.name,
    version: definition.version,
    title: definition.title,
    kind: definition.kind,
    state: 'active',
    shared: true,
    approvalNeeds: [],
    approvedAt: null,
    rejection: null,
    createdAt: NOW,
    submittedAt: null,
    activatedAt: NOW,
    retiredAt: null,
    revision: 1,
    definition,
    ...fields,
  };
}

function createClients(keys: MemoryStores['keys']): Clients {
  return {
    authenticate: async (keyId, secret) => {
      const known = keys.get(keyId);
      return known === undefined || known.secret !== secret ? { type: 'unknown' } : known.answer;
    },
    identify: async () => ({ type: 'unknown' }),
    noteUse: () => {},
  };
}

function createOrders(rows: StoredOrder[]): Orders {
  const find = (tenantId: string, id: string) =>
    rows.find(({ order }) => order.tenantId === tenantId && order.id === id);
  const findByIdempotencyKey: Orders['findByIdempotencyKey'] = async (tenantId, key, bodyHash) => {
    const row = rows.find(({ request }) => request.principal.tenantId === tenantId && request.idempotency.key === key);
    if (row === undefined) return undefined;
    if (Buffer.compare(row.request.idempotency.bodyHash, bodyHash) === 0) return acceptedOrder(row.request);
    throw new ProvisioningError('idempotency_key_reused', 'This Idempotency-Key was used with another body');
  };
  /** Finds, requires the state, changes, and writes an event, as the real store does under a lock. */
  const act = (
    [tenantId, id]: readonly [string, string],
    { states, type, change }: { states: readonly OrderState[]; type: string; change: Partial<Order> },
  ): StoredOrder => {
    const row = find(tenantId, id);
    if (row === undefined) throw new ProvisioningError('order_not_found', 'No order has this id');
    if (!states.includes(row.order.state))
      throw new ProvisioningError('order_state_unfit', `The order is ${row.order.state}`);
    row.order = { ...row.order, ...change };
    row.events.push(newEvent(row.order.run, row.events.length + 1, type));
    return row;
  };
  return {
    findByIdempotencyKey,
    accept: async (request) => {
      const { key, bodyHash } = request.idempotency;
      const stored = await findByIdempotencyKey(request.principal.tenantId, key, bodyHash);
      if (stored !== undefined) return { order: stored, created: false };
      const order = acceptedOrder(request);
      rows.push({ order, request, events: [newEvent(1, 1, 'order.accepted')] });
      return { order, created: true };
    },
    find: async (tenantId, id) => find(tenantId, id)?.order,
    list: async (tenantId, filter, page) =>
      pageOf(
        rows
          .map(({ order }) => order)
          .filter((order) => order.tenantId === tenantId)
          .filter((order) => (filter.state ?? order.state) === order.state)
          .filter((order) => (filter.deviceId ?? order.deviceId) === order.deviceId)
          .filter((order) => (filter.definition ?? order.definition.name) === order.definition.name)
          .filter((order) => (filter.externalId ?? order.externalId) === order.externalId)
          .toReversed(),
        page,
      ),
    events: async (tenantId, id, page) => pageOf(find(tenantId, id)?.events ?? [], page),
    countToday: async () => 0,
    materialOf: async (tenantId, id) => {
      const row = find(tenantId, id);
      if (row === undefined) return undefined;
      const { definition, parameters, device } = row.request;
      const approved = definition.approvedAt !== null;
      return { definition: definition.definition, approved, parameters, answers: {}, deviceId: device.id };
    },
    answer: async (tenantId, id, { answers }) => {
      const isAnswered = find(tenantId, id)?.events.some(({ type }) => type === 'user.answered');
      if (isAnswered) throw new ProvisioningError('order_already_answered', 'This order has been answered already');
      const row = act([tenantId, id], { states: ['awaiting_user'], type: 'user.answered', change: {} });
      row.answers = answers;
      return { order: row.order };
    },
    cancel: async (tenantId, id) => {
      if (find(tenantId, id)?.order.evidence === 'submitted') {
        throw new ProvisioningError('order_cancel_too_late', 'Cannot cancel: the document is on its way to the device');
      }
      return act([tenantId, id], { states: OPEN_STATES, type: 'order.cancel_requested', change: {} }).order;
    },
    queueOf: async () => {
      throw new Error('These stores have no queues: use createApiWorld()');
    },
    replace: async () => {
      throw new Error('These stores replace no orders: use createApiWorld()');
    },
    rerun: async (tenantId, id) => {
      const run = (find(tenantId, id)?.order.run ?? 0) + 1;
      const change = { run, state: 'accepted', reason: null, settledAt: null } as const;
      const row = act([tenantId, id], { states: ['failed', 'expired'], type: 'order.rerun', change });
      return { order: row.order, policy: { ...row.request.policy, startInMs: 0 } };
    },
    acknowledge: async (tenantId, id, { outcome }) => {
      const change = outcome === 'applied' ? ({ evidence: 'applied' } as const) : {};
      return act([tenantId, id], { states: ['awaiting_acknowledgement'], type: 'acknowledgement.received', change })
        .order;
    },
    atRest: () => Promise.reject(new Error('The fakes do not wait: use createApiWorld()')),
    backlog: async () => rows.filter(({ order }) => order.state === 'accepted').length,
  };
}

function acceptedOrder({ id, principal, device, definition, externalId, security, policy }: NewOrder): Order {
  const { name, version, kind } = definition.definition;
  return {
    id,
    tenantId: principal.tenantId,
    deviceId: device.id,
    definition: { name, version },
    kind,
    externalId,
    run: 1,
    state: policy.startInMs > 0 ? 'scheduled' : 'accepted',
    reason: null,
    evidence: 'none',
    wantedEvidence: policy.wantedEvidence,
    security,
    fallback: null,
    context: null,
    content: 'whole',
    pin: null,
    acceptedAt: NOW,
    expiresAt: NOW,
    answerDueAt: null,
    waitsUntil: null,
    asking: null,
    settledAt: null,
    erasedAt: null,
    replaces: null,
    replacedBy: null,
    carriedBy: null,
    carries: [],
    queuedBehind: null,
    queuePlace: null,
    attempts: [],
  };
}

function newEvent(run: number, number: number, type: string): OrderEventRecord {
  return { id: String(number), run, type, at: NOW, detail: {} };
}

/** The cursor is how many items came before. */
function pageOf<T>(rows: readonly T[], { limit, after }: { limit: number; after: string | undefined }): Page<T> {
  const start = Number(after ?? 0);
  const end = start + limit;
  return { items: rows.slice(start, end), next: end < rows.length ? String(end) : null };
}
