import type { Caller } from '../domain/access.ts';
import type { AuditEntry, AuditFilter } from '../domain/audit.ts';
import type { BearerChange, NewBearer, ShownBearer } from '../domain/bearer-pool.ts';
import type {
  Client,
  ClientChange,
  ClientForm,
  ClientKey,
  NewKey,
  Registration,
  UsedCredential,
} from '../domain/client.ts';
import type { ContentRights } from '../domain/content.ts';
import type { ServiceDefinition } from '../domain/definition.ts';
import type { ApprovalNeed } from '../domain/definition-life.ts';
import type {
  DeviceImport,
  ImportFormat,
  ImportRow,
  NewDeviceImport,
  RowOutcome,
  RowReport,
} from '../domain/device-import.ts';
import type { Evidence } from '../domain/evidence.ts';
import type { OrderPolicy } from '../domain/order.ts';
import type { Rates } from '../domain/rate.ts';
import type {
  ChargeKind,
  ChargeRecord,
  Device,
  DeviceDocument,
  DeviceFields,
  DeviceKey,
  NewDevice,
  Order,
  OrderEventRecord,
} from '../domain/records.ts';
import type {
  Authentication,
  DefinitionFilter,
  DefinitionHead,
  DefinitionVersion,
  MadeDocument,
  NewAcknowledgement,
  NewAnswer,
  NewOrder,
  OrderFilter,
  OrderLimits,
  OrderMaterial,
  Page,
  ProvidersVersion,
  RegisteredDefinition,
  Replacement,
  RunToStart,
  RunWord,
} from '../domain/requests.ts';
import type { GivenConsent, StandingConsents } from '../domain/standing-consent.ts';
import type { Tenant, TenantChange, TenantDomain } from '../domain/tenant.ts';
import type { Contexts, ContextTransfers } from './context-stores.ts';
import type { PhoneQueue } from './device-queue.ts';
import type { Links } from './order-links.ts';
import type { Pins } from './order-pins.ts';
import type { Sightings } from './sightings.ts';
import type { Signing } from './signing.ts';

/** Which page of a list is wanted. */
interface PageRequest {
  readonly limit: number;
  /** The cursor of the page before. */
  readonly after: string | undefined;
}

/** What the API needs from outside. `bin/` hands in the store and the Temporal client; tests hand in what they test. */
export interface ApiStores {
  readonly clients: Clients;
  readonly credentials: Credentials;
  readonly rates: Rates;
  readonly tenants: Tenants;
  readonly domains: Domains;
  readonly bearers: Bearers;
  readonly signing: Signing;
  readonly devices: Devices;
  readonly deviceImports: DeviceImports;
  readonly contexts: Contexts;
  readonly contextTransfers: ContextTransfers;
  readonly standingConsents: StandingConsents;
  readonly definitions: Definitions & Approvals;
  readonly orders: Orders;
  readonly sightings: Sightings;
  readonly orderDocuments: OrderDocuments;
  readonly links: Links;
  readonly pins: Pins;
  readonly charges: Charges;
  readonly audit: AuditTrail;
  /** Rejects when the database does not answer. */
  readonly probe: () => Promise<void>;
}

export interface Clients {
  /** The client whose key has this id, live or not. Constant-time comparison of the secret is the store's. */
  authenticate(keyId: string, secret: string): Promise<Authentication>;
  /** The live client that is known by this; what vouches for it has been checked by the caller. */
  identify(registration: Registration): Promise<Authentication>;
  /** Notes that a credential let somebody in; written later, and not always. */
  noteUse(credential: UsedCredential): void;
}

export interface Credentials {
  /**
   * @param tenantId - the caller's own, or any for whoever runs the installation
   * @throws ProvisioningError `permission_missing`, `limit_reached`, `client_registration_taken`
   */
  create(caller: Caller, tenantId: string, form: ClientForm): Promise<Client>;
  /** @throws ProvisioningError `client_not_found` */
  find(client: { readonly tenantId: string; readonly clientId: string }): Promise<Client>;
  /** Live clients, newest first. */
  list(tenantId: string, page: { limit: number; after: string | undefined }): Promise<Page<Client>>;
  /** @throws ProvisioningError `client_not_found`, `precondition_failed`, `permission_missing`, `client_registration_taken` */
  update(
    caller: Caller,
    clientId: string,
    change: { readonly change: ClientChange; readonly revision: number | undefined },
  ): Promise<Client>;
  /** @throws ProvisioningError `client_not_found` */
  revoke(caller: Caller, clientId: string): Promise<void>;
  /** @throws ProvisioningError `client_not_found`, `client_keys_full`, `permission_missing` */
  addKey(caller: Caller, clientId: string, key: NewKey): Promise<ClientKey>;
  /** @throws ProvisioningError `client_not_found`, `client_key_not_found` */
  revokeKey(caller: Caller, clientId: string, keyId: string): Promise<void>;
}

