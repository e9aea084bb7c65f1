import type { Knex } from 'knex';

/**
 * The form of a tenant's domain. The question marks of the first form were taken for bindings when it was stored, so it
 * matched nothing; this one does without. `*` is every host, and only an operator can give that word.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table tenant_domains drop constraint tenant_domains_form;
    alter table tenant_domains add constraint tenant_domains_form check (length(domain) <= 253
      and domain ~ '^([*]|[a-z0-9]+(-+[a-z0-9]+)*([.][a-z0-9]+(-+[a-z0-9]+)*)*)$');
    alter table tenant_domains add constraint tenant_domains_any_by_operator
      check (domain <> '*' or proof is not distinct from 'operator');
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table tenant_domains drop constraint tenant_domains_any_by_operator;
    delete from tenant_domains;
    alter table tenant_domains drop constraint tenant_domains_form;
    alter table tenant_domains add constraint tenant_domains_form check (false);
  `);
}
