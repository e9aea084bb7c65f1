import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

export interface SecretForm {
  readonly bytes: number;
  readonly encoding: 'base64' | 'hex';
}

/**
 * The secret kept in `file`, made on first use. Only its owner can read the file (mode 0600).
 *
 * @throws Error when the file is there but empty: a new secret would make what the old one locked unreadable
 */
export async function loadSecret(file: string, { bytes, encoding }: SecretForm): Promise<string> {
  const kept = await readFile(file, 'utf8').catch(absent);
  if (kept !== undefined) {
    if (kept.trim() === '') throw new Error(`Cannot use the secret in ${file}: the file is empty`);
    return kept.trim();
  }
  await mkdir(dirname(file), { recursive: true });
  const secret = randomBytes(bytes).toString(encoding);
  // Under another name first: a start that is cut off must not leave half a secret.
  const draft = `${file}.new`;
  const handle = await open(draft, 'w', 0o600);
  try {
    await handle.writeFile(`${secret}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, file);
  return secret;
}

function absent(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
  throw error;
}
