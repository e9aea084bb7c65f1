import type { AskWay } from './asking.ts';
import { BEARER_KINDS } from './bearer.ts';
import type { CpDocument, Trust } from './document.ts';
import type { Evidence } from './evidence.ts';
import type { FormTemplate } from './form.ts';
import type { PinWay } from './pin-ways.ts';
import type { QuietHours } from './quiet-hours.ts';

/** What a provider registers: how a service is asked for, rendered, delivered, followed and charged (docs/definitions.md). */
export interface ServiceDefinition {
  /** Lower case words joined by hyphens. */
  readonly name: string;
  /** Semantic version; a version never changes once registered. */
  readonly version: string;
  readonly title: string;
  readonly kind: OrderKind;
  /** JSON Schema 2020-12 of the order's `parameters`. */
  readonly parameters: ParameterSchema;
  /** Where the provider is asked before its user is. */
  readonly lookup?: Lookup;
  readonly prompts: readonly Prompt[];
  readonly confirmation: Confirmation;
  /** What the document says of itself; 1.1 when absent. */
  readonly documentVersion?: CpDocument['version'];
  readonly document: readonly TemplateCharacteristic[];
  /** What phones that do not take OMA CP fetch instead; none when absent. */
  readonly forms?: readonly FormTemplate[];
  readonly requires: DeviceNeeds;
  readonly delivery: {
    readonly bearers: readonly string[];
    /**
     * In order of preference. `none`: into a context that is in the phone, by a path that the phone trusts; the others are
     * then for phones and networks that have no such path.
     */
    readonly security: readonly Trust[];
    /** Ways to tell the user a PIN that we make, in order of preference; all of them when absent. */
    readonly pin?: readonly PinWay[];
    /** How long such a PIN is with USERPIN and USERNETWPIN; 8 when absent. */
    readonly pinDigits?: number;
    /** ISO 8601: how long the order tries before it gives up. */
    readonly validity: string;
    readonly attempts: number;
    /** Most of them by one bearer; as many as there are when absent. */
    readonly attemptsPerBearer?: number;
    /** When nothing goes to the phone, by its own clock. Absent: as its tenant has set it; null: at no time. */
    readonly quietHours?: QuietHours | null;
    /** While such orders wait for one phone, their settings may go in one document. */
    readonly merge?: boolean;
  };
  readonly acknowledgement: {
    readonly evidence: Exclude<Evidence, 'none'>;
    /** ISO 8601: how long evidence is waited for after submission. */
    readonly timeout: string;
  };
  readonly charging: { readonly class: string };
}

export const ORDER_KINDS = ['bootstrap', 'provisioning'] as const;
export type OrderKind = (typeof ORDER_KINDS)[number];

/** Bearers that documents can be delivered by. */
export const DELIVERY_BEARERS = BEARER_KINDS;

/** What a device must support. */
export interface DeviceNeeds {
  /** OMA CP application ids. */
  readonly applications: readonly string[];
  /** An OMA DM client. */
  readonly dm?: boolean;
  readonly bearers?: readonly string[];
  /** Short messages of one document that the device must take. */
  readonly maxParts?: number;
}

/** A JSON Schema of an object; ajv reads all of it, we read only what is named here. */
export interface ParameterSchema {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly required?: readonly string[];
  readonly [keyword: string]: unknown;
}

/** What to do while an endpoint does not answer as it should: ask the user instead, go on trying, or fail the order. */
export const LOOKUP_FALLBACKS = ['ask', 'wait', 'fail'] as const;
export type LookupFallback = (typeof LOOKUP_FALLBACKS)[number];

/** An endpoint of the provider's that may know what an order does not say (docs/lookups.md). */
export interface Lookup {
  /** https, without credentials. */
  readonly url: string;
  /** Names of the parameters that it may know. An order need not bring them. */
  readonly parameters: readonly string[];
  /** ISO 8601; how long one call may take. */
  readonly timeout: string;
  readonly ifDown: LookupFallback;
}

/** What the record of a device may know instead of its user. */
export const KNOWN_FACTS = ['device.msisdn', 'device.model', 'device.imei'] as const;
export type KnownFact = (typeof KNOWN_FACTS)[number];

/** A question to the user for one parameter, in the provider's words, by language tag. */
export interface Prompt {
  readonly parameter: string;
  /** Where the answer may be known: the question is asked only when it is not. */
  readonly known?: KnownFact;
  readonly secret: boolean;
  readonly text: Readonly<Record<string, string>>;
}

/** What an order without an answer does: ends, goes on without, or has the calling system ask, for as long again. */
export const ANSWER_TIMEOUTS = ['expire', 'proceed', 'client'] as const;
export type AnswerTimeout = (typeof ANSWER_TIMEOUTS)[number];

/** How the user gets the link to our page: in a short message, or from the calling system, which may show it as a QR code. */
export const LINK_WAYS = ['sms', 'client'] as const;
export type LinkWay = (typeof LINK_WAYS)[number];

/** Who must say yes before anything is sent, and which way he is asked. */
export interface Confirmation {
  /** `none`: the client vouches for consent. A list is tried in order, one way after the other. */
  readonly mode: 'none' | AskWay | readonly AskWay[];
  /** For the way `hosted`; `sms` when absent. */
  readonly link?: LinkWay;
  /** ISO 8601; how long the answer is waited for, all ways together. */
  readonly timeout: string;
  /** ISO 8601; how long before a way's time is over the user is reminded. Absent: never. */
  readonly reminder?: string;
  /** ISO 8601; how long a yes may count for later orders, when the user says so. Absent: he is asked each time. */
  readonly standing?: string;
  /** What an order without an answer does: `expire` when absent. */
  readonly onTimeout?: AnswerTimeout;
  readonly text: Readonly<Record<string, string>>;
}

/** A characteristic of the template. Data only: nothing in it is evaluated. */
export interface TemplateCharacteristic extends TemplateTerms {
  readonly type: string;
  /** By name, or a list where a name repeats. */
  readonly parms?: Readonly<Record<string, TemplateParm>> | readonly ListedParm[];
  readonly children?: readonly TemplateCharacteristic[];
}

/** When, how often, and under whose rules something of the template is there. */
export interface TemplateTerms {
  /** Left out unless the value of this name is present. */
  readonly if?: string;
  /** Once for each element of the list of this name; within, `item` is the element. */
  readonly each?: string;
  /** Content of a vendor, which the rules of ProvCont do not know; of a characteristic, with all that is inside. */
  readonly vendor?: boolean;
}

/** A value, `true` for a flag, or either with terms. */
export type TemplateParm = TemplateValue | true | TermedParm;

export interface TermedParm extends TemplateTerms {
  /** A flag when absent. */
  readonly value?: TemplateValue | true;
}

export interface ListedParm extends TermedParm {
  readonly name: string;
}

/** A text, a slot, or several of them joined. */
export type TemplateValue = TemplatePiece | readonly TemplatePiece[];
export type TemplatePiece = string | Slot;
export interface Slot {
  readonly from: string;
}
