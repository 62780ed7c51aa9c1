-- Content: bytes under their digest, each kept once ------------------------------------------------------

-- The bytes themselves are in files or in an S3 bucket. A row is there before them and goes after them.
create table content (
  sha256     bytea primary key check (octet_length(sha256) = 32),
  bytes      bigint not null check (bytes >= 0),
  claimed_at timestamptz not null        -- when somebody last began to keep it; what nobody refers to is kept for a time after
);
create index content_age on content (claimed_at);

-- Artifacts: names for content ----------------------------------------------------------------------------

-- What artifacts belong to; made with the first. It goes with its run, and the artifacts go with it.
create table artifact_root (
  id            uuid primary key,
  kind          text not null check (kind in ('RUN', 'MODEL')),
  experiment_id bigint not null references experiment (id) on delete cascade,
  run_id        uuid references run (id) on delete cascade,
  bytes         bigint not null default 0, -- of its artifacts, each counted in full
  check (case kind when 'RUN' then run_id = id and run_id is not null else run_id is null end)
);
create index artifact_root_of_experiment on artifact_root (experiment_id);
create index artifact_root_of_run on artifact_root (run_id) where run_id is not null;

-- Paths are ordered by their bytes, so that a folder is a range: all from 'folder/' to before 'folder0'.
create table artifact (
  root_id    uuid not null references artifact_root (id) on delete cascade,
  path       text collate "C" not null check (length(path) between 1 and 1000),
  sha256     bytea not null references content (sha256),
  bytes      bigint not null,
  media_type text not null check (length(media_type) <= 200),
  step       bigint check (step >= 0),
  created_at timestamptz not null,
  primary key (root_id, path)
);
create index artifact_of_content on artifact (sha256);

-- Uploads in parts; the parts are in the staging folder of the server that took them ---------------------

create table artifact_upload (
  id              uuid primary key,
  root_id         uuid not null references artifact_root (id) on delete cascade,
  path            text collate "C" not null check (length(path) between 1 and 1000),
  media_type      text check (length(media_type) <= 200),
  expected_sha256 bytea,
  step            bigint check (step >= 0),
  secret_hash     bytea not null,          -- of what an address for parts carries
  touched_at      timestamptz not null
);
create index artifact_upload_age on artifact_upload (touched_at);
