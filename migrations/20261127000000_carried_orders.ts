import type { Knex } from 'knex';

/**
 * An order that waits for a phone may have its settings brought by the order that has the turn, in one document. It names the run
 * that carries it, from the transaction that journals the first send of that document; so nothing is on the wire that the order
 * does not know of. What the carrier's end means for it is written in the transaction that ends the carrier.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table orders add carried_by uuid, add carried_run int, add carrier_end text,
      add constraint orders_carried_by foreign key (tenant_id, carried_by) references orders (tenant_id, id),
      add constraint orders_carried_run_named check ((carried_by is null) = (carried_run is null)),
      add constraint orders_carried_without_turn check (not holds_turn or carried_by is null
        or carrier_end is not distinct from 'released'),
      add constraint orders_carrier_end_known check (carrier_end is null
        or (carrier_end in ('sent', 'refused', 'released') and carried_by is not null));
    comment on column orders.carried_by is 'The order whose document has its settings, or had them; of the present run';
    comment on column orders.carried_run is 'The run of that order';
    comment on column orders.carrier_end is 'Null while that run is open. sent: the phone may have its document; refused: on the phone; released: it has not, and the order sends its own';
    create index orders_carried on orders (tenant_id, carried_by) where carried_by is not null;
    create index orders_carrier_ended on orders (id) where carrier_end = 'sent' and settled_at is null;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table orders drop carried_by, drop carried_run, drop carrier_end');
}