interface Tenants {
  /**
   * The tenant with what it may do, as it was no longer than two seconds ago.
   *
   * @throws ProvisioningError `tenant_not_found`
   */
  find(tenantId: string): Promise<Tenant>;
  /** What its documents may contain, of the same age. */
  rights(tenantId: string): Promise<ContentRights>;
  /** As it is now. */
  read(tenantId: string): Promise<Tenant>;
  /** Any tenant by its name, for whoever runs the installation. */
  named(name: string): Promise<Tenant>;
  /** All, by name. */
  list(page: { limit: number; after: string | undefined }): Promise<Page<Tenant>>;
  /** @throws ProvisioningError `tenant_already_exists` */
  create(caller: Caller, tenant: Pick<Tenant, 'name' | 'title'>): Promise<Tenant>;
  /** @throws ProvisioningError `tenant_not_found`, `precondition_failed` */
  update(
    caller: Caller,
    tenantId: string,
    change: { readonly change: TenantChange; readonly revision: number | undefined },
  ): Promise<Tenant>;
  setSuspended(caller: Caller, tenantId: string, suspended: boolean): Promise<Tenant>;
}

interface Bearers {
  /** By name. */
  list(page: PageRequest): Promise<Page<ShownBearer>>;
  /** @throws ProvisioningError `bearer_not_found` */
  named(name: string): Promise<ShownBearer>;
  /** @throws ProvisioningError `bearer_already_exists`, `request_invalid` for a URL that cannot be used */
  create(caller: Caller, bearer: NewBearer): Promise<ShownBearer>;
  /** @throws ProvisioningError `bearer_not_found`, `precondition_failed`, `request_invalid` for a URL that cannot be used */
  update(
    caller: Caller,
    name: string,
    change: { readonly change: BearerChange; readonly revision: number | undefined },
  ): Promise<ShownBearer>;
  /** @throws ProvisioningError `bearer_not_found` */
  setPaused(caller: Caller, name: string, paused: boolean): Promise<ShownBearer>;
  /** @throws ProvisioningError `bearer_not_found` */
  remove(caller: Caller, name: string): Promise<void>;
}

interface Domains {
  /** @throws ProvisioningError `domain_not_found` */
  find(tenantId: string, domain: string): Promise<TenantDomain>;
  list(tenantId: string): Promise<TenantDomain[]>;
  /** @throws ProvisioningError `limit_reached` */
  claim(caller: Caller, domain: string, token: string): Promise<{ domain: TenantDomain; created: boolean }>;
  prove(caller: Caller, domain: string): Promise<TenantDomain>;
  entrust(caller: Caller, tenantId: string, given: { domain: string; token: string }): Promise<TenantDomain>;
  /** @throws ProvisioningError `domain_not_found` */
  remove(caller: Caller, tenantId: string, domain: string): Promise<void>;
}

/** The values of the TXT records of a name; none when there are none. Rejects when that cannot be told. */
export type ResolveTxt = (name: string) => Promise<string[]>;

/** Which device, and in which revision the caller saw it; undefined when any will do. */
interface DeviceTarget {
  readonly id: string;
  readonly revision: number | undefined;
}

