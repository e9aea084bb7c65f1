import { BlockList, isIP, isIPv4 } from 'node:net';

/** Everything in the special-purpose registries of IANA (RFC 6890) that is not the public internet, and multicast. */
const NOT_PUBLIC = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
];
/** Of IPv6 only this is given out to the public (RFC 4291 §2.4); from it the second list is taken out again. */
const GLOBAL_UNICAST = ['2000::/3'];
/** Teredo and its neighbours, documentation, 6to4 (which wraps any IPv4), segment routing. */
const NOT_PUBLIC_6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20', '5f00::/16'];

const notPublic = networks(NOT_PUBLIC);
const globalUnicast = networks(GLOBAL_UNICAST);
const notPublic6 = networks(NOT_PUBLIC_6);

/** Networks in the form `address/bits`. @throws Error when one is none */
export function networks(list: readonly string[]): BlockList {
  const blocks = new BlockList();
  for (const network of list) {
    const [address = '', bits = ''] = network.split('/');
    if (isIP(address) === 0 || !/^\d{1,3}$/.test(bits)) throw new Error('expected networks such as 10.0.0.0/8');
    blocks.addSubnet(address, Number(bits), isIPv4(address) ? 'ipv4' : 'ipv6');
  }
  return blocks;
}

export function contains(blocks: BlockList, address: string): boolean {
  return isIP(address) !== 0 && blocks.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
}

/**
 * Whether an address belongs to somebody on the public internet. Judged by the parsed octets: an address has too many
 * spellings to look at its text. What wraps an IPv4 address (mapped, NAT64, 6to4) is not public, whatever it wraps.
 */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !contains(notPublic, address);
  return contains(globalUnicast, address) && !contains(notPublic6, address);
}
