-- People and programs --------------------------------------------------------------------------

create table app_user (
  id            uuid primary key,
  name          text not null unique check (length(name) between 1 and 100),
  role          text not null check (role in ('VIEWER', 'EDITOR', 'ADMIN')),
  password_hash text,                    -- null: cannot sign in with a password
  created_at    timestamptz not null
);

-- A token is random with 256 bits, so a plain SHA-256 of it is as good as a slow hash.
create table api_token (
  id           uuid primary key,
  user_id      uuid not null references app_user (id) on delete cascade,
  name         text not null,
  token_hash   bytea not null unique,
  created_at   timestamptz not null,
  last_used_at timestamptz
);
create index api_token_user on api_token (user_id);

create table sign_in_link (
  token_hash bytea primary key,
  user_id    uuid not null references app_user (id) on delete cascade,
  expires_at timestamptz not null
);

-- Runs -----------------------------------------------------------------------------------------

create table experiment (
  id         bigint generated always as identity primary key,
  name       text not null unique check (length(name) between 1 and 500),
  created_by uuid not null references app_user (id),
  created_at timestamptz not null
);

create table run (
  id            uuid primary key,        -- version 7: ordered by creation
  experiment_id bigint not null references experiment (id),
  name          text not null check (length(name) between 1 and 250),
  status        text not null check (status in ('QUEUED', 'RUNNING', 'FINISHED', 'FAILED', 'KILLED', 'LOST')),
  params        jsonb not null default '{}',
  progress      double precision check (progress between 0 and 1),
  failure       text,
  created_by    uuid not null references app_user (id),
  created_at    timestamptz not null,
  started_at    timestamptz,
  ended_at      timestamptz,
  heartbeat_at  timestamptz
);
create index run_of_experiment on run (experiment_id, id desc);
create index run_alive on run (heartbeat_at) where status = 'RUNNING';

create table run_tag (
  run_id uuid not null references run (id) on delete cascade,
  key    text not null check (length(key) between 1 and 250),
  value  text not null check (length(value) <= 8000),
  primary key (run_id, key)
);

create table run_sample (
  run_id uuid not null references run (id) on delete cascade,
  seq    bigint generated always as identity,
  step   bigint not null check (step >= 0),
  prompt text not null,
  body   text not null,
  at     timestamptz not null,
  primary key (run_id, seq)
);

-- Metrics --------------------------------------------------------------------------------------

-- One row per name on the whole server: points refer to it by a small number.
create table metric (
  id   integer generated always as identity primary key,
  name text not null unique check (length(name) between 1 and 250)
);

-- Points as they arrived: one row per run and commit, column-wise and compressed (see docs/metrics.md).

create table metric_tail (
  run_id  uuid not null,
  seq     bigint generated always as identity,
  n       integer not null,
  payload bytea not null,
  primary key (run_id, seq)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_insert_threshold = -1);
-- the payload is compressed already
alter table metric_tail alter column payload set storage external;

-- Work -----------------------------------------------------------------------------------------

create table agent (
  id            uuid primary key,
  name          text not null unique check (length(name) between 1 and 250),
  host          text not null,
  version       text not null,
  devices       jsonb not null default '[]',
  registered_at timestamptz not null,
  last_seen_at  timestamptz not null
);

create table job (
  id               uuid primary key,
  recipe           text not null,
  params           jsonb not null default '{}',
  run_id           uuid not null unique references run (id),
  status           text not null check (status in ('QUEUED', 'LEASED', 'FINISHED', 'FAILED', 'CANCELLED')),
  priority         integer not null default 0,
  attempt          integer not null default 0,
  stop_requested   boolean not null default false,
  created_by       uuid not null references app_user (id),
  created_at       timestamptz not null,
  ended_at         timestamptz,
  failure          text,
  -- the lease, present exactly while LEASED; its id changes with every lease and fences off earlier holders
  lease_id         uuid unique,
  agent_id         uuid references agent (id),
  lease_expires_at timestamptz,
  check ((status = 'LEASED') = (lease_id is not null)),
  check ((lease_id is null) = (lease_expires_at is null))
);
create index job_queue on job (priority desc, id) where status = 'QUEUED';
create index job_leases on job (lease_expires_at) where status = 'LEASED';
create index job_of_agent on job (agent_id) where status = 'LEASED';
