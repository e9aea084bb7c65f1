/** Where phones come for what waits for their contexts, below our public address. */
export const PROVISIONING_PREFIX = '/tps/';

/** The slot of a template that is the provisioning URL of the context that its document opens. */
export const CONTEXT_URL_SLOT = 'context.url';

/** Of a token: 128 random bits in base64url. */
const TOKEN_LENGTH = 22;

/** The provisioning URL of a context that we serve. */
export function provisioningUrl(publicUrl: string, token: string): string {
  return `${publicUrl}${PROVISIONING_PREFIX}${token}`;
}

/** One that leads nowhere, as long as one that leads somewhere: for documents that are made to be looked at. */
export function imaginedUrl(publicUrl: string): string {
  return provisioningUrl(publicUrl, '0'.repeat(TOKEN_LENGTH));
}

/** Tells whether a context is one whose phone comes to us. */
export function isServed(name: string, publicUrl: string): boolean {
  return name.startsWith(publicUrl + PROVISIONING_PREFIX);
}

/** Cuts what is drawn for a token to its length. */
export function contextToken(random: Uint8Array): string {
  return Buffer.from(random).toString('base64url').slice(0, TOKEN_LENGTH);
}

/** The same where it does not matter how long it is. */
export const IMAGINED_URL = imaginedUrl('https://links.example');
