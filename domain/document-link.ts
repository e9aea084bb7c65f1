import type { DeliveryKey } from './delivery.ts';
import type { ServedForm } from './served-form.ts';

/** Where links to documents begin, below our public address. */
export const DOCUMENT_PREFIX = '/p/';

/** What a link allows. */
export interface LinkTerms {
  /** The bearer that it goes by. */
  readonly bearer: string;
  /** `context`: nobody hands it out, the phone comes to the URL of its context. */
  readonly way: 'sms' | 'client' | 'context';
  readonly fetches: number;
  readonly lifeMs: number;
}

/** A link that may go to its user. */
export interface OfferedLink {
  /** Cannot be guessed; whoever has it can fetch the document. */
  readonly token: string;
  /** What receipts of the bearer name it by; says nothing to outsiders. */
  readonly messageId: string;
  /** A BCP 47 tag. */
  readonly language: string;
  /** The provider's verified name. */
  readonly tenantTitle: string;
}

/** What a link leads to. */
export interface LinkedDocument extends Pick<DeliveryKey, 'orderId' | 'run'> {
  readonly tenantTitle: string;
  readonly language: string;
  /** A connectionless push of WSP, as documents are stored. */
  readonly push: Uint8Array;
  /** Further forms of it. */
  readonly forms: readonly ServedForm[];
  /** Media types that the phone is known to take; null where nothing is known. */
  readonly takes: readonly string[] | null;
}

/** What receipts of a bearer of links call the link of an attempt. */
export function linkMessageId({ orderId, run, attempt }: DeliveryKey): string {
  return `${orderId}.${run}.${attempt}`;
}
