-- Experiments that are described and put away --------------------------------------------------------

alter table experiment add column notes text not null default '' check (length(notes) <= 100000);
alter table experiment add column updated_at timestamptz;
alter table experiment add column archived_at timestamptz;
alter table experiment add column deleted_at timestamptz;
alter table experiment add column purging_at timestamptz; -- from here on there is no way back

-- a deleted experiment does not keep its name from others
alter table experiment drop constraint experiment_name_key;
create unique index experiment_name on experiment (name) where deleted_at is null;

create table experiment_tag (
  experiment_id bigint not null references experiment (id) on delete cascade,
  key           text not null check (length(key) between 1 and 250),
  value         text not null check (length(value) <= 8000),
  primary key (experiment_id, key)
);

-- What is known of a run -------------------------------------------------------------------------------

alter table run add column parent_id uuid references run (id) on delete set null;
alter table run add column group_name text check (length(group_name) between 1 and 250);
alter table run add column notes text not null default '' check (length(notes) <= 100000);
alter table run add column learnt text check (length(learnt) between 1 and 500);
alter table run add column last_lines text;      -- of its console, kept when it fails
alter table run add column beats boolean not null default true; -- whether its program sends heartbeats
alter table run add column imported_from text check (length(imported_from) between 1 and 500);
create index run_children on run (parent_id, id) where parent_id is not null;
create index run_of_group on run (experiment_id, group_name) where group_name is not null;
create unique index run_imported on run (imported_from) where imported_from is not null;

-- With which code, by which command, where.
create table run_provenance (
  run_id      uuid primary key references run (id) on delete cascade,
  repository  text,
  revision    text,                       -- a commit
  branch      text,
  dirty       boolean,                    -- whether the code differed from the commit
  diff        text,                       -- how
  entry_point text,
  command     text[],
  host        text,
  environment jsonb not null default '{}' -- devices, versions of libraries, whatever else is known
);

create table dataset (
  id            bigint generated always as identity primary key,
  experiment_id bigint not null references experiment (id) on delete cascade,
  name          text not null check (length(name) between 1 and 500),
  digest        text not null check (length(digest) between 1 and 100),
  source_type   text not null,
  source        text not null,
  schema        text,
  profile       text,
  unique (experiment_id, name, digest)
);

create table run_input (
  run_id     uuid not null references run (id) on delete cascade,
  dataset_id bigint not null references dataset (id) on delete cascade,
  context    text not null default '',    -- what it was used for: training, validation
  tags       jsonb not null default '{}',
  primary key (run_id, dataset_id, context)
);
create index run_input_of_dataset on run_input (dataset_id);

-- Search ----------------------------------------------------------------------------------------------

-- The values of run.params one by one, under their dotted addresses. The tree says what the params are; these
-- rows find them, and see to it that of two programs that set a param at once only one does.
create table run_param (
  run_id uuid not null references run (id) on delete cascade,
  key    text not null check (length(key) between 1 and 500),
  value  text not null,
  number double precision,                -- what the value is when it reads as a number
  primary key (run_id, key)
);
-- values may be longer than an index takes
create index run_param_value on run_param (key, left(value, 100), run_id);
create index run_param_number on run_param (key, number, run_id) where number is not null;
create index run_tag_value on run_tag (key, left(value, 100), run_id);

with recursive node (run_id, key, value) as (
  select run.id, child.key, child.value
  from run, jsonb_each(run.params) child
  union all
  select node.run_id, node.key || '.' || child.key, child.value
  from node, jsonb_each(case jsonb_typeof(node.value) when 'object' then node.value else '{}' end) child
)
insert into run_param (run_id, key, value, number)
select run_id, key, text, case when text ~ '^[-+]?(\d{1,30}(\.\d{0,30})?|\.\d{1,30})([eE][-+]?\d{1,2})?$' then text::double precision end
from (
  select run_id, key,
    case jsonb_typeof(value) when 'number' then trim_scale((value #>> '{}')::numeric)::text
      else coalesce(value #>> '{}', 'null') end as text
  from node
  where jsonb_typeof(value) <> 'object' or value = '{}'
) leaf
where length(key) <= 500
on conflict do nothing;

-- A metric of all runs lies together here, so that finding and sorting runs by it reads nothing else. Since it has
-- the values, a row that is written anew is written to the indexes too, and room on its page is of no use.
create index metric_series_values on metric_series (metric_id, branch_id)
  include (last_value, min_value, max_value, mean_value);
alter table metric_series set (fillfactor = 100);
create index run_by_start on run (experiment_id, (coalesce(started_at, created_at)) desc, id);
