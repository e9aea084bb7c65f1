import { createPrivateKey, type KeyObject, webcrypto, X509Certificate } from 'node:crypto';
import { OctetString } from 'asn1js';
import {
  Certificate,
  ContentInfo,
  CryptoEngine,
  EncapsulatedContentInfo,
  IssuerAndSerialNumber,
  SignedData,
  SignerInfo,
} from 'pkijs';

/** What profiles are signed with, as PEM. */
export interface ProfileSigner {
  /** The certificate, then those that lead to one that phones know. */
  readonly cert: string;
  readonly key: string;
}

/** Signs octets: CMS signed-data with the octets in it, DER (RFC 5652 §5). */
export type SignProfile = (octets: Uint8Array) => Promise<Uint8Array>;

const DIGEST = 'SHA-256';
const BLOCK = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
const CURVES: ReadonlyMap<string, string> = new Map([
  ['prime256v1', 'P-256'],
  ['secp384r1', 'P-384'],
]);

const engine = new CryptoEngine({ name: 'node', crypto: webcrypto, subtle: webcrypto.subtle });

/**
 * Makes what signs configuration profiles.
 *
 * @throws Error when certificate and key cannot be read, do not fit, or are of a kind that is not known
 */
export async function createProfileSigner({ cert, key }: ProfileSigner): Promise<SignProfile> {
  const chain = (cert.match(BLOCK) ?? []).map((block) => new X509Certificate(block));
  const [own] = chain;
  if (own === undefined) throw new Error('Cannot sign profiles: expected a certificate as PEM, got none');
  const privateKey = createPrivateKey(key);
  if (!own.checkPrivateKey(privateKey)) throw new Error('Cannot sign profiles: expected the key of the certificate');
  const signingKey = await importKey(privateKey);
  const certificates = chain.map(({ raw }) => Certificate.fromBER(arrayBufferOf(raw)));
  return (octets) => sign(octets, certificates, signingKey);
}

async function sign(
  octets: Uint8Array,
  certificates: readonly Certificate[],
  key: webcrypto.CryptoKey,
): Promise<Uint8Array> {
  const [own] = certificates;
  if (own === undefined) throw new Error('Cannot sign profiles without a certificate');
  const content = arrayBufferOf(octets);
  const signed = new SignedData({
    version: 1,
    encapContentInfo: new EncapsulatedContentInfo({
      eContentType: ContentInfo.DATA,
      eContent: new OctetString({ valueHex: content }),
    }),
    signerInfos: [
      new SignerInfo({
        version: 1,
        sid: new IssuerAndSerialNumber({ issuer: own.issuer, serialNumber: own.serialNumber }),
      }),
    ],
    certificates: [...certificates],
  });
  await signed.sign(key, 0, DIGEST, content, engine);
  const info = new ContentInfo({ contentType: ContentInfo.SIGNED_DATA, content: signed.toSchema(true) });
  return new Uint8Array(info.toSchema().toBER());
}

function importKey(key: KeyObject): Promise<webcrypto.CryptoKey> {
  const pkcs8 = key.export({ type: 'pkcs8', format: 'der' });
  return webcrypto.subtle.importKey('pkcs8', pkcs8, algorithmOf(key), false, ['sign']);
}

function algorithmOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject) {
  const namedCurve = CURVES.get(asymmetricKeyDetails?.namedCurve ?? '');
  if (asymmetricKeyType === 'rsa') return { name: 'RSASSA-PKCS1-v1_5', hash: DIGEST };
  if (asymmetricKeyType === 'ec' && namedCurve !== undefined) return { name: 'ECDSA', namedCurve };
  throw new Error('Cannot sign profiles: expected an RSA key, or one on P-256 or P-384');
}

function arrayBufferOf(octets: Uint8Array): ArrayBuffer {
  return new Uint8Array(octets).buffer;
}
