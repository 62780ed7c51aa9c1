-- Console logs ---------------------------------------------------------------------------------

-- The head of a run's log: what numbers its lines. It is updated with every batch, in place.
create table run_log (
  run_id       uuid primary key references run (id) on delete cascade,
  lines        bigint not null,
  bytes        bigint not null,          -- of all texts, uncompressed, a line break each
  merged_lines bigint not null default 0,  -- the blocks of the lines before this one stay as they are
  loose_blocks integer not null default 0  -- blocks from there on, which are merged when they are many
) with (fillfactor = 50);

-- The lines, compressed (see docs/metrics.md). The blocks of a run follow one another without a gap.
-- They hang on the head and not on the run, so that a batch locks nothing but its own log.
create table run_log_block (
  run_id     uuid not null references run_log (run_id) on delete cascade,
  first_line bigint not null,
  n          integer not null,
  first_time timestamptz not null,
  last_time  timestamptz not null,
  bytes      integer not null,           -- uncompressed, counted as in the head
  payload    bytea not null,
  primary key (run_id, first_line)
);
-- the payload is compressed already
alter table run_log_block alter column payload set storage external;

-- Batches that came with a key: when one comes again it is not stored again. Forgotten after some days.
create table run_log_batch (
  run_id     uuid not null references run_log (run_id) on delete cascade,
  key        uuid not null,
  first_line bigint not null,
  n          integer not null,
  at         timestamptz not null,
  primary key (run_id, key)
);
create index run_log_batch_age on run_log_batch using brin (at);
