import type { Entitlements } from './entitlements.ts';
import type { QuietHours } from './quiet-hours.ts';
import type { RateLimits } from './rate.ts';

/** How the numbers of a tenant's devices are checked: against the numbering plans of the world, or for their form alone. */
export const MSISDN_CHECKS = ['libphonenumber', 'e164'] as const;
type MsisdnCheck = (typeof MSISDN_CHECKS)[number];

/**
 * Which of its orders need the word of the user himself, whatever its definitions say: none beside those, a first contact that
 * nothing but the tenant vouches for, or each.
 */
export const CONFIRMATION_RULES = ['as_defined', 'first_contact', 'always'] as const;
type ConfirmationRule = (typeof CONFIRMATION_RULES)[number];

/** What may be set of a tenant beside what its documents may contain. */
export interface TenantSettings {
  readonly msisdnCheck: MsisdnCheck;
  /** PINs that we make may go by short message: the way that the document goes, so that who reads one reads both. */
  readonly pinBySms: boolean;
  /** The operator's to set. */
  readonly confirmation: ConfirmationRule;
  /** When nothing goes to its phones, where their definition says nothing of it. */
  readonly quietHours: QuietHours | null;
  /** IANA: where its phones are, as far as nobody knows better. */
  readonly timeZone: string | null;
  /** Most documents that go to the wire in a minute, by all bearers; null for no limit. The operator's to set. */
  readonly documentsPerMinute: number | null;
  /** Requests a minute of each of its clients, where not those of the installation; the operator's to set. */
  readonly limits: Partial<RateLimits>;
}

/** What a tenant has where nothing was set. */
export const DEFAULT_SETTINGS: TenantSettings = {
  msisdnCheck: 'libphonenumber',
  pinBySms: false,
  confirmation: 'as_defined',
  quietHours: null,
  timeZone: null,
  documentsPerMinute: null,
  limits: {},
};

/** The tenant of whoever runs the installation: there from the first start, it owns the definitions that come with the service. */
export const PLATFORM_TENANT = 'platform';

/** An organisation that calls us. */
export interface Tenant {
  readonly id: string;
  /** Unique; for URLs and command lines. */
  readonly name: string;
  /** The verified name that people are shown. */
  readonly title: string;
  /** Runs the installation. */
  readonly platform: boolean;
  /** None of its clients is let in. */
  readonly suspended: boolean;
  readonly entitlements: Entitlements;
  /** Whose hosts its documents may name: proved ones, lower case; `*` for any host. A domain covers the hosts under it. */
  readonly domains: readonly string[];
  readonly settings: TenantSettings;
  /** Grows with each change. */
  readonly revision: number;
}

/** What may be changed of a tenant; what is absent stays. */
export interface TenantChange {
  readonly title?: string;
  readonly entitlements?: Partial<Entitlements>;
  readonly settings?: Partial<TenantSettings>;
}

/** A domain that a tenant says is its own. */
export interface TenantDomain {
  readonly domain: string;
  /** What its TXT record must hold. */
  readonly token: string;
  /** By its record, or by an operator's word; null while it is only said. */
  readonly proof: 'dns' | 'operator' | null;
  readonly provedAt: string | null;
  readonly createdAt: string;
}
