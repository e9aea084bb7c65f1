import { createProfileSigner } from '../codecs/sign-profile.ts';
import { PROFILE_MEDIA_TYPE } from '../domain/form.ts';
import type { ServedForm } from '../domain/served-form.ts';
import type { Config } from './config.ts';
import { readPem } from './tls.ts';

/** Finishes a form before it goes to a phone. */
export type FinishForm = (form: ServedForm) => Promise<ServedForm>;

/**
 * Reads what profiles are signed with; undefined when they are not to be.
 *
 * @throws Error naming the variable whose file is missing or cannot be read, or when they do not fit
 */
export async function loadProfileSigner({
  profileCert,
  profileKey,
}: Pick<Config, 'profileCert' | 'profileKey'>): Promise<FinishForm | undefined> {
  if (profileCert === '' && profileKey === '') return undefined;
  const cert = await readPem('PROFILE_CERT', profileCert);
  const sign = await createProfileSigner({ cert, key: await readPem('PROFILE_KEY', profileKey) });
  return async (form) => (form.mediaType === PROFILE_MEDIA_TYPE ? { ...form, body: await sign(form.body) } : form);
}
