/**
 * A wap-provisioningdoc as values (OMA ProvCont 1.1 §5): characteristics that hold parms and further characteristics.
 * Order is kept among parms and among children; parms are written before children.
 */
export interface CpDocument {
  /** The `version` attribute; absent in XML means 1.0. */
  readonly version: '1.0' | '1.1';
  readonly characteristics: readonly Characteristic[];
}

export interface Characteristic {
  /** Upper case by convention, such as `NAPDEF`. */
  readonly type: string;
  readonly parms: readonly Parm[];
  readonly children: readonly Characteristic[];
}

/** A parm without `value` is a flag, which is not the same as an empty value. */
export interface Parm {
  readonly name: string;
  readonly value?: string;
}

/** How a bootstrap document proves where it comes from (OMA ProvBoot 1.1 §5; WSP parameter SEC). */
export const SECURITY_METHODS = ['NETWPIN', 'USERPIN', 'USERNETWPIN', 'USERPINMAC'] as const;
export type SecurityMethod = (typeof SECURITY_METHODS)[number];

/** What makes a phone trust a document: a method, or nothing but the path by which its context's owner reaches it. */
export const TRUSTS = [...SECURITY_METHODS, 'none'] as const;
export type Trust = (typeof TRUSTS)[number];

/** Something about a document that a handset may refuse (`error`) or that is unwise (`warning`). */
export interface DocumentFault {
  readonly severity: 'error' | 'warning';
  /** Where: characteristic types with a 1-based index and the parm, such as `NAPDEF[1]/NAP-ADDRESS`. */
  readonly path: string;
  readonly message: string;
  /** Nothing is known of a characteristic or parm of this name in this place. */
  readonly isUnknown?: true;
}