export interface Devices {
  /** @throws ProvisioningError `device_already_exists` naming the identifier's kind */
  create(device: NewDevice, caller: Caller): Promise<Device>;
  find(tenantId: string, key: DeviceKey): Promise<Device | undefined>;
  list(tenantId: string, page: { limit: number; after: string | undefined }): Promise<Page<Device>>;
  /** What went to a device with at least this evidence, newest first. */
  documents(
    tenantId: string,
    wanted: { readonly deviceId: string; readonly least: Evidence },
    page: { limit: number; after: string | undefined },
  ): Promise<Page<DeviceDocument>>;
  /** @throws ProvisioningError `device_not_found`, `precondition_failed`, `device_already_exists`, `device_in_use` */
  change(caller: Caller, target: DeviceTarget, patch: Partial<DeviceFields>): Promise<Device>;
  /** @throws ProvisioningError `device_not_found`, `precondition_failed`, `device_in_use` */
  erase(caller: Caller, target: DeviceTarget): Promise<void>;
  /** The device, and an entry in the audit trail. @throws ProvisioningError `device_not_found` */
  reveal(caller: Caller, id: string): Promise<Device>;
}

export interface DeviceImports {
  open(caller: Caller, form: NewDeviceImport): Promise<DeviceImport>;
  find(tenantId: string, id: string): Promise<DeviceImport | undefined>;
  list(tenantId: string, page: { limit: number; after: string | undefined }): Promise<Page<DeviceImport>>;
  rows(
    tenantId: string,
    wanted: { readonly id: string; readonly outcome: RowOutcome | undefined },
    page: { limit: number; after: string | undefined },
  ): Promise<Page<RowReport>>;
  /** @throws ProvisioningError `import_not_found`, `import_state_unfit` when another upload has it */
  begin(caller: Caller, id: string, format: ImportFormat): Promise<ImportUpload>;
}

/** An import while one upload holds it. Whatever it does fails once another holds it. */
export interface ImportUpload {
  /** Rows to pass over. */
  readonly rowsDone: number;
  /** There is nothing left to apply: the file can only be compared. */
  readonly isDone: boolean;
  /** Whether the rows to pass over are those that are done, by their hash. */
  follows(digest: string): boolean;
  /** Applies the next rows, all or none. @param digest - hash of all rows so far */
  apply(rows: readonly ImportRow[], digest: string): Promise<void>;
  /** Says that the upload is alive. */
  keep(): Promise<void>;
  /** Lets go before the end. */
  interrupt(): Promise<void>;
  /** The end of the file was reached. */
  finish(): Promise<DeviceImport>;
}

export interface Definitions {
  /** The tenant's own and those that are shared, by name, the newest version of each first. */
  list(tenantId: string, filter: DefinitionFilter, page: PageRequest): Promise<Page<DefinitionHead>>;
  /**
   * The version of that name, in whatever state, or the newest active one when `version` is undefined; the tenant's own
   * before one that is shared. A version that an order of the tenant uses is found for ever.
   */
  look(tenantId: string, name: string, version: string | undefined): Promise<RegisteredDefinition | undefined>;
  /** The same to order from, as it was no longer than two seconds ago. */
  find(tenantId: string, name: string, version: string | undefined): Promise<RegisteredDefinition | undefined>;
  /**
   * Stores a version as a draft. Safe to repeat: the same version with the same content is found.
   *
   * @throws ProvisioningError `definition_already_exists` when it is there with other content
   */
  register(
    caller: Caller,
    definition: ServiceDefinition,
  ): Promise<{ readonly registered: RegisteredDefinition; readonly created: boolean }>;
  /**
   * Makes a version of the tenant's own active, or lets it wait for an operator.
   *
   * @throws ProvisioningError `definition_not_found`, `precondition_failed`
   */
  activate(
    caller: Caller,
    of: DefinitionVersion,
    how: { readonly needs: readonly ApprovalNeed[]; readonly revision: number | undefined },
  ): Promise<RegisteredDefinition>;
  /** @throws ProvisioningError `definition_not_found`, `precondition_failed`, `definition_state_unfit` */
  retire(caller: Caller, of: DefinitionVersion, revision: number | undefined): Promise<RegisteredDefinition>;
  /** @throws ProvisioningError `definition_not_found`, `precondition_failed`, `definition_state_unfit` */
  remove(caller: Caller, of: DefinitionVersion, revision: number | undefined): Promise<void>;
}

/**
 * The definitions of all tenants, for those who run the installation.
 *
 * Each may throw ProvisioningError `tenant_not_found`, `definition_not_found`; each change also `precondition_failed` and
 * `definition_state_unfit`.
 */
