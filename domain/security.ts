import type { SecurityMethod, Trust } from './document.ts';

/** What a MAC is keyed with (OMA ProvBoot 1.1 §5), by method. */
export type BootstrapSecret =
  | { readonly method: 'NETWPIN'; readonly imsi: string }
  | { readonly method: 'USERPIN'; readonly pin: string }
  | { readonly method: 'USERNETWPIN'; readonly imsi: string; readonly pin: string }
  | { readonly method: 'USERPINMAC'; readonly pin: string };

/** The same, or nothing: the document carries no proof, its path is the proof. */
export type Proof = BootstrapSecret | { readonly method: 'none' };

/** What is known that could key a MAC. */
export interface KnownSecrets {
  readonly imsi: string | null;
  readonly pin: string | null;
}

/** The secret for one method, or undefined when something for it is missing. For USERPINMAC the PIN is the half that is drawn. */
export function bootstrapSecret(method: SecurityMethod, { imsi, pin }: KnownSecrets): BootstrapSecret | undefined {
  switch (method) {
    case 'NETWPIN':
      return imsi === null ? undefined : { method, imsi };
    case 'USERPIN':
    case 'USERPINMAC':
      return pin === null ? undefined : { method, pin };
    case 'USERNETWPIN':
      return imsi === null || pin === null ? undefined : { method, imsi, pin };
  }
}

/** What an order's document is secured with, or undefined when something for it is missing. */
export function secretFor(trust: Trust, known: KnownSecrets): Proof | undefined {
  return trust === 'none' ? { method: trust } : bootstrapSecret(trust, known);
}
