import type { DeliveryKey } from '../domain/delivery.ts';
import type { ServedForm } from '../domain/served-form.ts';
import type { Vault } from './vault.ts';

type RunKey = Pick<DeliveryKey, 'orderId' | 'run'>;

interface StoredForm extends Omit<ServedForm, 'body'> {
  /** Base64. */
  readonly body: string;
}

const placeOf = ({ orderId, run }: RunKey): string => `documents.forms/${orderId}/${run}`;

/** The further forms of a document, sealed as it is. */
export function sealForms(vault: Vault, key: RunKey, forms: readonly ServedForm[] = []): Buffer | null {
  if (forms.length === 0) return null;
  const stored = forms.map((form): StoredForm => ({ ...form, body: Buffer.from(form.body).toString('base64') }));
  return vault.seal(JSON.stringify(stored), placeOf(key));
}

/** What `sealForms` sealed. */
export function openForms(vault: Vault, key: RunKey, sealed: Buffer | null): ServedForm[] {
  if (sealed === null) return [];
  const stored: StoredForm[] = JSON.parse(vault.open(sealed, placeOf(key)).toString());
  return stored.map((form) => ({ ...form, body: Buffer.from(form.body, 'base64') }));
}
