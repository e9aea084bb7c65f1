import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { createProfileSigner } from '../../codecs/sign-profile.ts';

/** A judge that is not of our making. */
const OPENSSL = 'openssl';
const PROFILE = Buffer.from('<plist version="1.0"><dict/></plist>\n');
const KINDS = [
  ['rsa', ['-newkey', 'rsa:2048']],
  ['ec', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256']],
  ['ec', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-384']],
] as const;

function makeCertificate(args: readonly string[]) {
  const directory = mkdtempSync(join(tmpdir(), 'profile-'));
  const [cert, key] = [join(directory, 'cert.pem'), join(directory, 'key.pem')];
  const more = ['-nodes', '-keyout', key, '-out', cert, '-subj', '/CN=profiles', '-days', '2'];
  execFileSync(OPENSSL, ['req', '-x509', ...args, ...more], { stdio: 'pipe' });
  return { directory, certPath: cert, cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') };
}

for (const [i, [kind, args]] of KINDS.entries()) {
  test(`openssl verifies what is signed with a key of kind ${kind}, ${i + 1}, and gets the profile out of it`, async (t) => {
    const { directory, certPath, cert, key } = makeCertificate(args);
    t.teardown(() => rmSync(directory, { recursive: true }));
    const sign = await createProfileSigner({ cert, key });
    const signed = Buffer.from(await sign(PROFILE));
    const verify = (octets: Uint8Array): Buffer => {
      const file = join(directory, 'signed.der');
      writeFileSync(file, octets);
      const args = ['cms', '-verify', '-binary', '-inform', 'DER', '-in', file, '-CAfile', certPath, '-purpose', 'any'];
      return execFileSync(OPENSSL, args, { stdio: 'pipe' });
    };
    t.deepEqual(verify(signed), PROFILE);
    const at = signed.indexOf(PROFILE);
    const changed = Buffer.from(signed);
    changed[at + 3] = 0x78;
    t.throws(() => verify(changed));
  });
}

test('certificate and key must be there and fit', async (t) => {
  const [one, other] = [makeCertificate(KINDS[1][1]), makeCertificate(KINDS[1][1])];
  t.teardown(() => [one, other].forEach(({ directory }) => rmSync(directory, { recursive: true })));
  await t.throwsAsync(createProfileSigner({ cert: 'nothing', key: one.key }), { message: /expected a certificate/ });
  await t.throwsAsync(createProfileSigner({ cert: one.cert, key: other.key }), {
    message: /the key of the certificate/,
  });
});
