/** What a client is for. One may have several roles; what it may do is the union of theirs, cut to its scopes. */
export const ROLES = {
  provisioning: 'A system that orders services for devices',
  provider: 'Registers service definitions and owns configuration contexts',
  administrator: 'Manages the clients, domains and settings of its tenant',
  support: 'Finds orders that failed and runs them again',
  auditor: 'Reads everything, changes nothing',
  billing: 'Collects charge records',
  operator:
    'Runs the installation: tenants, entitlements, approvals. Only clients of the platform tenant may have this role',
} as const;
export type Role = keyof typeof ROLES;

/** All that a client of a tenant may be, other than whoever runs the installation. */
export const ROLES_OF_A_TENANT: readonly Role[] = [
  'provisioning',
  'provider',
  'administrator',
  'support',
  'auditor',
  'billing',
];

/**
 * Who may do what: object, operation, roles. The check and the page in docs/access.md are made from this table, and the
 * process does not serve a route that is not in it. A subscriber and a phone hold a token for one thing and have no role.
 */
export const MATRIX = {
  devices: {
    create: ['provisioning', 'administrator'],
    read: ['provisioning', 'provider', 'administrator', 'support', 'auditor'],
    update: ['provisioning', 'administrator'],
    delete: ['provisioning', 'administrator'],
    reveal: ['provisioning'],
    import: ['provisioning', 'administrator'],
  },
  contexts: {
    read: ['provisioning', 'provider', 'administrator', 'support', 'auditor'],
    delete: ['provisioning', 'provider', 'administrator'],
    grant: ['provider', 'administrator'],
    transfer: ['provider', 'administrator'],
  },
  consents: {
    read: ['provisioning', 'provider', 'administrator', 'support', 'auditor'],
    withdraw: ['provisioning', 'administrator', 'support'],
  },
  definitions: {
    create: ['provider'],
    activate: ['provider'],
    retire: ['provider'],
    delete: ['provider'],
    approve: ['operator'],
    share: ['operator'],
    preview: ['provider', 'support'],
    read: ['provisioning', 'provider', 'administrator', 'support', 'auditor'],
  },
  plans: {
    create: ['provisioning', 'provider', 'support'],
  },
  orders: {
    create: ['provisioning'],
    read: ['provisioning', 'provider', 'administrator', 'support', 'auditor'],
    cancel: ['provisioning', 'administrator', 'support'],
    rerun: ['provisioning', 'support'],
    replace: ['provisioning'],
    answer: ['provisioning'],
    acknowledge: ['provisioning'],
  },
  documents: {
    read: ['provisioning', 'provider', 'administrator', 'support', 'auditor'],
    reveal: ['provisioning'],
  },
  links: {
    reveal: ['provisioning'],
  },
  pins: {
    reveal: ['provisioning'],
  },
  signing: {
    reveal: ['administrator'],
    rotate: ['administrator'],
  },
  tenants: {
    create: ['operator'],
    read: ['operator'],
    update: ['operator'],
    suspend: ['operator'],
    admit: ['operator'],
    entrust: ['operator'],
  },
  bearers: {
    create: ['operator'],
    read: ['operator'],
    update: ['operator'],
    pause: ['operator'],
    delete: ['operator'],
  },
  sightings: {
    report: ['operator'],
  },
  settings: {
    read: ['provisioning', 'provider', 'administrator', 'support', 'auditor', 'billing', 'operator'],
    update: ['administrator'],
  },
  domains: {
    create: ['administrator'],
    read: ['provider', 'administrator', 'support', 'auditor'],
    prove: ['administrator'],
    delete: ['administrator'],
  },
  clients: {
    create: ['administrator'],
    read: ['administrator', 'auditor'],
    update: ['administrator'],
    delete: ['administrator'],
    rotate: ['provisioning', 'provider', 'administrator', 'support', 'auditor', 'billing', 'operator'],
  },
  audit: {
    read: ['administrator', 'auditor'],
    // Of any tenant, for clients of the platform tenant.
    inspect: ['operator', 'auditor'],
  },
  charges: {
    read: ['provisioning', 'provider', 'administrator', 'support', 'auditor', 'billing'],
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, readonly Role[]>>>>;

type Matrix = typeof MATRIX;
export type AccessObject = keyof Matrix;
/** `<object>:<operation>`: what a client is given, within its roles. */
export type Scope = { [O in AccessObject]: `${O}:${Extract<keyof Matrix[O], string>}` }[AccessObject];

const RULES: ReadonlyMap<string, readonly Role[]> = new Map(
  Object.entries(MATRIX).flatMap(([object, operations]) =>
    Object.entries<readonly Role[]>(operations).map(([operation, roles]) => [`${object}:${operation}`, roles] as const),
  ),
);

/** What access control applies to, in words; `service` is what anybody may see of the installation itself. */
export const OBJECTS: Readonly<Record<AccessObject | 'service', string>> = {
  service: 'The installation itself',
  devices: 'Handsets and modules, found by MSISDN, IMSI or IMEI',
  contexts: 'Configuration contexts: settings in a device that have one owner',
  consents: 'What users have agreed to for a while, so that they are not asked again',
  definitions: 'Services that providers have registered: parameters, questions to the user, document, delivery',
  plans: 'What an order would do, with nothing done',
  orders: 'Requests to provision one device with one service',
  documents: 'Rendered documents, as they went to a phone',
  links: 'Links to our pages that the calling system hands to its user',
  pins: 'PINs that we make and the calling system tells its user',
  signing: "The secret that signs our calls to a tenant's endpoints",
  clients: 'Credentials: API keys, their roles, scopes and source ranges',
  tenants: 'Organisations that call the service, and what each of them may do',
  bearers: 'Ways to phones: links to SMSCs and push proxy gateways, shared by all tenants',
  sightings: 'What a network saw phones use: evidence for the orders that set it up, whosever they are',
  settings: "The caller's own tenant: what it may do, and what it may set",
  domains: 'Domains that a tenant has proved to be its own',
  audit: 'What was done and by whom: entries that are never changed',
  charges: 'Chargeable events, each written once',
};

export const SCOPES: readonly Scope[] = [...RULES.keys()].filter(isScope);

export function isScope(text: string): text is Scope {
  return RULES.has(text);
}

export function isRole(text: string): text is Role {
  return Object.hasOwn(ROLES, text);
}

/** The roles that may use a scope. */
export function rolesFor(scope: Scope): readonly Role[] {
  return RULES.get(scope) ?? [];
}

/** Who calls: one credential of a tenant, as authenticated. */
export interface Principal {
  readonly tenantId: string;
  readonly clientId: string;
  readonly roles: readonly Role[];
  readonly scopes: readonly Scope[];
  /** Its tenant runs the installation. */
  readonly platform: boolean;
}

/** Who calls, in one request. */
export interface Caller extends Principal {
  /** Names the request in the log, the reply and the audit trail. */
  readonly correlator: string;
  /** SHA-256, in hexadecimal digits, of the certificate that the connection was made with, if one was. */
  readonly certificate?: string | undefined;
}

/**
 * Whose objects a route reaches. `public`: nobody's, and no credential is asked for. `tenant`: those of the caller's own
 * tenant, so that another's do not exist. `platform`: those of any tenant, for those who run the installation.
 */
export type Ownership = 'public' | 'tenant' | 'platform';

export type Decision = { readonly allowed: true } | { readonly allowed: false; readonly reason: Denial };
export type Denial = 'scope_missing' | 'role_missing' | 'platform_only';

/** The one decision: scope, role and ownership must all agree. Content has its own rules, once it is known. */
export function decide(
  { scopes, roles, platform }: Pick<Principal, 'scopes' | 'roles' | 'platform'>,
  { scope, ownership }: { readonly scope: Scope; readonly ownership: Exclude<Ownership, 'public'> },
): Decision {
  if (ownership === 'platform' && !platform) return { allowed: false, reason: 'platform_only' };
  if (!scopes.includes(scope)) return { allowed: false, reason: 'scope_missing' };
  if (!rolesFor(scope).some((role) => roles.includes(role))) return { allowed: false, reason: 'role_missing' };
  return { allowed: true };
}