export interface Approvals {
  awaiting(page: PageRequest): Promise<Page<DefinitionHead>>;
  show(of: ProvidersVersion): Promise<RegisteredDefinition>;
  approve(caller: Caller, of: ProvidersVersion, revision: number | undefined): Promise<RegisteredDefinition>;
  reject(
    caller: Caller,
    of: ProvidersVersion,
    how: { readonly reason: string; readonly revision: number | undefined },
  ): Promise<RegisteredDefinition>;
  /** May also throw `definition_name_taken`. */
  share(caller: Caller, of: ProvidersVersion, revision: number | undefined): Promise<RegisteredDefinition>;
  unshare(caller: Caller, of: ProvidersVersion, revision: number | undefined): Promise<RegisteredDefinition>;
}

export interface Orders extends PhoneQueue {
  /**
   * Stores an order, its first event, its charge and the idempotency record in one transaction.
   *
   * Safe to repeat: the same key and body give the stored order again.
   * @throws ProvisioningError `idempotency_key_reused` when the key was used with another body, `frequency_exceeded` when
   *   the phone has had its orders for today; then nothing is stored
   */
  accept(order: NewOrder): Promise<{ readonly order: Order; readonly created: boolean }>;
  /** What an idempotency key was answered with: a repeat gets that, although it would be refused by now. */
  findByIdempotencyKey(tenantId: string, key: string, bodyHash: Uint8Array): Promise<Order | undefined>;
  find(tenantId: string, id: string): Promise<Order | undefined>;
  list(tenantId: string, filter: OrderFilter, page: PageRequest): Promise<Page<Order>>;
  events(tenantId: string, id: string, page: PageRequest): Promise<Page<OrderEventRecord>>;
  /** Orders that the tenant made today (UTC) for the phone that its device is. */
  countToday(tenantId: string, deviceId: string): Promise<number>;
  /** What an order's document is made of. */
  materialOf(tenantId: string, id: string): Promise<OrderMaterial | undefined>;
  /** @throws ProvisioningError `order_already_answered`, `order_state_unfit`, `order_not_found` */
  answer(
    tenantId: string,
    id: string,
    answer: NewAnswer,
  ): Promise<{ readonly order: Order; readonly standing?: GivenConsent }>;
  /** @throws ProvisioningError `order_cancel_too_late`, `order_state_unfit`, `order_not_found` */
  cancel(tenantId: string, id: string): Promise<Order>;
  /** @throws ProvisioningError `order_state_unfit`, `order_not_found`, `frequency_exceeded` */
  rerun(tenantId: string, id: string, limits: OrderLimits): Promise<{ order: Order; policy: OrderPolicy }>;
  /** @throws ProvisioningError `order_replaced`, `order_state_unfit`, `order_not_found`, and those of `accept` */
  replace(id: string, order: NewOrder): Promise<Replacement>;
  /** @throws ProvisioningError `order_state_unfit`, `order_not_found` */
  acknowledge(tenantId: string, id: string, acknowledgement: NewAcknowledgement): Promise<Order>;
  /** Of these orders, the ids of those to which nothing more happens by itself: they have ended, or wait for an answer. */
  atRest(orders: readonly { readonly tenantId: string; readonly id: string }[]): Promise<string[]>;
  /** How many orders wait for their workflow to start; may be a second old. */
  backlog(): Promise<number>;
}

/** The documents that were made for orders. */
interface OrderDocuments {
  /** One a run that came as far, the first run first. */
  list(tenantId: string, orderId: string): Promise<MadeDocument[]>;
  /** That of the newest run that has one, with the audit entry of its being shown in clear. */
  reveal(caller: Caller, orderId: string, form: 'xml' | 'smart_card'): Promise<MadeDocument | undefined>;
}

export interface Charges {
  /** Oldest first: billing reads forward. */
  list(
    tenantId: string,
    filter: { readonly orderId?: string; readonly kind?: ChargeKind },
    page: PageRequest,
  ): Promise<Page<ChargeRecord>>;
}

interface AuditTrail {
  /** Newest first. */
  list(tenantId: string, filter: AuditFilter, page: PageRequest): Promise<Page<AuditEntry>>;
}

/** Starts and tells workflows. A lost call is repeated by the sweeper, so none of these rejects. */
export interface Runs {
  start(order: RunToStart): void;
  tell(order: { readonly id: string; readonly run: number }, word: RunWord): void;
}
