-- How somebody looks at the runs of an experiment: filter, columns, order, charts, as the address of the page has it.
create table saved_view (
  id            bigint generated always as identity primary key,
  experiment_id bigint not null references experiment (id) on delete cascade,
  owner_id      uuid not null references app_user (id) on delete cascade,
  name          text not null check (length(name) between 1 and 100),
  shared        boolean not null,
  query         text not null check (length(query) <= 16000),
  updated_at    timestamptz not null,
  unique (experiment_id, owner_id, name)
);
create index saved_view_of_owner on saved_view (owner_id);
