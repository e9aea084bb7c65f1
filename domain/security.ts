import type { SecurityMethod } from './document.ts';

/** What a MAC is keyed with (OMA ProvBoot 1.1 §5), by method. */
export type BootstrapSecret =
  | { readonly method: 'NETWPIN'; readonly imsi: string }
  | { readonly method: 'USERPIN'; readonly pin: string }
  | { readonly method: 'USERNETWPIN'; readonly imsi: string; readonly pin: string }
  | { readonly method: 'USERPINMAC'; readonly pin: string };

/** What is known that could key a MAC. */
export interface KnownSecrets {
  readonly imsi: string | null;
  readonly pin: string | null;
}

/**
 * The first of the wanted methods that what is known makes possible. USERPINMAC is never chosen here: its PIN exists only
 * once the document does, so it needs a way to hand that PIN to the user.
 */
export function chooseSecurity(wanted: readonly SecurityMethod[], known: KnownSecrets): SecurityMethod | undefined {
  return wanted.find((method) => bootstrapSecret(method, known) !== undefined);
}

/** The secret for one method, or undefined when something for it is missing. */
export function bootstrapSecret(method: SecurityMethod, { imsi, pin }: KnownSecrets): BootstrapSecret | undefined {
  switch (method) {
    case 'NETWPIN':
      return imsi === null ? undefined : { method, imsi };
    case 'USERPIN':
      return pin === null ? undefined : { method, pin };
    case 'USERNETWPIN':
      return imsi === null || pin === null ? undefined : { method, imsi, pin };
    case 'USERPINMAC':
      return undefined;
  }
}
