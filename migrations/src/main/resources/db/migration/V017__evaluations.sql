-- Predictions of a run on a split of its data, and what was computed from them. The rows are an artifact of the run.
create table evaluation (
  id           uuid primary key,           -- version 7: ordered by creation
  run_id       uuid not null references run (id) on delete cascade,
  name         text not null check (length(name) between 1 and 100),
  spec         jsonb not null,
  step         bigint not null check (step >= 0), -- where its metrics stand among those of the run
  classes      text[] not null check (cardinality(classes) >= 2),
  row_count    bigint not null check (row_count >= 1),
  group_names  text[] not null,            -- columns by which rows can be told apart
  first_at     timestamptz,                -- times of its rows; null where they have none
  last_at      timestamptz,
  artifact     text collate "C" not null,
  sha256       bytea not null,             -- of the artifact
  bytes        bigint not null,
  source       bytea not null,             -- SHA-256 of the file that came
  status       text not null check (status in ('QUEUED', 'COMPUTING', 'DONE', 'FAILED', 'CANCELLED')),
  progress     double precision not null default 0 check (progress between 0 and 1),
  attempts     integer not null default 0, -- how often a computation has begun
  lease        uuid,                       -- of the server that computes; another one each time
  leased_until timestamptz,
  error        text,
  report       jsonb,
  created_by   uuid not null references app_user (id),
  created_at   timestamptz not null,
  unique (run_id, name),
  check ((status = 'COMPUTING') = (lease is not null)),
  check ((lease is null) = (leased_until is null)),
  check (status <> 'DONE' or report is not null),
  check ((first_at is null) = (last_at is null))
);
create index evaluation_waiting on evaluation (id) where status in ('QUEUED', 'COMPUTING');

-- Maps of probabilities, fitted on one evaluation and judged on another.
create table recalibration (
  id         uuid primary key,             -- version 7
  fitted_on  uuid not null references evaluation (id) on delete cascade,
  judged_on  uuid not null references evaluation (id) on delete cascade,
  classes    text[] not null,
  before     jsonb not null,               -- metrics of the judged rows as they are
  maps       jsonb not null,               -- each with its numbers and metrics, least log-loss first
  artifact   text collate "C" not null,    -- of the run of the evaluation that was judged: the maps as JSON
  created_by uuid not null references app_user (id),
  created_at timestamptz not null,
  check (fitted_on <> judged_on)
);
create index recalibration_fitted on recalibration (fitted_on);
create index recalibration_judged on recalibration (judged_on);
