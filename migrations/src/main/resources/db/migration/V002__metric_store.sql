-- The metric store: tail, chunks, series (see docs/metrics.md) ------------------------------------

-- Which transaction wrote a row. A reader keeps its snapshot and later asks for what that snapshot did not
-- show: unlike a sequence, this misses nothing when a later number becomes visible first.
alter table metric_tail add column xact xid8 not null default pg_current_xact_id();
-- rows live for seconds: vacuum early, often and without pauses
alter table metric_tail set (
  autovacuum_vacuum_cost_delay = 0,
  autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 10000,
  toast.autovacuum_vacuum_scale_factor = 0, toast.autovacuum_vacuum_threshold = 5000,
  toast.autovacuum_vacuum_insert_threshold = -1, toast.autovacuum_vacuum_cost_delay = 0
);

-- A branch is what points are kept under once they leave the tail. A run's first branch has the run's own id;
-- rewinding or forking a run begins another.
create table metric_chunk (
  branch_id  uuid not null,
  metric_id  integer not null,
  first_step bigint not null,
  last_step  bigint not null,
  n          integer not null,
  from_time  bigint not null,            -- least and greatest time in it, ms since 1970
  to_time    bigint not null,
  last_time  bigint not null,            -- of the last point
  xact       xid8 not null default pg_current_xact_id(),
  coarse     bytea,                      -- 8 sub-buckets
  fine       bytea,                      -- 128 sub-buckets
  data       bytea not null,             -- steps and values
  times      bytea not null,
  primary key (branch_id, metric_id, first_step)
) with (
  autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0,
  toast.autovacuum_vacuum_scale_factor = 0.05, toast.autovacuum_vacuum_threshold = 5000,
  toast.autovacuum_vacuum_cost_delay = 0
);
-- all of them are compressed already
alter table metric_chunk alter column coarse set storage external;
alter table metric_chunk alter column fine set storage external;
alter table metric_chunk alter column data set storage external;
alter table metric_chunk alter column times set storage external;

-- What the chunks of a series amount to, inherited ones included. Room on each page keeps updates there (HOT).
create table metric_series (
  branch_id   uuid not null,
  metric_id   integer not null,
  n           bigint not null,
  first_step  bigint not null,
  last_step   bigint not null,
  first_time  bigint not null,
  last_time   bigint not null,
  last_value  double precision not null,
  min_value   double precision,          -- of finite values; null when there is none
  max_value   double precision,
  mean_value  double precision,
  non_finite  bigint not null,
  open_chunks integer[] not null,        -- points in the chunks at the end that may still be merged
  own         boolean not null,          -- whether its whole history lies in this branch
  xact        xid8 not null default pg_current_xact_id(),
  primary key (branch_id, metric_id)
) with (
  fillfactor = 60,
  autovacuum_vacuum_scale_factor = 0.1, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0
);

-- The branches a run's history is made of, oldest first; the last is its own. A run without rows has only
-- the branch with its id.
create table metric_lineage (
  run_id    uuid not null,
  position  integer not null,
  branch_id uuid not null,
  to_step   bigint,                      -- the last step that counts; null for the run's own
  xact      xid8 not null default pg_current_xact_id(),
  primary key (run_id, position)
);
create index metric_lineage_of_branch on metric_lineage (branch_id);

-- Batches that were stored, so that one that is sent again is not stored again.
create table metric_batch (
  run_id   uuid not null,
  batch_id uuid not null,
  n        integer not null,
  at       timestamptz not null default now(),
  primary key (run_id, batch_id)
);
create index metric_batch_age on metric_batch using brin (at);

-- How often a run's points have been rearranged; with the rows of its tail it tells whether anything changed.
create table metric_flush (
  run_id  uuid primary key,
  flushes bigint not null,
  xact    xid8 not null default pg_current_xact_id()
) with (fillfactor = 60);

alter table run add column forked_from uuid references run (id) on delete set null;
alter table run add column fork_step bigint;
create index run_forks on run (forked_from) where forked_from is not null;

-- Runs that are put away ------------------------------------------------------------------------------

alter table run add column archived_at timestamptz;
alter table run add column deleted_at timestamptz;
alter table run add column restored_at timestamptz; -- out of the trash or the archive, the last time
alter table run add column purging_at timestamptz;  -- from here on there is no way back
create index run_trash on run (deleted_at) where deleted_at is not null;

-- a job goes with the run that records it
alter table job drop constraint job_run_id_fkey;
alter table job add constraint job_run_id_fkey foreign key (run_id) references run (id) on delete cascade;

-- How long the runs of an experiment are kept, in days; null: for ever, or as the server's settings say.
alter table experiment add column archive_after_days integer check (archive_after_days >= 0);
alter table experiment add column delete_after_days integer check (delete_after_days >= 0);
alter table experiment add column purge_after_days integer check (purge_after_days >= 0);
