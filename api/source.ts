import { BlockList, isIP } from 'node:net';

const PREFIX = /^(.+)\/(\d{1,3})$/;
const MAPPED = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i;

/** Whether a text is an address or a range of addresses in CIDR notation, IPv4 or IPv6. */
export function isRange(text: string): boolean {
  return parseRange(text) !== undefined;
}

/**
 * Says whether an address is in one of some ranges.
 *
 * @throws Error when a range is none
 */
export function createRangeTest(ranges: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const text of ranges) {
    const range = parseRange(text);
    if (range === undefined) throw new Error('Cannot use a range of addresses: it has not the form of one');
    list.addSubnet(range.address, range.prefix, range.family);
  }
  return (address) => {
    const plain = plainAddress(address);
    const version = isIP(plain);
    return version !== 0 && list.check(plain, version === 4 ? 'ipv4' : 'ipv6');
  };
}

/** An address as it is compared: IPv4 within IPv6 (of a listener for both) as IPv4, no zone. */
export function plainAddress(address: string): string {
  const [withoutZone = ''] = address.split('%');
  return MAPPED.exec(withoutZone)?.[1] ?? withoutZone;
}

/** What failures are counted by: an address, or the network of 64 bits that one IPv6 subscriber has to himself. */
export function sourceOf(address: string): string {
  const plain = plainAddress(address);
  if (isIP(plain) !== 6) return plain;
  const [head = '', tail] = plain.toLowerCase().split('::');
  const groups = head === '' ? [] : head.split(':');
  const rest = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : 8 - groups.length - rest.length;
  const whole = [...groups, ...Array.from({ length: Math.max(0, zeros) }, () => '0'), ...rest];
  return `${whole
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}

interface Range {
  readonly address: string;
  readonly prefix: number;
  readonly family: 'ipv4' | 'ipv6';
}

function parseRange(text: string): Range | undefined {
  const [, network = text, length] = PREFIX.exec(text) ?? [];
  const version = isIP(network);
  // A zone means something on one machine only; a mapped address has an IPv4 form, which is the one to write.
  if (version === 0 || network.includes('%') || /^::ffff:/i.test(network)) return undefined;
  const most = version === 4 ? 32 : 128;
  const prefix = length === undefined ? most : Number(length);
  if (prefix > most) return undefined;
  return { address: network, prefix, family: version === 4 ? 'ipv4' : 'ipv6' };
}
