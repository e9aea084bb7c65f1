import type { BearerView } from './attempt-plan.ts';
import type { AnyBearer, BearerKind, StatusMeaning } from './bearer.ts';

/** What a bearer may be called; the schema holds it too. */
export const BEARER_NAME = /^[a-z][a-z0-9-]{0,39}$/;

/** A bearer as operators have set it up. */
export interface StoredBearer {
  readonly name: string;
  readonly kind: BearerKind;
  /** How to reach the other side, with its password: never shown. */
  readonly url: string;
  readonly priority: number;
  readonly prefixes: readonly string[];
  /** Mobile country and network codes of the phones that it serves, such as 24405; empty for all. */
  readonly networks: readonly string[];
  /** For statuses that do not mean what the specification says, or of which it says nothing. */
  readonly errorTable: readonly StatusMeaning[];
  /** Most parts or pushes a second, of all workers together; null for no limit. */
  readonly rate: number | null;
  readonly pausedAt: Date | null;
  readonly revision: number;
  readonly createdAt: Date;
}

/** A bearer as one worker is to open it. */
export interface SharedBearer extends StoredBearer {
  /** What of its rate is this worker's, as many as have it open have the same; null for no limit. */
  readonly share: number | null;
}

/** What an operator may set of one at any time, beside its URL. */
type BearerSettings = Pick<StoredBearer, 'priority' | 'prefixes' | 'networks' | 'errorTable' | 'rate'>;
export type NewBearer = Pick<StoredBearer, 'name' | 'kind' | 'url'> & Partial<BearerSettings>;
export type BearerChange = Partial<BearerSettings & Pick<StoredBearer, 'url'>>;

/** A bearer as operators see it. */
export interface ShownBearer extends Omit<StoredBearer, 'url'> {
  /** The URL without its password. */
  readonly address: string;
  readonly links: readonly SeenLink[];
}

/** What a worker told of itself last. */
export interface SeenLink extends Omit<BearerLink, 'bearer'> {
  readonly worker: string;
  /** When it became ready, or ceased to be. */
  readonly since: Date;
  readonly seenAt: Date;
}

/** How one worker stands with one bearer. */
export interface BearerLink {
  readonly bearer: string;
  readonly state: string;
  readonly isReady: boolean;
  /** Given to the other side, which has not answered yet. */
  readonly inFlight: number;
  readonly waiting: number;
  /** What it allows itself at present; null for no limit. */
  readonly perSecond: number | null;
}

/** The bearers that a worker has open. */
export interface BearerPool {
  readonly views: () => readonly BearerView[];
  /** Undefined for one that was removed. */
  readonly find: (name: string) => AnyBearer | undefined;
}
