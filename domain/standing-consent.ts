import type { Caller } from './access.ts';
import type { AskWay } from './asking.ts';
import type { ServiceDefinition } from './definition.ts';
import type { Page } from './requests.ts';

/** What ended a standing consent before its time: its user, the calling system, STOP, another phone, or a newer one. */
export const CONSENT_ENDS = ['user', 'client', 'stop', 'device', 'replaced'] as const;
export type ConsentEnd = (typeof CONSENT_ENDS)[number];

/** The word of a user that he need not be asked again for a service on his phone, until a date. */
export interface StandingConsent {
  readonly id: string;
  readonly definition: string;
  /** The order with whose question it was given. */
  readonly orderId: string;
  readonly way: AskWay;
  readonly givenAt: string;
  readonly expiresAt: string;
  readonly endedAt: string | null;
  readonly endedBy: ConsentEnd | null;
}

/** A standing consent that was given just now, or is still good. */
export interface GivenConsent {
  readonly id: string;
  /** Of the page on which its user takes it back; for nothing else. */
  readonly token: string;
  readonly until: string;
}

/** What a standing consent is for. */
export interface ConsentSubject {
  readonly tenantId: string;
  readonly deviceId: string;
  readonly definitionTenantId: string;
  readonly definition: ServiceDefinition;
  /** Only one that we had from the user himself counts. */
  readonly ownWord: boolean;
}

/** A standing consent as the page shows it on which it is taken back. */
export interface ConsentView {
  readonly orderId: string;
  /** The provider's verified name. */
  readonly tenantTitle: string;
  /** What was agreed to, by language tag. */
  readonly words: Readonly<Record<string, string>>;
  /** In which it was shown. */
  readonly language: string;
  readonly expiresAt: string;
  readonly stands: boolean;
}

/** Standing consents as their tenants see and end them. */
export interface StandingConsents {
  list(
    tenantId: string,
    deviceId: string,
    page: { readonly limit: number; readonly after: string | undefined },
  ): Promise<Page<StandingConsent>>;
  /** The one that would speak for the user of a device now. */
  find(subject: ConsentSubject): Promise<{ readonly id: string; readonly until: string } | undefined>;
  /** @throws ProvisioningError `consent_not_found` */
  withdraw(caller: Caller, consent: { readonly deviceId: string; readonly id: string }): Promise<void>;
}
