import test, { type ExecutionContext } from 'ava';
import type {
  AnyBearer,
  Bearer,
  BearerListener,
  BearerReceipt,
  OutgoingLink,
  OutgoingPart,
  OutgoingPush,
} from '../../domain/bearer.ts';

/** What a bearer is given to send. */
type Cargo = OutgoingPart | OutgoingPush | OutgoingLink;

/** Cargo as the far side got it. */
interface Received {
  readonly destination: string;
  readonly octets: Uint8Array;
}

/** A bearer with a network behind it that does what the contract wants to see. */
interface BearerWorld<C extends Cargo> {
  readonly bearer: Pick<AnyBearer, 'name' | 'ready'> & {
    submit(cargo: C, options: { readonly patienceMs: number }): ReturnType<Bearer['submit']>;
  };
  /** Everything that reached the network, in order. */
  readonly received: () => readonly Received[];
  /** How the network answers from now on. */
  readonly behave: (how: 'accept' | 'refuse' | 'silent') => void;
  /** The network ends every connection and takes no other. */
  readonly goAway: () => Promise<void>;
}

/** The same with a network that reports what became of what it was given. */
interface ReportingWorld<C extends Cargo> extends BearerWorld<C> {
  /** Reports what was sent; resolves with the network's view: whether the report was acknowledged. */
  readonly report: (messageId: string, state: 'delivered' | 'expired') => Promise<'acknowledged' | 'refused'>;
}

interface Contract<C extends Cargo, World extends BearerWorld<C> = BearerWorld<C>> {
  /** Something to send, and its octets as `received` must show them. */
  readonly cargo: C;
  readonly octets: Uint8Array;
  /** Builds a world that is up and ready; whatever it opens, it tears down. */
  readonly createWorld: (t: ExecutionContext, listener: BearerListener) => Promise<World>;
}

const soon = { patienceMs: 200 };
/** Where the other side is there, it is reached: a busy machine takes its time over the first connection. */
const patient = { patienceMs: 20_000 };
const nothing: BearerListener = { receiptArrived: async () => undefined, messageArrived: async () => undefined };

/** What every bearer owes its callers. Each bearer's test file runs it, or the longer one below. */
export function testBearerContract<C extends Cargo>(name: string, { cargo, octets, createWorld }: Contract<C>): void {
  test(`${name} accepts what it is given with the network's id for it`, async (t) => {
    const { bearer } = await createWorld(t, nothing);
    const outcome = await bearer.submit(cargo, patient);
    t.is(outcome.type, 'accepted');
    t.true(outcome.type === 'accepted' && outcome.messageId.length > 0);
  });

  test(`${name} brings octets to their destination unchanged`, async (t) => {
    const { bearer, received } = await createWorld(t, nothing);
    await bearer.submit(cargo, patient);
    t.deepEqual(received(), [{ destination: cargo.destination, octets }]);
  });

  test(`${name} gives a refusal as an outcome, with its status and kind`, async (t) => {
    const { bearer, behave } = await createWorld(t, nothing);
    behave('refuse');
    const outcome = await bearer.submit(cargo, patient);
    t.true(outcome.type === 'refused' && outcome.status > 0 && outcome.kind.length > 0);
  });

  test(`${name} says within its patience that nothing was sent when there is no network`, async (t) => {
    const { bearer, received, goAway } = await createWorld(t, nothing);
    await goAway();
    const before = performance.now();
    t.deepEqual(await bearer.submit(cargo, soon), { type: 'unsent', reason: 'not_connected' });
    // Far less than the patience of a caller who names none; a busy machine takes some of it.
    t.true(performance.now() - before < soon.patienceMs + 4_000);
    t.false(bearer.ready());
    t.is(received().length, 0);
  });
}

/** What a bearer owes besides whose other side answers over a wire of its own, and reports later. */
export function testWireContract<C extends Cargo>(
  name: string,
  { cargo, octets, createWorld }: Contract<C, ReportingWorld<C>>,
): void {
  testBearerContract(name, { cargo, octets, createWorld });

  test(`${name} leaves what has no answer unknown, and does not send it again`, async (t) => {
    const { bearer, received, behave } = await createWorld(t, nothing);
    behave('silent');
    t.like(await bearer.submit(cargo, patient), { type: 'unknown' });
    behave('accept');
    t.is(received().length, 1);
  });

  test(`${name} names in a receipt the id that it gave`, async (t) => {
    const receipts: BearerReceipt[] = [];
    const { bearer, report } = await createWorld(t, {
      ...nothing,
      receiptArrived: async (receipt) => void receipts.push(receipt),
    });
    const outcome = await bearer.submit(cargo, patient);
    const messageId = outcome.type === 'accepted' ? outcome.messageId : t.fail();
    t.is(await report(messageId, 'delivered'), 'acknowledged');
    t.like(receipts, { 0: { bearer: bearer.name, messageId, state: 'delivered' }, length: 1 });
  });

  test(`${name} does not acknowledge a receipt that was not kept`, async (t) => {
    const { report } = await createWorld(t, {
      ...nothing,
      receiptArrived: () => Promise.reject(new Error('no store')),
    });
    t.is(await report('1', 'expired'), 'refused');
  });

  test(`${name} acknowledges a receipt only after it was kept`, async (t) => {
    const steps: string[] = [];
    const { report } = await createWorld(t, {
      ...nothing,
      async receiptArrived() {
        await new Promise((resolve) => setTimeout(resolve, 30));
        steps.push('kept');
      },
    });
    await report('1', 'expired');
    steps.push('acknowledged');
    t.deepEqual(steps, ['kept', 'acknowledged']);
  });
}
