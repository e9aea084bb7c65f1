/** What tests of the whole stack order, but for whom. */

const ACCESS_POINT = { name: 'Acme', apn: 'internet.acme.example' };

/** Its document fits one short message. */
export const INTERNET = { definition: { name: 'one-part' }, parameters: ACCESS_POINT };

/** Its document takes two. */
export const TWO_PARTS = { definition: { name: 'internet-access' }, parameters: ACCESS_POINT };

/** It asks for a password. */
export const MAIL = {
  definition: { name: 'mail' },
  parameters: {
    name: 'Acme Mail',
    address: 'ann@acme.example',
    username: 'ann',
    imapHost: 'imap.acme.example',
    smtpHost: 'smtp.acme.example',
  },
};
