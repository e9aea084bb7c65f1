import { randomBytes } from 'node:crypto';
import test from 'ava';
import { createVault } from '../../store/vault.ts';
import { fc } from '../helpers/drawn-values.ts';

const vault = createVault(randomBytes(32));

test('open() undoes seal() in the same place', (t) => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.string(), (value, place) =>
      vault.open(vault.seal(value, place), place).equals(value),
    ),
  );
  t.pass();
});

test('sealing twice gives different octets', (t) => {
  t.notDeepEqual(vault.seal('1234', 'p'), vault.seal('1234', 'p'));
});

test('a sealed value does not open in another place, damaged, cut, or with another key', (t) => {
  const sealed = vault.seal('secret', 'orders.pin/1');
  const damaged = Buffer.from(sealed);
  damaged[20] = (damaged[20] ?? 0) ^ 1;
  const unreadable = { code: 'data_unreadable' } as never;
  t.throws(() => vault.open(sealed, 'orders.pin/2'), unreadable);
  t.throws(() => vault.open(damaged, 'orders.pin/1'), unreadable);
  t.throws(() => vault.open(sealed.subarray(0, 24), 'orders.pin/1'), unreadable);
  t.throws(() => vault.open(Buffer.alloc(0), 'orders.pin/1'), unreadable);
  t.throws(() => createVault(randomBytes(32)).open(sealed, 'orders.pin/1'), unreadable);
});

test('index() is equal for equal values in a scope and unrelated across scopes', (t) => {
  t.deepEqual(vault.index('a', '1'), vault.index('a', '1'));
  t.notDeepEqual(vault.index('a', '1'), vault.index('b', '1'));
  t.notDeepEqual(vault.index('a', '1'), createVault(randomBytes(32)).index('a', '1'));
});

test('a key of another length is refused', (t) => {
  t.throws(() => createVault(randomBytes(16)), { instanceOf: RangeError, message: /expected 32 octets, got 16/ });
});
