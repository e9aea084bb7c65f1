import type { SecurityMethod } from './document.ts';
import type { Evidence } from './evidence.ts';

/** What a provider registers: how a service is asked for, rendered, delivered, followed and charged (design §6). */
export interface ServiceDefinition {
  /** Lower case words joined by hyphens. */
  readonly name: string;
  /** Semantic version; a version never changes once registered. */
  readonly version: string;
  readonly title: string;
  readonly kind: OrderKind;
  /** JSON Schema 2020-12 of the order's `parameters`. */
  readonly parameters: ParameterSchema;
  readonly prompts: readonly Prompt[];
  readonly confirmation: Confirmation;
  readonly document: readonly TemplateCharacteristic[];
  readonly requires: { readonly applications: readonly string[] };
  readonly delivery: {
    readonly bearers: readonly string[];
    /** In order of preference. */
    readonly security: readonly SecurityMethod[];
    /** ISO 8601: how long the order tries before it gives up. */
    readonly validity: string;
    readonly attempts: number;
  };
  readonly acknowledgement: {
    readonly evidence: Exclude<Evidence, 'none'>;
    /** ISO 8601: how long evidence is waited for after submission. */
    readonly timeout: string;
  };
  readonly charging: { readonly class: string };
}

export type OrderKind = 'bootstrap' | 'provisioning';

/** A JSON Schema of an object; ajv reads all of it, we read only what is named here. */
export interface ParameterSchema {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly required?: readonly string[];
  readonly [keyword: string]: unknown;
}

/** A question to the user for one parameter, in the provider's words, by language tag. */
export interface Prompt {
  readonly parameter: string;
  readonly secret: boolean;
  readonly text: Readonly<Record<string, string>>;
}

/** Who must say yes before anything is sent. `none`: the client vouches for consent; `client`: the client asks its user. */
interface Confirmation {
  readonly mode: 'none' | 'client';
  /** ISO 8601; how long the answer is waited for. */
  readonly timeout: string;
  readonly text: Readonly<Record<string, string>>;
}

/** A characteristic of the template. Data only: nothing in it is evaluated. */
export interface TemplateCharacteristic {
  readonly type: string;
  readonly parms: Readonly<Record<string, TemplateParm>>;
  readonly children?: readonly TemplateCharacteristic[];
  /** Left out unless the value of this name is present. */
  readonly if?: string;
}

/** `true` is a flag. An object with `value` may be conditional. */
export type TemplateParm = TemplateValue | true | { readonly value: TemplateValue | true; readonly if: string };

/** A text, a slot, or several of them joined. */
export type TemplateValue = TemplatePiece | readonly TemplatePiece[];
export type TemplatePiece = string | { readonly from: string };
