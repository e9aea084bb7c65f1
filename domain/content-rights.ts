import type { ContentKind } from './content-table.ts';
import type { Entitlements } from './entitlements.ts';

/** What a tenant may put on a phone. */
export interface ContentRights {
  readonly entitlements: Entitlements;
  /** Domains that the tenant has proved, in lower case and ASCII. `*`, by an operator's word: any host, and any name. */
  readonly domains: readonly string[];
  /** The verified name of the tenant. */
  readonly title: string;
  /** Skeletons of the titles of all tenants, the platform's among them (domain/names.ts). */
  readonly titles: ReadonlySet<string>;
}

/** What stands somewhere and needs more than the tenant has. Never carries the value. */
export interface ContentFinding {
  /** In a definition a JSON Pointer, such as `/document/0/parms/ADDR`; in a document such as `NAPDEF[1]/NAP-ADDRESS`. */
  readonly path: string;
  readonly kind: ContentKind;
  readonly why: string;
}

/** What stands in a definition. */
export interface ContentPlace extends ContentFinding {
  /** An operator may approve it, because its value is written in the definition. What comes from orders cannot be approved. */
  readonly approvable: boolean;
}
